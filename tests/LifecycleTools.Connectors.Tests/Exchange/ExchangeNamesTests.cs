using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox.State;
using Xunit;
using static LifecycleTools.Connectors.Tests.Exchange.ExchangeTroubleTests;

namespace LifecycleTools.Connectors.Tests.Exchange;

/// <summary>Exchange tells names where ids are meant; two people may have one name.</summary>
public sealed class ExchangeNamesTests : IDisposable
{
    private readonly ExchangeSandbox _sandbox = new();
    private readonly ExchangeSession _exchange;

    public ExchangeNamesTests() => _exchange = _sandbox.Session;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Mailbox_NamedByADisplayName_MustBeTheOnlyOne()
    {
        var mailboxes = new ExchangeMailboxes(_sandbox.Calls);
        (await mailboxes.ReadAsync(new PersonId("Conor O'Brien"), default))!.Address.Should().Be("conor.obrien@contoso.example");

        _exchange.Person("Conor O'Brien", "conor2");
        (await FailureOf(mailboxes.ReadAsync(new PersonId("Conor O'Brien"), default))).Id.Should().Be(ErrorIds.ReferenceNotResolved);
        (await mailboxes.ReadAsync(new PersonId("conor2@contoso.example"), default))!.Address.Should().Be("conor2@contoso.example");
        (await mailboxes.ReadAsync(new PersonId("Nobody"), default)).Should().BeNull();
    }

    [Fact]
    public async Task Recipient_ThatMailIsForwardedTo_IsShownByItsAddress_ThoughAnotherHasItsName()
    {
        SandboxUser twin = _exchange.Person("Max Boss", "max2");
        _exchange.MailboxOf(_exchange.Jane).ForwardingAddress = twin.Id;
        _exchange.MailboxOf(_exchange.Jane).ForwardingSmtpAddress = "smtp:other@fabrikam.example";

        (await new ExchangeMailboxes(_sandbox.Calls).ReadAsync(new PersonId(_exchange.Jane.Id), default))!.ForwardsTo.Should().Be("max2@contoso.example");
    }

    [Fact]
    public async Task Rights_LeaveOutTheOwner_AndNameTheirHoldersByAddress()
    {
        SandboxUser twin = _exchange.Person("Max Boss", "max2");
        SandboxMailbox info = _exchange.MailboxOf(_exchange.Info);
        info.GrantSendOnBehalfTo.Add(twin.Id);
        info.SendAs.Add(_exchange.Conor.Id);
        info.Permissions.Add(new SandboxMailboxPermission { UserId = _exchange.Jane.Id, AccessRights = ["ReadPermission"] });

        (await new ExchangeMailboxAccess(_sandbox.Calls).ReadAsync("info@contoso.example", default)).Should().BeEquivalentTo(new MailboxRight[]
        {
            new("info@contoso.example", "conor.obrien@contoso.example", MailboxRightKind.SendAs),
            new("info@contoso.example", "max2@contoso.example", MailboxRightKind.SendOnBehalf),
        });
    }

