using System;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps.Return;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Return;

public class DepartureRecordTests
{
    [Fact]
    public void From_AJournalThatWasResumed_TakesTheFirstSnapshotOfEachThing()
    {
        DepartureRecord was = DepartureRecord.From("run", Journal("Offboard",
            Snapshot("person", ("id", "1"), ("name", "jane@contoso.example"), ("signInAllowed", "true")),
            Snapshot("group", ("id", "a"), ("name", "A"), ("kind", "Security")),
            Snapshot("group", ("id", "b"), ("name", "B"), ("kind", "DistributionList")),
            Snapshot("mailbox", ("id", "1"), ("address", "jane@contoso.example"), ("kind", "User")),
            Snapshot("person", ("id", "1"), ("name", "jane@contoso.example"), ("signInAllowed", "false")),
            Snapshot("group", ("id", "b"), ("name", "B"), ("kind", "DistributionList")),
            Snapshot("mailbox", ("id", "1"), ("address", "jane@contoso.example"), ("kind", "Shared"), ("hidden", "true"))));

        was.SignInWasAllowed.Should().BeTrue();
        was.Groups.Select(group => group.Name).Should().Equal("A", "B");
        was.Mailbox.Should().Be(new Mailbox("1", "jane@contoso.example", MailboxKind.User));
    }

    [Fact]
    public void From_ALicenseThatCameTwoWays_KeepsBoth()
    {
        DepartureRecord was = DepartureRecord.From("run", Journal("Offboard",
            Snapshot("person", ("id", "1"), ("name", "jane")),
            Snapshot("license", ("sku", "e3")), Snapshot("license", ("sku", "e3"), ("byGroup", "g")), Snapshot("license", ("sku", "e3"))));

        was.Licenses.Select(license => license.ByGroupId).Should().Equal(null, "g");
    }

    [Theory]
    [InlineData("Hire", ErrorIds.RunNotUndoable)]
    [InlineData("", ErrorIds.RunNotUndoable)]
    public void From_AnotherRun_IsRefused(string workflow, string id)
    {
        Action read = () => DepartureRecord.From("run", Journal(workflow, Snapshot("person", ("id", "1"), ("name", "jane"))));

        read.Should().Throw<LifecycleException>().Which.Id.Should().Be(id);
    }

    [Fact]
    public void From_ADepartureThatFoundNobody_IsRefused()
    {
        Action read = () => DepartureRecord.From("run", Journal("Offboard"));

        read.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RunNotUndoable);
    }

    [Fact]
    public void From_AJournalThatDoesNotHold_IsRefused()
    {
        Action read = () => DepartureRecord.From("run", Journal("Offboard", Snapshot("person", ("id", "1"), ("name", "jane"))) with { BrokenLine = 2 });

        read.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.JournalDamaged);
    }

    private static JournalReading Journal(string workflow, params JournalEntry[] lines) =>
        new("journal", [Entry(JournalKinds.RunStarted, ("workflow", workflow)), .. lines], null, false);

    private static JournalEntry Snapshot(string what, params (string, string)[] fields) => Entry(JournalKinds.Snapshot, [("what", what), .. fields]);

    private static JournalEntry Entry(string kind, params (string Name, string Value)[] fields) =>
        new(kind, DateTimeOffset.UnixEpoch, fields.ToDictionary(field => field.Name, field => field.Value));
}
