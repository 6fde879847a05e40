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

/// <summary>The ports over Exchange, against the sandbox: what it holds afterwards decides.</summary>
public sealed class ExchangePortsTests : IDisposable
{
    private readonly ExchangeSandbox _sandbox = new();
    private readonly ExchangeSession _exchange;
    private readonly ExchangeCalls _calls;

    public ExchangePortsTests() => (_exchange, _calls) = (_sandbox.Session, _sandbox.Calls);

    private PersonId Jane => new(_exchange.Jane.Id);

    [Fact]
    public async Task Mailbox_IsReadConvertedForwardedAndHidden()
    {
        var mailboxes = new ExchangeMailboxes(_calls);
        (await mailboxes.ReadAsync(new PersonId(_exchange.Nora.Id), default)).Should().BeNull();

        await mailboxes.SetForwardingAsync(Jane, "max@contoso.example", keepCopy: true, default);
        await mailboxes.SetHiddenAsync(Jane, true, default);
        await mailboxes.ConvertAsync(Jane, MailboxKind.Shared, default);
        _exchange.Tenant.Clock.Advance(TimeSpan.FromHours(1));

        Mailbox read = (await mailboxes.ReadAsync(Jane, default))!;
        read.Should().BeEquivalentTo(new { _exchange.Jane.Id, Address = "jane@contoso.example", Kind = MailboxKind.Shared, ForwardsTo = "max@contoso.example", KeepsCopy = true, IsHidden = true });
        _sandbox.Step.Sent.Should().HaveCount(3).And.OnlyContain(call => call.What == $"Set-Mailbox {_exchange.Jane.Id}");

        await mailboxes.SetForwardingAsync(Jane, null, keepCopy: false, default);
        (await mailboxes.ReadAsync(Jane, default))!.ForwardsTo.Should().BeNull();
    }

    [Fact]
    public async Task Size_IsReadInBytes_AndIsUnknownWithoutAMailbox()
    {
        var mailboxes = new ExchangeMailboxes(_calls);
        _exchange.MailboxOf(_exchange.Jane).TotalItemSizeBytes = 13_207_024_435;
        (await mailboxes.ReadSizeAsync(Jane, default)).Should().Be(13_207_024_435);
        (await mailboxes.ReadSizeAsync(new PersonId(_exchange.Nora.Id), default)).Should().BeNull();
    }