    [Fact]
    public async Task RightsHeldElsewhere_AreFoundOnEveryMailbox_ButNotOnTheirOwn()
    {
        foreach (SandboxUser each in new[] { _exchange.Info, _exchange.Max, _exchange.Conor })
        {
            SandboxMailbox mailbox = _exchange.MailboxOf(each);
            mailbox.Permissions.Add(new SandboxMailboxPermission { UserId = _exchange.Conor.Id });
            mailbox.SendAs.Add(_exchange.Conor.Id);
            mailbox.GrantSendOnBehalfTo.Add(_exchange.Conor.Id);
        }

        var access = new ExchangeMailboxAccess(_sandbox.Calls);
        IReadOnlyList<MailboxRight> held = await access.FindHeldByAsync(new PersonId(_exchange.Conor.Id), default);

        held.Should().BeEquivalentTo(
            from kind in new[] { MailboxRightKind.FullAccess, MailboxRightKind.SendAs, MailboxRightKind.SendOnBehalf }
            from mailbox in new[] { "info@contoso.example", "max@contoso.example" }
            select new MailboxRight(mailbox, "conor.obrien@contoso.example", kind));
        foreach (MailboxRight right in held) await access.RevokeAsync(right, default);
        (await access.FindHeldByAsync(new PersonId(_exchange.Conor.Id), default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Member_IsFoundByTheNameTheySignInWith_AndWithoutAMailbox()
    {
        _exchange.Sales.Members.Add(_exchange.Nora.Id);
        var lists = new ExchangeDistributionLists(_sandbox.Calls);

        (await lists.IsMemberAsync(_exchange.Sales.Id, new PersonId("jane@contoso.example"), default)).Should().BeTrue();
        (await lists.IsMemberAsync(_exchange.Sales.Id, new PersonId("max@contoso.example"), default)).Should().BeFalse();
        (await lists.IsMemberAsync(_exchange.Sales.Id, new PersonId(_exchange.Nora.Id), default)).Should().BeTrue();
    }

    [Fact]
    public async Task List_ThatIsGone_IsNotAListWithoutThePerson()
    {
        LifecycleException missing = await FailureOf(
            new ExchangeDistributionLists(_sandbox.Calls).IsMemberAsync("00000000-0000-4000-8000-000000000000", new PersonId(_exchange.Jane.Id), default));

        (missing.Id, missing.MayBeReplication).Should().Be((ErrorIds.ReferenceNotResolved, true));
    }

    [Fact]
    public async Task Holder_WhoIsNotThereYet_IsNotAMissingMailbox()
    {
        var access = new ExchangeMailboxAccess(_sandbox.Calls);

        LifecycleException holder = await FailureOf(access.GrantAsync(new MailboxRight("info@contoso.example", "new@contoso.example", MailboxRightKind.SendAs), false, default));
        LifecycleException mailbox = await FailureOf(access.ReadAsync("gone@contoso.example", default));

        (holder.Id, holder.MayBeReplication).Should().Be((ErrorIds.ReferenceNotResolved, true));
        (mailbox.Id, mailbox.MayBeReplication).Should().Be((ErrorIds.MailboxNotFound, true));
    }

    [Fact]
    public async Task Reply_ThatNotEveryoneOutsideGets_IsNoReplyOutside()
    {
        SandboxAutoReply reply = _exchange.MailboxOf(_exchange.Jane).AutoReply;
        (reply.State, reply.InternalMessage, reply.ExternalMessage, reply.ExternalAudience) = ("Enabled", "Away", "Away", "Known");
        var contents = new ExchangeMailboxContents(_sandbox.Calls);

        (await contents.ReadReplyAsync(new PersonId(_exchange.Jane.Id), default)).Should().Be(new AutomaticReply(true, "Away", ""));
        reply.State = "Scheduled";
        (await contents.ReadReplyAsync(new PersonId(_exchange.Jane.Id), default)).IsOn.Should().BeFalse();
    }

    [Fact]
    public async Task Rules_TellWhereMailGoes_AndOneThatIsGoneIsRemoved()
    {
        List<SandboxInboxRule> rules = _exchange.MailboxOf(_exchange.Jane).InboxRules;
        rules.Add(new SandboxInboxRule { Id = "7", Name = "Out", Hidden = true, ForwardTo = ["ann@fabrikam.example"], RedirectTo = ["max@contoso.example"] });
        rules.Add(new SandboxInboxRule { Id = "8", Name = "Sort", MoveToFolder = "News", Priority = 2 });
        var contents = new ExchangeMailboxContents(_sandbox.Calls);
        PersonId jane = new(_exchange.Jane.Id);

        IReadOnlyList<InboxRule> read = await contents.ReadRulesAsync(jane, default);
        read.Select(each => (each.Name, each.Forwards, each.To)).Should().Equal(("Out", true, "ann@fabrikam.example; Max Boss"), ("Sort", false, ""));
        for (int time = 0; time < 2; time++) await contents.RemoveRuleAsync(jane, read[0], default);
        rules.Should().ContainSingle();
    }

    [Fact]
    public async Task Meetings_AreCountedWithoutAChange_AndCancelled()
    {
        SandboxMailbox mailbox = _exchange.MailboxOf(_exchange.Jane);
        DateTimeOffset soon = _exchange.Tenant.Clock.UtcNow.AddDays(30);
        foreach (string id in new[] { "1", "2" })
        {
            mailbox.Events.Add(new SandboxCalendarEvent { Id = id, Subject = id, StartUtc = soon, EndUtc = soon.AddHours(1), Attendees = { "max@contoso.example" } });
        }

        var contents = new ExchangeMailboxContents(_sandbox.Calls);
        (await contents.CountMeetingsAsync(new PersonId(_exchange.Jane.Id), default)).Should().Be(2);
        mailbox.Events.Should().OnlyContain(each => !each.IsCancelled);
        _sandbox.Step.Sent.Should().BeEmpty();

        await contents.CancelMeetingsAsync(new PersonId(_exchange.Jane.Id), default);
        (await contents.CountMeetingsAsync(new PersonId(_exchange.Jane.Id), default)).Should().Be(0);
    }

    [Fact]
    public async Task Phone_IsNeverCleared_WithoutAccountOnly()
    {
        AddPhone(_exchange);
        var phones = new ExchangeMailPhones(_sandbox.Calls);
        await phones.RemoveAccountAsync((await phones.ReadAsync(new PersonId(_exchange.Jane.Id), default)).Single(), default);

        _sandbox.Asked("Clear-MobileDevice").Single().Body.Should().Contain("\"AccountOnly\":true").And.Contain("\"Confirm\":false");
        foreach (string done in new[] { "AccountOnlyDeviceWipeSucceeded", "DeviceWipePending" }) (await RequestedAsync(done)).Should().BeTrue();
        foreach (string open in new[] { "DeviceOk", "AccountOnlyDeviceWipeFailed", "AccountOnlyDeviceWipeCanceled" }) (await RequestedAsync(open)).Should().BeFalse();

        async Task<bool> RequestedAsync(string status)
        {
            _exchange.MailboxOf(_exchange.Jane).MobileDevices.Single().Status = status;
            return (await phones.ReadAsync(new PersonId(_exchange.Jane.Id), default)).Single().RemovalRequested;
        }
    }

    [Theory]
    [InlineData("12.3 GB (13,207,024,435 bytes)", 13_207_024_435L)]
    [InlineData("12,3 GB (13.207.024.435 bytes)", 13_207_024_435L)]
    [InlineData("0 B (0 bytes)", 0L)]
    [InlineData("Unlimited", null)]
    public void Size_IsReadInAnyCulture(string said, long? bytes) => ExchangeMailboxes.BytesOf(said).Should().Be(bytes);

    [Fact]
    public void EveryMethodOfEveryPort_SaysWhatItNeeds()
    {
        Type[] ports = typeof(ExchangePort).Assembly.GetTypes().Where(type => type.BaseType == typeof(ExchangePort)).ToArray();

        ports.Should().HaveCount(7);
        ports.SelectMany(port => port.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Should().OnlyContain(method => method.GetCustomAttributes<NeedsAttribute>().Single().Least == "Exchange.ManageAsApp");
    }
}
