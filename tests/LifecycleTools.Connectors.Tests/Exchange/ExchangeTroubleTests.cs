using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Exchange;

/// <summary>What goes wrong between us and Exchange, and what is sent again.</summary>
public sealed class ExchangeTroubleTests
{
    private static readonly MailboxRight s_maxOnInfo = new("info@contoso.example", "max@contoso.example", MailboxRightKind.FullAccess);

    [Theory]
    [InlineData(MailboxRightKind.FullAccess, "Add-MailboxPermission")]
    [InlineData(MailboxRightKind.SendAs, "Add-RecipientPermission")]
    [InlineData(MailboxRightKind.SendOnBehalf, "Set-Mailbox")]
    public async Task Grant_WhoseAnswerIsLost_IsNotSentASecondTime_AndSaysThatItMayHold(MailboxRightKind kind, string cmdlet)
    {
        using var sandbox = new ExchangeSandbox();
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, cmdlet: cmdlet);

        LifecycleException lost = await FailureOf(new ExchangeMailboxAccess(sandbox.Calls).GrantAsync(s_maxOnInfo with { Kind = kind }, autoMap: true, default));

        lost.IsAmbiguous.Should().BeTrue();
        sandbox.Asked(cmdlet).Should().ContainSingle();
        sandbox.Step.Answered.Should().ContainSingle().Which.Status.Should().Be(0);
    }

    [Theory]
    [InlineData("Remove-DistributionGroupMember")]
    [InlineData("Add-DistributionGroupMember")]
    [InlineData("Remove-CalendarEvents")]
    [InlineData("Clear-MobileDevice")]
    public async Task ChangeThatIsNoValue_IsNotSentASecondTime(string cmdlet)
    {
        using var sandbox = new ExchangeSandbox();
        ExchangeSession exchange = sandbox.Session;
        AddPhone(exchange);
        exchange.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, cmdlet: cmdlet, times: int.MaxValue);
        PersonId jane = new(exchange.Jane.Id);

        LifecycleException lost = await FailureOf(cmdlet switch
        {
            "Remove-DistributionGroupMember" => new ExchangeDistributionLists(sandbox.Calls).RemoveMemberAsync(exchange.Sales.Id, jane, default),
            "Add-DistributionGroupMember" => new ExchangeDistributionLists(sandbox.Calls).AddMemberAsync(exchange.Sales.Id, new PersonId(exchange.Max.Id), default),
            "Remove-CalendarEvents" => new ExchangeMailboxContents(sandbox.Calls).CancelMeetingsAsync(jane, default),
            _ => new ExchangeMailPhones(sandbox.Calls).RemoveAccountAsync(new MailPhone(PhoneId, "", "", false), default),
        });

        lost.IsAmbiguous.Should().BeTrue();
        sandbox.Asked(cmdlet).Should().ContainSingle();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task ReadAndValue_AreSentAgain_WhenTheServiceIsBusy_WhateverTheStatus(int status)
    {
        using var sandbox = new ExchangeSandbox();
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.ServerError, cmdlet: "Set-Mailbox", status: status);
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.ServerError, cmdlet: "Get-Mailbox", status: status);
        var mailboxes = new ExchangeMailboxes(sandbox.Calls);

        await mailboxes.SetHiddenAsync(new PersonId(sandbox.Session.Jane.Id), true, default);
        (await mailboxes.ReadAsync(new PersonId(sandbox.Session.Jane.Id), default))!.IsHidden.Should().BeTrue();

        sandbox.Asked("Set-Mailbox").Select(one => one.Status).Should().Equal(status, 200);
        sandbox.Asked("Get-Mailbox").Select(one => one.Status).Should().Equal(status, 200);
    }

    [Fact]
    public async Task Grant_ThatABusyServiceRefused_IsTheCallersToRepeat()
    {
        using var sandbox = new ExchangeSandbox();
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.ServerError, cmdlet: "Add-MailboxPermission", status: 400);

        LifecycleException refused = await FailureOf(new ExchangeMailboxAccess(sandbox.Calls).GrantAsync(s_maxOnInfo, autoMap: true, default));

        (refused.Id, refused.IsAmbiguous).Should().Be((ErrorIds.ConnectorFailed, false));
        sandbox.Asked("Add-MailboxPermission").Should().ContainSingle();
    }

    [Fact]
    [Trait("PainPoint", "C20")]
    public async Task ThrottledItems_OfABatch_AreSentAgain_AndTheOthersAreNot()
    {
        using var sandbox = new ExchangeSandbox(together: 3);
        ExchangeSession exchange = sandbox.Session;
        exchange.Tenant.Faults.Add(SandboxFaultKind.Throttle, cmdlet: "Add-MailboxPermission", from: 2, retryAfter: "2.5");
        var access = new ExchangeMailboxAccess(sandbox.Calls);

        await Task.WhenAll(new[] { exchange.Max, exchange.Jane, exchange.Conor }.Select(
            each => access.GrantAsync(s_maxOnInfo with { Holder = each.UserPrincipalName }, autoMap: true, default)));

        exchange.Tenant.Requests.Count(one => one.Path.EndsWith("$batch", StringComparison.Ordinal)).Should().Be(1);
        sandbox.Asked("Add-MailboxPermission").Select(one => one.Status).Should().BeEquivalentTo([200, 200, 429, 200]);
        sandbox.Clock.Waits.Should().Contain(TimeSpan.FromSeconds(2.5));
        exchange.MailboxOf(exchange.Info).Permissions.Should().HaveCount(3);
        sandbox.Step.Sent.Should().HaveCount(4).And.OnlyContain(call => call.What == "Add-MailboxPermission info@contoso.example");
    }

    [Fact]
    public async Task Item_WhoseTokenIsRefused_GoesAgainAloneWithAnother()
    {
        using var sandbox = new ExchangeSandbox(together: 2);
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.ExpireToken, cmdlet: "Add-DistributionGroupMember", times: 2);
        var lists = new ExchangeDistributionLists(sandbox.Calls);

        await Task.WhenAll(new[] { sandbox.Session.Max, sandbox.Session.Info }.Select(
            each => lists.AddMemberAsync(sandbox.Session.Sales.Id, new PersonId(each.Id), default)));

        sandbox.Session.Sales.Members.Should().Contain([sandbox.Session.Max.Id, sandbox.Session.Info.Id]);
        sandbox.Step.Answered.Select(call => call.Status).Should().BeEquivalentTo([401, 401, 200, 200]);
    }

    [Fact]
    public async Task Item_ThatIsRefused_FailsAlone()
    {
        using var sandbox = new ExchangeSandbox(together: 2);
        var lists = new ExchangeDistributionLists(sandbox.Calls);
        PersonId max = new(sandbox.Session.Max.Id);

        Task good = lists.AddMemberAsync(sandbox.Session.Sales.Id, max, default);
        LifecycleException refused = await FailureOf(lists.AddMemberAsync(sandbox.Session.SyncedList.Id, max, default));
        await good;

        refused.Id.Should().Be(ErrorIds.PersonSynchronized);
        sandbox.Session.Sales.Members.Should().Contain(max.Value);
    }

    [Fact]
    public async Task Batch_HoldsTenAtMost_AndEachItemKnowsItsMailbox()
    {
        using var sandbox = new ExchangeSandbox(together: 10);
        var mailboxes = new ExchangeMailboxes(sandbox.Calls);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => mailboxes.ReadAsync(new PersonId("jane@contoso.example"), default)));

        SandboxRequest batch = sandbox.Session.Tenant.Requests.First(one => one.Path.EndsWith("$batch", StringComparison.Ordinal));
        batch.Path.Should().Be($"/adminapi/beta/{ExchangeSession.TenantId}/$batch");
        sandbox.Asked("Get-Mailbox").Count(one => one.BatchId == batch.BatchId).Should().Be(10);
        batch.Body.Should().Contain("\"X-AnchorMailbox\":\"UPN:jane@contoso.example\"").And.NotContain("Bearer");
    }

    [Fact]
    public async Task Pages_AreReadToTheEnd()
    {
        using var sandbox = new ExchangeSandbox(new SandboxOptions { PageSize = 2 });
        foreach (int number in Enumerable.Range(1, 7)) sandbox.Session.Sales.Members.Add(sandbox.Session.Person($"Person {number}", $"person{number}").Id);
        var lists = new ExchangeDistributionLists(sandbox.Calls);

        (await lists.IsMemberAsync(sandbox.Session.Sales.Id, new PersonId(sandbox.Session.Sales.Members.Last()), default)).Should().BeTrue();
        (await lists.IsMemberAsync(sandbox.Session.Sales.Id, new PersonId(sandbox.Session.Max.Id), default)).Should().BeFalse();

        sandbox.Asked("Get-DistributionGroupMember").Should().HaveCount(10).And.OnlyContain(one => one.Method == "POST" && !one.IsWrite);
    }

    [Fact]
    public async Task Forbidden_NamesWhatIsMissing()
    {
        using var sandbox = new ExchangeSandbox();
        sandbox.Session.Tenant.Faults.Add(SandboxFaultKind.Forbid, cmdlet: "Get-Mailbox");

        LifecycleException refused = await FailureOf(new ExchangeMailboxes(sandbox.Calls).ReadAsync(new PersonId("jane@contoso.example"), default));

        refused.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        refused.RecommendedAction.Should().Contain("Exchange.ManageAsApp");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Html)]
    [InlineData(SandboxFaultKind.Truncate)]
    public async Task Answer_ThatIsNone_IsNotTakenForOne(SandboxFaultKind kind)
    {
        using var sandbox = new ExchangeSandbox();
        sandbox.Session.Tenant.Faults.Add(kind, cmdlet: "Set-Mailbox", times: int.MaxValue);

        LifecycleException odd = await FailureOf(new ExchangeMailboxes(sandbox.Calls).SetHiddenAsync(new PersonId(sandbox.Session.Jane.Id), true, default));

        (odd.Id, odd.IsAmbiguous).Should().Be((ErrorIds.ConnectorAnswerUnexpected, true));
    }

    internal const string PhoneId = "11111111-0000-4000-8000-000000000009";

    internal static void AddPhone(ExchangeSession exchange) => exchange.MailboxOf(exchange.Jane).MobileDevices.Add(
        new SandboxMobileDevice { Id = PhoneId, FriendlyName = "Jane's phone", ClientType = "EAS" });

    internal static async Task<LifecycleException> FailureOf(Task task) =>
        (await task.Awaiting(one => one).Should().ThrowAsync<LifecycleException>()).Which;
}
