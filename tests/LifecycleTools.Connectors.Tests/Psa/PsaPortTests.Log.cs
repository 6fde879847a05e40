using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

/// <summary>Notes and attachments, and what becomes of each create whose answer is lost.</summary>
public abstract partial class PsaPortTests
{
    private static TicketNote Note(string part, params string[] lines) => new($"{Key}/1/{part}", part, lines);

    private static Task<IReadOnlyList<string>> KeysAsync(IPsa psa, Ticket ticket) => PsaBench.Reading(() => psa.ReadNoteKeysAsync(ticket, default));

    private Task AddAsync(IPsa psa, Ticket ticket, TicketNote note) => Bench.Writing(() => psa.AddNoteAsync(ticket, note, default));

    [Fact]
    public async Task Notes_AreInternalInOrderAndWordForWord()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        (await KeysAsync(psa, ticket)).Should().BeEmpty();

        await AddAsync(psa, ticket, Note("Access", "10:00:00Z Block sign-in: O'Brien: Done.", "  <script>alert(1)</script> & \"50%\""));
        await AddAsync(psa, ticket, Note("Mail", "10:01:00Z José → shared"));

        (await KeysAsync(psa, ticket)).Should().Equal($"{Key}/1/Access", $"{Key}/1/Mail");
        HeldTicket held = Held.Single();
        held.Notes.Should().HaveCount(2);
        Readable(held.Notes[0]).Should().Contain("Block sign-in: O'Brien: Done.").And.Contain("<script>alert(1)</script> & \"50%\"");
        Readable(held.Notes[1]).Should().Contain("10:01:00Z José → shared");
    }

    [Fact]
    public async Task Notes_ThatAreMany_AreAllSeen()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        for (int more = 0; more < 120; more++) await AddAsync(psa, ticket, Note(more.ToString(CultureInfo.InvariantCulture), "line"));

        (await KeysAsync(psa, ticket)).Should().HaveCount(120).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Note_LongerThanTheSystemTakes_IsThereInWhole()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        TicketNote note = Note("Groups", Enumerable.Range(0, 1200).Select(at => $"{at:0000} left <group> & list {new string('x', 60)}").ToArray());

        await AddAsync(psa, ticket, note);

        (await KeysAsync(psa, ticket)).Should().Contain(note.Key).And.OnlyHaveUniqueItems();
        string whole = string.Join("\n", Held.Single().Notes.Select(Readable));
        Enumerable.Range(0, 1200).Should().OnlyContain(at => whole.Contains($"{at:0000} left <group> & list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Note_WithAMarkInAPersonsText_DoesNotForgeAnother()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);

        await AddAsync(psa, ticket, Note("Access", $"Reason: [lifecycle {Key}/1/Mail] done"));

        (await KeysAsync(psa, ticket)).Should().Equal($"{Key}/1/Access");
    }

    [SkippableFact]
    public async Task File_IsThereByNameAndByteForByte()
    {
        IPsa psa = WithFiles();
        Ticket ticket = await CreateAsync(psa);
        byte[] content = Encoding.UTF8.GetBytes("{\"a\":\"José\"}\r\n{\"b\":1}\n--boundary\n");

        await Bench.Writing(() => psa.AttachAsync(ticket, new TicketFile($"{Key}-1.jsonl", "application/x-ndjson", content), default));

        (await PsaBench.Reading(() => psa.ReadAttachmentNamesAsync(ticket, default))).Should().Equal($"{Key}-1.jsonl");
        Held.Single().Files.Should().ContainSingle().Which.Content.Should().Equal(content);
    }

    [Fact]
    public async Task Ticket_WhoseAnswerIsLost_IsAmbiguousAndFoundOnce()
    {
        IPsa psa = Psa();
        await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        Lose(TicketCreate);

        await AmbiguousAsync(() => CreateAsync(psa));

        (await FoundAsync(psa)).Should().NotBeNull();
        Held.Should().ContainSingle();
    }

    [Fact]
    public async Task Note_WhoseAnswerIsLost_IsAmbiguousAndSeenOnce()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        Lose(NoteCreate);

        await AmbiguousAsync(() => AddAsync(psa, ticket, Note("Access", "line")));

        (await KeysAsync(psa, ticket)).Should().Equal($"{Key}/1/Access");
        Held.Single().Notes.Should().ContainSingle();
    }

    [SkippableFact]
    public async Task File_WhoseAnswerIsLost_IsAmbiguousAndSeenOnce()
    {
        IPsa psa = WithFiles();
        Ticket ticket = await CreateAsync(psa);
        Lose(FileCreate);

        await AmbiguousAsync(() => Bench.Writing(() => psa.AttachAsync(ticket, new TicketFile("run.jsonl", "application/x-ndjson", [1, 2, 3]), default)));

        (await PsaBench.Reading(() => psa.ReadAttachmentNamesAsync(ticket, default))).Should().Equal("run.jsonl");
        Held.Single().Files.Should().ContainSingle();
    }

    [Fact]
    public async Task LongNote_ThatBrokeOffInTheMiddle_IsCompletedWithoutAPartTwice()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);
        TicketNote note = Note("Groups", Enumerable.Range(0, 4000).Select(at => $"{at:0000} left group {new string('x', 200)}").ToArray());
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, NoteCreate.Method, NoteCreate.Path);
        try
        {
            await AddAsync(psa, ticket, note);
        }
        catch (LifecycleException failure) when (failure.IsAmbiguous)
        {
            bool inOnePart = Held.Single().Notes.Count == 1 && (await KeysAsync(psa, ticket)).Contains(note.Key);
            if (!inOnePart) await AddAsync(psa, ticket, note);
        }

        (await KeysAsync(psa, ticket)).Should().Contain(note.Key).And.OnlyHaveUniqueItems();
        string whole = string.Join("\n", Held.Single().Notes.Select(Readable));
        whole.Split("3999 left group").Should().HaveCount(2, "it is there, and once");
        whole.Split("0000 left group").Should().HaveCount(2, "it is there, and once");
    }

    [Fact]
    public async Task ServerError_AfterACreate_IsAmbiguousAndNotSentAgain()
    {
        IPsa psa = Psa();
        await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        SandboxFault fault = Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, TicketCreate.Method, TicketCreate.Path, times: int.MaxValue, status: 502);

        await AmbiguousAsync(() => CreateAsync(psa));

        fault.Seen.Should().Be(1);
    }

    [Fact]
    public async Task Throttled_WaitsAsLongAsItIsToldAndMakesOneTicket()
    {
        IPsa psa = Psa();
        Bench.Tenant.Faults.Add(SandboxFaultKind.Throttle, TicketCreate.Method, TicketCreate.Path, retryAfter: "30");
        DateTimeOffset before = Bench.Tenant.Clock.UtcNow;

        await CreateAsync(psa);

        (Bench.Tenant.Clock.UtcNow - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
        Held.Should().ContainSingle();
    }

    [Fact]
    public async Task Refused_IsAMissingPermissionAndNamesNoSecret()
    {
        IPsa psa = Psa();
        Bench.Tenant.Faults.Add(SandboxFaultKind.Forbid, TicketCreate.Method, TicketCreate.Path, times: int.MaxValue);

        Func<Task> create = () => CreateAsync(psa);

        LifecycleException failure = (await create.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.IsAmbiguous.Should().BeFalse();
        failure.ToString().Should().NotContain(SecretText);
    }

    private void Lose((string Method, string Path) create) => Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, create.Method, create.Path);

    private static async Task AmbiguousAsync(Func<Task> change) =>
        (await change.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue("it may have taken effect");

    private IPsa WithFiles()
    {
        IPsa psa = Psa();
        Skip.IfNot(psa.Abilities.HasFlag(PsaAbilities.Attachments), "This ticket system takes no files.");
        return psa;
    }
}
