using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Requests;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Requests;

public sealed class IntakeFolderTests : IDisposable
{
    private const string Csv = "Kind,GivenName,Surname,EmployeeId,StartDate\r\nHire,José,O'Brien,1,2026-04-01\r\nHire,Ada,Byrne,2,2026-04-01\r\n";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-intake-" + Guid.NewGuid().ToString("N"));

    public IntakeFolderTests() => Directory.CreateDirectory(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Csv) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Csv)] },
        { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Csv)] },
        { "UTF-16, the other way round", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Csv)] },
        { "Windows-1252", Encoding.Latin1.GetBytes(Csv) },
    };

    [Theory, MemberData(nameof(Encodings))]
    public async Task File_InAnyEncoding_IsRead(string encoding, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder, "hr.csv"), bytes);

        (await ReadAsync(Folder())).Records[0].Fields["GivenName"].Should().Be("José", encoding);
    }

    [Theory]
    [InlineData("a.csv", "Kind;GivenName;Surname\nHire;Ada;\"Byrne;\nKing\"\n")]
    [InlineData("a.csv", "sep=|\nKind|GivenName|Surname\nHire|Ada|\"Byrne;\nKing\"\n")]
    [InlineData("a.tsv", "Kind\tGivenName\tSurname\nHire\tAda\t\"Byrne;\nKing\"\n")]
    [InlineData("a.json", """{ "kind": "Hire", "givenName": "Ada", "surname": "Byrne;\nKing" }""")]
    [InlineData("a.json", """[{ "kind": "Hire", "givenName": "Ada", "surname": "Byrne;\nKing" }]""")]
    [InlineData("a.yaml", "kind: Hire\ngivenName: Ada\nsurname: \"Byrne;\\nKing\"\n")]
    [InlineData("a.yml", "requests:\n  - kind: Hire\n    givenName: Ada\n    surname: \"Byrne;\\nKing\"\n")]
    public async Task Form_InAnyFormat_SaysTheSame(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);

        SourceRecord record = (await ReadAsync(Folder())).Records.Should().ContainSingle().Subject;
        record.Findings.Should().BeEmpty();
        record.Fields.Should().Contain(new Dictionary<string, string> { [record.Fields.Keys.First(key => key.Equals("surname", StringComparison.OrdinalIgnoreCase))] = "Byrne;\nKing" });
    }

    [Fact]
    public async Task BrokenRows_HaveFindings_AndTheOthersAreRead()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), "Kind,GivenName,Surname\n\nHire,Ada\nHire,\"A\"da,Byrne\nHire,Ada,Byrne\n");

        IReadOnlyList<SourceRecord> records = (await ReadAsync(Folder())).Records;

        records.Select(record => record.Findings.Count).Should().Equal(1, 1, 0);
        records.Select(record => record.Place[(record.Place.IndexOf('#') + 1)..]).Should().Equal("3", "4", "5");
    }

    [Theory]
    [InlineData("hr.csv", "")]
    [InlineData("hr.csv", "just words\n")]
    [InlineData("hr.csv", "Kind,GivenName,Kind\nHire,Ada,Hire\n")]
    [InlineData("hr.csv", "Kind,GivenName\nHire,\"Ada\nHire,Bob\n")]
    [InlineData("hr.json", "{ \"kind\": ")]
    [InlineData("hr.json", "[[[[[[[[[[[[1]]]]]]]]]]]]")]
    [InlineData("hr.yaml", "a: &x 1\nb: *x\n")]
    public async Task FileThatCannotBeRead_GoesToFailed_WithItsReason(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        IntakeFolder folder = Folder();

        SourcePage page = await ReadAsync(folder);
        await folder.AcknowledgeAsync(page, CancellationToken.None);

        page.Records.Should().BeEmpty();
        page.Findings.Should().ContainSingle().Which.Message.Should().Contain(name);
        File.Exists(Path.Combine(_folder, "failed", name)).Should().BeTrue();
        File.ReadAllText(Path.Combine(_folder, "failed", name + ".result.csv")).Should().Contain("Unreadable");
        (await ReadAsync(folder)).Receipt.Should().BeNull();
    }

    [Fact]
    public async Task File_IsClaimedByOneOfTwoWorkers()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), Csv);
        IntakeFolder one = Folder();
        IntakeFolder other = Folder();
        SourcePage mine = await ReadAsync(one);
        SourcePage theirs = await ReadAsync(other);

        bool first = await one.ClaimAsync(mine.Records[0], CancellationToken.None);
        bool second = await other.ClaimAsync(theirs.Records[0], CancellationToken.None);

        first.Should().BeTrue();
        second.Should().BeFalse();
    }

    [Fact]
    public async Task File_ClaimedAndNotFinished_IsReadAgainByTheSameMachine()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), Csv);
        IntakeFolder killed = Folder();
        await killed.ClaimAsync((await ReadAsync(killed)).Records[0], CancellationToken.None);

        (await ReadAsync(Folder())).Records.Should().HaveCount(2);
    }

    [Fact]
    public async Task ResultFile_SaysRowByRowWhatHappened_AndHoldsNoFormula()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), Csv);
        IntakeFolder folder = Folder();
        SourcePage page = await ReadAsync(folder);
        await folder.AcknowledgeAsync(page, CancellationToken.None);
        SourceOutcome done = new() { SourceId = "1", Place = page.Records[0].Place, RequestId = "hire-1", Kind = RequestKind.Hire, State = RequestState.Completed, Person = "=cmd|' /C calc'!A0", RunId = "run-1" };

        await folder.WriteBackAsync(done, CancellationToken.None);
        await folder.WriteBackAsync(done with { Place = page.Records[1].Place, State = RequestState.Invalid, Person = "Ada Byrne", Detail = "No such role." }, CancellationToken.None);

        string[] lines = File.ReadAllLines(Directory.GetFiles(Path.Combine(_folder, "failed"), "*.result.csv").Single());
        lines.Should().HaveCount(3);
        lines[1].Should().StartWith("2,\"'=cmd|' /C calc'!A0\",Hire,Completed").And.Contain("run-1");
        lines[2].Should().StartWith("3,Ada Byrne,Hire,Invalid").And.Contain("No such role.");
    }

    [Fact]
    public async Task SameForm_DroppedAgain_IsTheSameRecord()
    {
        File.WriteAllText(Path.Combine(_folder, "a.csv"), Csv);
        IntakeFolder folder = Folder();
        SourcePage first = await ReadAsync(folder);
        await folder.AcknowledgeAsync(first, CancellationToken.None);
        File.WriteAllText(Path.Combine(_folder, "b.csv"), Csv);

        (await ReadAsync(folder)).Records.Select(record => (record.SourceId, record.Revision)).Should().Equal(first.Records.Select(record => (record.SourceId, record.Revision)));
    }

    [Fact]
    public async Task FileThatIsStillWritten_WaitsUntilItIsLeftAlone()
    {
        File.WriteAllText(Path.Combine(_folder, "hr.csv"), Csv);

        (await ReadAsync(Folder("3600"))).Records.Should().BeEmpty();
    }

    [Fact]
    public async Task MissingFolder_IsSaidAtConfiguration()
    {
        Func<Task> check = () => Folder(folder: "nowhere").CheckAsync(CancellationToken.None);

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

    private static Task<SourcePage> ReadAsync(IRequestSource folder) => folder.ReadAsync(null, CancellationToken.None);

    private IntakeFolder Folder(string settle = "0", string folder = ".")
    {
        SystemSettings settings = new() { Kind = "files", Values = new Dictionary<string, string> { ["folder"] = folder, ["settleSeconds"] = settle } };
        TenantFile tenant = new() { Path = Path.Combine(_folder, "lifecycle.yaml"), Name = "Contoso", Id = Guid.Empty, Credential = new TenantCredential { Kind = CredentialKind.Default } };
        return new IntakeFolder(new SystemAccess("intake", settings, tenant, new NoSecrets(), new System.Net.Http.HttpClientHandler(), new SystemClock(), new Quiet()));
    }

    private sealed class NoSecrets : ISecrets
    {
        public Secret Resolve(string reference) => throw new NotSupportedException();
    }

    private sealed class Quiet : IStepLog
    {
        public void Verbose(string line)
        {
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }
}
