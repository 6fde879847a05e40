using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.Teams;
using Xunit;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>The search finds what was put there, in each kind of place and in each form: otherwise its silence would say nothing.</summary>
public sealed class SecretSearchTests
{
    private const string Secret = "Kanarie-\"<&+/%7Qx'";

    // Writes a secret into each stream, a file, a mail that nobody sent, and the arguments of another process; the request at the end lets those be seen.
    private const string Careless = """
        function Out-Secret {
            [CmdletBinding()] param([string] $Secret)
            $PSCmdlet.WriteObject([pscustomobject]@{ Inner = @{ Value = $Secret } })
            $PSCmdlet.WriteWarning($Secret)
            $PSCmdlet.WriteVerbose([Uri]::EscapeDataString($Secret))
            $PSCmdlet.WriteDebug([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("user:$Secret")))
            $PSCmdlet.WriteInformation($Secret, @('tag'))
            $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'doing', $Secret))
            $failure = [InvalidOperationException]::new('outer', [InvalidOperationException]::new($Secret))
            $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($failure, 'Id', 'NotSpecified', $null))
        }
        Out-Secret $env:LT_CONNECTWISE_PRIVATEKEY -Verbose -Debug -WarningAction Continue
        try { throw $env:LT_CONNECTWISE_PRIVATEKEY } catch { [Console]::WriteLine($_); [Console]::Error.WriteLine($_) }
        [IO.File]::WriteAllText('./left behind', $env:LT_CONNECTWISE_PRIVATEKEY, [Text.Encoding]::Unicode)
        $other = [Diagnostics.ProcessStartInfo]::new('sh')
        foreach ($argument in '-c', 'sleep 60; :', $env:LT_CONNECTWISE_PRIVATEKEY) { $other.ArgumentList.Add($argument) }
        $other = [Diagnostics.Process]::Start($other)
        [System.Net.WebClient]::new().DownloadString('URL/login/companyinfo/contosomsp') | Out-Null
        $other.Kill($true)
        """;

    public static TheoryData<string> Forms => [.. SecretForms.Of(Secret).Select(form => form.Form)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Form_IsFound(string form)
    {
        SecretSearch search = new();
        search.Add("place", "before " + SecretForms.Of(Secret).Single(each => each.Form == form).Text + " behind");

        search.Find(new Dictionary<string, string> { ["it"] = Secret }).Should().Contain(found => found.StartsWith("place: it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a:")]
    [InlineData("ab:")]
    [InlineData("abc:")]
    public void Authorization_WithAUserName_IsFound_ThoughTheLineIsBroken(string user)
    {
        SecretSearch search = new();
        search.Add("place", Convert.ToBase64String(Encoding.UTF8.GetBytes(user + Secret + "!"), Base64FormattingOptions.InsertLineBreaks).Insert(9, "\r\n"));

        search.Find(new Dictionary<string, string> { ["it"] = Secret }).Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task EachKindOfPlace_IsSearched()
    {
        if (!OperatingSystem.IsLinux()) throw new SkipException("Arguments of processes are read on Linux.");
        await using SecretTrial trial = new("connectwise");
        string secret = trial.Canaries.Values["connectwise.privateKey"];
        await trial.PlayAsync(Careless.Replace("URL", trial.Url, StringComparison.Ordinal));
        ConnectWiseState desk = trial.Sandbox.Beside<ConnectWiseState>();
        desk.AddTicket(new ConnectWiseTicket { Summary = "Please", Company = desk.Companies[0], Board = desk.Boards[0], Status = desk.Boards[0].Statuses[0], Priority = desk.Priorities[0] })
            .Notes.Add(new ConnectWiseNote { Text = secret });
        trial.Sandbox.Mailboxes[0].Sent.Add(new() { Body = System.Net.WebUtility.HtmlEncode(secret) });
        trial.Sandbox.Beside<TeamsState>().Posts.Add(new TeamsPost { Card = secret });
        trial.Mails.Add(secret);

        string[] found = trial.Look().Find(new Dictionary<string, string> { ["it"] = secret }).Select(each => each[..each.IndexOf(": it", StringComparison.Ordinal)]).Distinct().ToArray();

        found.Should().BeEquivalentTo(
            "session 1 output.txt", "session 1 warning.txt", "session 1 verbose.txt", "session 1 debug.txt", "session 1 information.txt", "session 1 progress.txt", "session 1 error.txt",
            "session 1 caught.txt", "session 1 screen.txt", "session 1 standard output.txt", "session 1 standard error.txt", "file left behind", "process arguments",
            "tickets of ConnectWise", "mails of Graph", "mails of SMTP", "cards of Teams");
    }
}
