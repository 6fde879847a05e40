using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Workflows;

/// <summary>What was so before the departure, or was decided after it, stays; what is in the way is said.</summary>
public class UndoMeanwhileTests
{
    private readonly UndoBench _bench = new();

    [Fact]
    public async Task WithoutAFreeSeat_SaysWhichLicense_AndTheMailboxStaysShared()
    {
        await _bench.LeaveAsync();
        int at = _bench.Tenant.Skus.FindIndex(sku => sku.PartNumber == "SPE_E3");
        _bench.Tenant.Skus[at] = _bench.Tenant.Skus[at] with { Used = 5 };

        OffboardRun run = await _bench.UndoAsync();

        run["licenses.regain"].Should().BeEquivalentTo(new { Status = StepStatus.Blocked, ErrorId = ErrorIds.LicenseSeatsMissing });
        run["licenses.regain"].Detail.Should().Contain("SPE_E3").And.NotContain("MCOEV");
        run["mail.return-mailbox"].Should().BeEquivalentTo(new { Status = StepStatus.Failed, ErrorId = ErrorIds.MailboxNeedsLicense });
        _bench.Tenant.MailboxOf(_bench.Left.Jane.Id)!.Mailbox.Kind.Should().Be(MailboxKind.Shared);
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task ADeletedAccount_IsRestoredFirst()
    {
        string before = _bench.State();
        await _bench.LeaveAsync();
        _bench.Tenant.Delete(_bench.Left.Jane);

        OffboardRun run = await _bench.UndoAsync();

        run["directory.restore-account"].Status.Should().Be(StepStatus.Done);
        _bench.Changes.First().Should().StartWith("directory.restore");
        _bench.State().Should().Be(before);
    }

    [Fact]
    public async Task AGroupThatIsGoneOrFollowsARuleByNow_IsLeftToAPerson_AndTheOthersAreJoined()
    {
        await _bench.LeaveAsync();
        List<Group> groups = _bench.Tenant.Groups;
        groups.RemoveAll(group => group.Id == _bench.Left.VoiceUsers.Id);
        Group sales = groups.Single(group => group.Id == _bench.Left.Sales.Id);
        groups[groups.IndexOf(sales)] = sales with { MembershipRule = "user.city -eq \"Zurich\"" };

        OffboardRun run = await _bench.UndoAsync();

        run["directory.rejoin-groups"].Should().BeEquivalentTo(new { Status = StepStatus.ManualReview, ErrorId = ErrorIds.GroupNotJoinable });
        run["directory.rejoin-groups"].Detail.Should().Contain("is not there any more").And.Contain("user.city");
        run["mail.rejoin-distribution-lists"].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task WhatWasSoBefore_StaysSo()
    {
        _bench.Left.Make(jane => jane with { SignInAllowed = false });
        _bench.Left.Mail.Mailbox = _bench.Left.Mail.Mailbox with { IsHidden = true };
        _bench.Left.Mail.Reply = new AutomaticReply(true, "On holiday.", "On holiday.");
        _bench.Tenant.Rights.Add((new MailboxRight("jane@contoso.example", "bob@contoso.example", MailboxRightKind.FullAccess), true));
        string before = _bench.State();
        await _bench.LeaveAsync();

        OffboardRun run = await _bench.UndoAsync();

        _bench.State().Should().Be(before);
        run["directory.allow-sign-in-again"].Status.Should().Be(StepStatus.Skipped);
        _bench.Tenant.Rights.Should().Contain(one => one.Right.Holder == "bob@contoso.example");
    }

    [Fact]
    public async Task AManagerWhoWasNamedSince_Stays()
    {
        await _bench.LeaveAsync();
        _bench.Tenant.SetManager(_bench.Left.Jane, _bench.Left.Boss);

        await _bench.UndoAsync();

        _bench.Tenant.ManagerOf(_bench.Left.Jane.Id).Should().Be(_bench.Left.Boss.Id.Value);
    }
}