    [Theory]
    [InlineData(MailboxRightKind.FullAccess)]
    [InlineData(MailboxRightKind.SendAs)]
    [InlineData(MailboxRightKind.SendOnBehalf)]
    [Trait("PainPoint", "C29")]
    public async Task Right_IsGivenFoundAndTaken_AndTwiceIsOnce(MailboxRightKind kind)
    {
        var access = new ExchangeMailboxAccess(_calls);
        var right = new MailboxRight("jane@contoso.example", "max@contoso.example", kind);
        await access.GrantAsync(right, autoMap: false, default);
        await access.GrantAsync(right, autoMap: false, default);

        (await access.ReadAsync("jane@contoso.example", default)).Should().Equal(right);
        (await access.FindHeldByAsync(new PersonId(_exchange.Max.Id), default)).Should().Equal(right);

        await access.RevokeAsync(right, default);
        await access.RevokeAsync(right, default);
        (await access.ReadAsync("jane@contoso.example", default)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("I have left.\nPlease write to Max <max@contoso.example> & Co.")]
    [InlineData("Two  spaces\n  and an indent,\n\nafter a blank line")]
    [InlineData("Ça va? José O'Brien: 5 < 6")]
    public async Task Reply_ComesBackAsItWasSet(string text)
    {
        var contents = new ExchangeMailboxContents(_calls);
        await contents.SetReplyAsync(Jane, new AutomaticReply(true, text, ""), default);
        (await contents.ReadReplyAsync(Jane, default)).Should().Be(new AutomaticReply(true, text, ""));
        _exchange.MailboxOf(_exchange.Jane).AutoReply.ExternalAudience.Should().Be("None");
    }

    [Fact]
    public void Reply_IsReadOutOfThePageThatExchangeMakesOfIt() =>
        ReplyText.FromHtml("<html>\r\n<head><style>p{}</style></head>\r\n<body>\r\n<div>I have&nbsp;left.</div>\r\n<p>Write to\r\nMax &amp; Co.</p></body></html>\r\n")
            .Should().Be("I have left.\nWrite to Max & Co.");

    [Fact]
    public async Task Preferences_SpeakIana_WhereExchangeSpeaksWindows()
    {
        var preferences = new ExchangeMailboxPreferences(_calls);
        await preferences.SetRegionalAsync(Jane, new RegionalSettings("de-DE", "Europe/Berlin"), default);
        (await preferences.ReadRegionalAsync(Jane, default)).Should().Be(new RegionalSettings("de-DE", "Europe/Berlin"));
        _exchange.MailboxOf(_exchange.Jane).Region.TimeZone.Should().Be("W. Europe Standard Time");

        DayOfWeek[] days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        var hours = new WorkingHours(days, TimeSpan.FromHours(7.5), TimeSpan.FromHours(16), "Europe/Berlin");
        await preferences.SetWorkingHoursAsync(Jane, hours, default);
        (await preferences.ReadWorkingHoursAsync(Jane, default)).Should().BeEquivalentTo(hours);
    }

    [Fact]
    public async Task Lists_AreJoinedAndLeftById_AndTwiceIsOnce()
    {
        var lists = new ExchangeDistributionLists(_calls);
        Mailbox conor = (await new ExchangeMailboxes(_calls).ReadAsync(new PersonId(_exchange.Conor.Id), default))!;
        (await lists.ReadMembershipsAsync(conor, default)).Select(list => list.Id).Should().Equal(_exchange.Sales.Id);
        (await lists.FindAsync("All Staff", default)).Should().HaveCount(2);
        (await lists.FindAsync("sales@contoso.example", default)).Should().ContainSingle().Which.ManagerCount.Should().Be(1);
        (await lists.FindAsync("nobody@contoso.example", default)).Should().BeEmpty();

        PersonId max = new(_exchange.Max.Id);
        for (int time = 0; time < 2; time++) await lists.AddMemberAsync(_exchange.Sales.Id, max, default);
        (await lists.IsMemberAsync(_exchange.Sales.Id, max, default)).Should().BeTrue();
        for (int time = 0; time < 2; time++) await lists.RemoveMemberAsync(_exchange.Sales.Id, max, default);
        (await lists.IsMemberAsync(_exchange.Sales.Id, max, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Manager_IsReplaced_AndTheLastOneStays()
    {
        var lists = new ExchangeDistributionLists(_calls);
        DistributionList sales = (await lists.FindAsync(_exchange.Sales.Id, default)).Single();
        PersonId max = new(_exchange.Max.Id);
        (await lists.Invoking(one => one.ReplaceManagerAsync(sales, max, null, default)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.GroupLastOwner);
        await lists.ReplaceManagerAsync(sales, max, Jane, default);
        _exchange.Sales.Owners.Should().Equal(_exchange.Jane.Id);
    }

    [Theory]
    [InlineData("dynamic", ErrorIds.GroupNotJoinable)]
    [InlineData("synced", ErrorIds.PersonSynchronized)]
    public async Task List_ThatCannotBeChangedHere_SaysWhy(string which, string id)
    {
        SandboxGroup group = which == "dynamic" ? _exchange.Dynamic : _exchange.SyncedList;
        var lists = new ExchangeDistributionLists(_calls);
        (await lists.Invoking(one => one.AddMemberAsync(group.Id, new PersonId(_exchange.Max.Id), default)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(id);
    }

    [Fact]
    public async Task Phone_LosesItsAccount_AndNothingElse()
    {
        _exchange.MailboxOf(_exchange.Jane).MobileDevices.Add(new SandboxMobileDevice { Id = "11111111-0000-4000-8000-000000000009", FriendlyName = "Jane's phone", ClientType = "EAS" });
        var phones = new ExchangeMailPhones(_calls);
        MailPhone phone = (await phones.ReadAsync(Jane, default)).Single();
        phone.RemovalRequested.Should().BeFalse();
        await phones.RemoveAccountAsync(phone, default);
        (await phones.ReadAsync(Jane, default)).Single().Should().BeEquivalentTo(new { RemovalRequested = true, State = "AccountOnlyDeviceWipePending" });
    }

    [Fact]
    public async Task Cmdlets_SideBySide_ShareABatch_AndEachAnswerFindsItsAsker()
    {
        var mailboxes = new ExchangeMailboxes(_calls);
        SandboxUser[] people = [_exchange.Jane, _exchange.Conor, _exchange.Max, _exchange.Info, _exchange.Nora];
        Mailbox?[] read = await Task.WhenAll(people.Select(each => mailboxes.ReadAsync(new PersonId(each.Id), default)));
        read.Select(each => each?.Id).Should().Equal(_exchange.Jane.Id, _exchange.Conor.Id, _exchange.Max.Id, _exchange.Info.Id, null);
    }

    [Fact]
    public async Task Change_InAReadOnlyStep_DoesNotLeave_ButAPreviewDoes()
    {
        using (_sandbox.Step.Reading().Enter())
        {
            (await new ExchangeMailboxContents(_calls).CountMeetingsAsync(Jane, default)).Should().Be(0);
            (await new ExchangeMailboxes(_calls).Invoking(one => one.SetHiddenAsync(Jane, true, default)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        }

        _exchange.Tenant.Requests.Should().NotContain(one => one.IsWrite);
    }

    [Fact]
    public async Task Role_ThatIsMissing_IsNamed()
    {
        _exchange.Tenant.RoleAssignments.Clear();
        LifecycleException failure = (await new ExchangeMailboxes(_calls).Invoking(one => one.ReadAsync(Jane, default)).Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.RecommendedAction.Should().Contain("Exchange.ManageAsApp").And.Contain("Exchange Administrator");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Throttle)]
    [InlineData(SandboxFaultKind.ServerError)]
    public async Task Trouble_ThatPasses_IsOutlasted(SandboxFaultKind kind)
    {
        _exchange.Tenant.Faults.Add(kind, path: "InvokeCommand");
        await new ExchangeMailboxes(_calls).SetHiddenAsync(Jane, true, default);
        _exchange.MailboxOf(_exchange.Jane).HiddenFromAddressListsEnabled.Should().BeTrue();
        _sandbox.Clock.Waits.Should().NotBeEmpty();
    }

    public void Dispose() => _sandbox.Dispose();
}
