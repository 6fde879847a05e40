using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>Whatever a name, an id or an answer's address holds: files stay in their folder, lines stay one line, and credentials stay with their host.</summary>
public sealed class BoundaryTests : IDisposable
{
    private static readonly Config s_often = Config.QuickThrowOnFailure.WithMaxTest(1000);
    private static readonly Regex s_address = new(@"\A[a-z0-9!#^~'._-]{1,64}@contoso\.example\z", RegexOptions.CultureInvariant);
    private static readonly Uri s_root = new("https://api.vendor.example/v1");

    private static readonly Arbitrary<string> s_hostile = Join(
        "../", "..\\", "/", "\\", ":", "C:", "~", "CON", ".", "..", " ", "\0", "\r\n", "\n", "\u2028", "\u0085", "\u202e", "%2e%2e%2f", "%0a", "%0d%0a", "|", "*", "?", "\"", "a", "Z", "9", "-", "é", "ß", "\ud83d\ude00");

    private static readonly Arbitrary<string> s_links = Join(
        "https://", "http://", "//", "\\\\", "api.vendor.example", "evil.example", ".", "@", ":443", ":444", "/", "/v1/", "?page=2", "#", "user:pw", "%2f", "%40", " ", "\t", "ftp://", "file:///etc/passwd", "..", "HTTPS://API.VENDOR.EXAMPLE");

    private static readonly Arbitrary<string> s_names = Join(
        "Jo", "é", "ñ", "ß", "ễ", "O'", "-", " ", ".", "..", "@", "'", "\"", "\n", "\t", "\0", "{given}", "{n}", "%", "<", ">", "#EXT#", "5", "Ł", "\u202e", "van", "de", "\u0301");

    private static readonly Arbitrary<string> s_patterns = Join("{given}", "{surname}", "{given:1}", "{surname:3}", "{n}", ".", "-", "_", "x", "..");

    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-boundary").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Journal_OfAnyRunId_LiesInItsFolderOrNowhere() =>
        Prop.ForAll(s_hostile, id =>
        {
            try
            {
                string path = new JournalFolder(_folder).PathOf(id);
                return Path.GetDirectoryName(Path.GetFullPath(path)) == _folder && Path.GetFileName(path).All(letter => letter is '-' or '.' || char.IsAsciiLetterOrDigit(letter));
            }
            catch (LifecycleException)
            {
                return true;
            }
        }).Check(s_often);

    [Fact]
    public void Hold_OfAnyKey_WritesInItsFolderOnly()
    {
        string folder = Path.Combine(_folder, "journals");
        JournalFolder journals = new(folder);

        Prop.ForAll(s_hostile, key =>
        {
            using IDisposable? hold = journals.TryHold(key, "holder", out _);
            return hold is not null && Directory.GetFileSystemEntries(_folder).SequenceEqual([folder]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Should().OnlyContain(file => Regex.IsMatch(Path.GetFileName(file), "^[0-9a-f]{32}[.](lock|holder)$"));
    }

    [Fact]
    public void JournalLine_OfAnyText_IsOneLineAndReadsBack() =>
        Prop.ForAll(s_hostile, text =>
        {
            JournalEntry entry = new("note", new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), new Dictionary<string, string> { ["what"] = text });
            byte[] line = JournalText.Line(1, entry, JournalText.Beginning);
            return !line.Any(one => one is (byte)'\n' or (byte)'\r') && JournalText.Parse(line)!["what"] == text;
        }).Check(s_often);

    [Fact]
    public void CallLine_OfAnyPath_IsOneLine() =>
        Prop.ForAll(s_hostile, text =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "https://api.vendor.example/users/" + Uri.EscapeDataString(text));
            return !CallRecord.Describe(request).Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u202e');
        }).Check(s_often);

    [Fact]
    public void NextPage_OfAnyLink_IsOnTheSameHostOrRefused()
    {
        JsonCalls calls = new(new HttpClient(new ScriptedService()), s_root, "Vendor", new VirtualClock(), _ => "");
        int followed = 0;
        int refused = 0;

        Prop.ForAll(s_links, link =>
        {
            try
            {
                Uri next = calls.Checked(link);
                followed++;
                return next.Scheme == s_root.Scheme && next.Host == s_root.Host && next.Port == s_root.Port;
            }
            catch (LifecycleException failure) when (failure.Id == ErrorIds.ConnectorAnswerUnexpected)
            {
                refused++;
                return true;
            }
        }).Check(s_often);

        followed.Should().BePositive();
        refused.Should().BePositive();
    }

    [Fact]
    public void Credentials_OfAnyAddress_GoToTheSameHostOnly()
    {
        Resource resource = new("vendor", s_root);

        Prop.ForAll(s_links, link => !Uri.TryCreate(link, UriKind.Absolute, out Uri? target) || !resource.Covers(target)
            || (target.Scheme == "https" && target.Host == "api.vendor.example" && target.Port == 443)).Check(s_often);
    }

    [Fact]
    public void AccountNames_OfAnyPersonAndPattern_AreAddressesOfTheDomainOrRefused() =>
        Prop.ForAll(s_names, s_names, s_patterns, (given, surname, pattern) =>
        {
            try
            {
                return NameBuilder.Candidates(given, surname, new NamingRules { UserPrincipalName = pattern }, "contoso.example", "de-CH")
                    .All(candidate => s_address.IsMatch(candidate.UserPrincipalName) && !candidate.MailNickname.Contains("..", StringComparison.Ordinal));
            }
            catch (LifecycleException failure) when (failure.Id is ErrorIds.NameInvalid or ErrorIds.NameNotLatin)
            {
                return true;
            }
        }).Check(s_often);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task Answer_ThatIsNestedWithoutEnd_IsRefusedWithoutACrash(char open, char close)
    {
        string inner = open == '{' ? "{\"a\":" : "[";
        string body = new StringBuilder().Insert(0, inner, 100_000).Append('1').Append(close, 100_000).ToString();
        ScriptedService service = new();
        for (int answer = 0; answer < 12; answer++) service.Then(200, body);
        HttpClient client = HttpPipeline.Chain(service, new VirtualClock(), new Nobody(), new PipelineSettings(), [], []);
        JsonCalls calls = new(client, s_root, "Vendor", new VirtualClock(), _ => "");

        (await calls.Invoking(one => one.GetAsync("devices", default)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    private static Arbitrary<string> Join(params string[] pieces) => Gen.ListOf(Gen.Elements(pieces)).Select(parts => string.Concat(parts)).ToArbitrary();

    private sealed class Nobody : DelegatingHandler;
}
