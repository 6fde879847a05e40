using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class ExchangeMailboxTests
{
    [Fact]
    public async Task Mailbox_IsFound_ByEveryIdentityExchangeTakes()
    {
        using ExchangeSession exchange = new();
        SandboxUser jane = exchange.Jane;
        string dn = (string)(await exchange.RunAsync("Get-Mailbox", new { Identity = jane.Id })).Only["DistinguishedName"]!;
        foreach (string identity in new[] { jane.Id, jane.UserPrincipalName, "jane", "Jane Doe", "JANE@contoso.onmicrosoft.com", exchange.MailboxOf(jane).ExchangeGuid, dn })
        {
            ((string)(await exchange.RunAsync("Get-Mailbox", new { Identity = identity })).Only["ExternalDirectoryObjectId"]!).Should().Be(jane.Id, identity);
        }

        ((string)(await exchange.RunAsync("Get-EXOMailbox", new { ExternalDirectoryObjectId = jane.Id })).Only["RecipientTypeDetails"]!).Should().Be("UserMailbox");
    }

    [Fact]
    public async Task Mailbox_ThatIsNotThere_IsToldInTwoWays()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer found = await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Nora.Id });
        found.Status.Should().Be(404);
        found.Detail.Should().StartWith("Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|");

        ExchangeSession.Answer store = await exchange.RunAsync("Get-MailboxAutoReplyConfiguration", new { Identity = exchange.Nora.Id });
        store.Status.Should().Be(404);
        store.Detail.Should().Be($"Ex41BAF5|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The specified mailbox Identity:\"{exchange.Nora.Id}\" doesn't exist.");
    }

    [Fact]
    public async Task Mailbox_AfterLicensing_AppearsWhenItsTimeHasCome()
    {
        using ExchangeSession exchange = new(new SandboxOptions { MailboxDelay = TimeSpan.FromMinutes(40) });
        exchange.Tenant.Licensing.Change(exchange.Nora, [new SandboxLicense { SkuId = ExchangeSession.SkuE3 }], []);
        (await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Nora.Id })).Status.Should().Be(404);

        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(40));
        (await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Nora.Id })).Status.Should().Be(200);
    }

    [Fact]
    public async Task Conversion_ShowsOnlyWhenItIsDone()
    {
        using ExchangeSession exchange = new(new SandboxOptions { ConversionDelay = TimeSpan.FromMinutes(3) });
        (await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Jane.Id, Type = "Shared" })).Status.Should().Be(200);
        ((string)(await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Jane.Id })).Only["RecipientTypeDetails"]!).Should().Be("UserMailbox");

        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));
        ((string)(await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Jane.Id })).Only["RecipientTypeDetails"]!).Should().Be("SharedMailbox");
    }

    [Fact]
    public async Task Conversion_WhenTheLicenseGoesFirst_LosesTheMailbox()
    {
        using ExchangeSession exchange = new(new SandboxOptions { ConversionDelay = TimeSpan.FromMinutes(3) });
        await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Jane.Id, Type = "Shared" });
        exchange.Tenant.Licensing.Change(exchange.Jane, [], [ExchangeSession.SkuE3]);
        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));

        (await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Jane.Id })).Status.Should().Be(404);
        (await exchange.RunAsync("Get-Mailbox", new { Identity = exchange.Jane.Id, SoftDeletedMailbox = true })).Value.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(0, "0 B (0 bytes)")]
    [InlineData(13_207_024_435, "12.3 GB (13,207,024,435 bytes)")]
    [InlineData(75_161_927_680, "70 GB (75,161,927,680 bytes)")]
    public async Task Size_IsAText_WithTheBytesInBrackets(long bytes, string shown)
    {
        using ExchangeSession exchange = new();
        exchange.MailboxOf(exchange.Jane).TotalItemSizeBytes = bytes;
        ((string)(await exchange.RunAsync("Get-MailboxStatistics", new { Identity = exchange.Jane.Id })).Only["TotalItemSize"]!).Should().Be(shown);
    }

    [Fact]
    public async Task Forwarding_IsSetAndClearedOneByOne()
    {
        using ExchangeSession exchange = new();
        string jane = exchange.Jane.Id;
        await exchange.RunAsync("Set-Mailbox", new { Identity = jane, ForwardingAddress = exchange.Conor.UserPrincipalName, ForwardingSmtpAddress = "x@else.example", DeliverToMailboxAndForward = true });
        var mailbox = (await exchange.RunAsync("Get-Mailbox", new { Identity = jane })).Only;
        ((string)mailbox["ForwardingAddress"]!, (string)mailbox["ForwardingSmtpAddress"]!).Should().Be(("Conor O'Brien", "smtp:x@else.example"));

        await exchange.RunAsync("Set-Mailbox", new { Identity = jane, ForwardingAddress = (string?)null });
        exchange.MailboxOf(exchange.Jane).Should().BeEquivalentTo(new { ForwardingAddress = (string?)null, ForwardingSmtpAddress = "smtp:x@else.example", DeliverToMailboxAndForward = true });
    }

    [Fact]
    public async Task SendOnBehalf_IsChangedByHashTable()
    {
        using ExchangeSession exchange = new();
        await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Jane.Id, GrantSendOnBehalfTo = ExchangeSession.Change(add: ["max@contoso.example", "conor.obrien"]) });
        await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Jane.Id, GrantSendOnBehalfTo = ExchangeSession.Change(remove: [exchange.Max.Id]) });
        exchange.MailboxOf(exchange.Jane).GrantSendOnBehalfTo.Should().Equal(exchange.Conor.Id);
    }

    [Fact]
    public async Task Hold_WithoutThePlan_IsRefused()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Info.Id, LitigationHoldEnabled = true })).Status.Should().Be(400);
        (await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Jane.Id, LitigationHoldEnabled = true, LitigationHoldDuration = "365" })).Status.Should().Be(200);
        exchange.MailboxOf(exchange.Jane).LitigationHoldEnabled.Should().BeTrue();
    }

    [Fact]
    public async Task SynchronizedMailbox_CannotBeHiddenHere_ButCanForward()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer hide = await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Synced.Id, HiddenFromAddressListsEnabled = true });
        hide.Status.Should().Be(400);
        hide.Detail.Should().Contain("because the object is being synchronized from your on-premises organization");
        (await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Synced.Id, ForwardingAddress = exchange.Max.Id })).Status.Should().Be(200);
    }

    [Fact]
    public async Task Setter_ThatChangesNothing_Warns()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Set-Mailbox", new { Identity = exchange.Info.Id, Type = "Shared" })).Warnings.Should().ContainSingle().Which.Should().Contain("no settings");
    }

    [Fact]
    public async Task AutoReply_IsReadBackAsSet_AndAScheduleNeedsItsEnd()
    {
        using ExchangeSession exchange = new();
        object wrong = new { Identity = exchange.Jane.Id, AutoReplyState = "Scheduled", StartTime = "2026-03-03T00:00:00Z" };
        (await exchange.RunAsync("Set-MailboxAutoReplyConfiguration", wrong)).Status.Should().Be(400);

        await exchange.RunAsync("Set-MailboxAutoReplyConfiguration", new { Identity = exchange.Jane.Id, AutoReplyState = "scheduled", InternalMessage = "Gone", ExternalMessage = "Left", ExternalAudience = "Known", StartTime = "2026-03-03T00:00:00Z", EndTime = "2026-04-03T00:00:00+02:00" });
        var reply = (await exchange.RunAsync("Get-MailboxAutoReplyConfiguration", new { Identity = exchange.Jane.Id })).Only;
        ((string)reply["AutoReplyState"]!, (string)reply["InternalMessage"]!, (string)reply["ExternalAudience"]!, (string)reply["EndTime"]!)
            .Should().Be(("Scheduled", "Gone", "Known", "2026-04-02T22:00:00Z"));
    }

    [Theory]
    [InlineData("Europe/Berlin", 400)]
    [InlineData("No Such Time", 400)]
    [InlineData("W. Europe Standard Time", 200)]
    public async Task Region_TakesWindowsTimeZonesOnly(string zone, int status)
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Set-MailboxRegionalConfiguration", new { Identity = exchange.Jane.Id, Language = "de-DE", TimeZone = zone })).Status.Should().Be(status);
        var region = (await exchange.RunAsync("Get-MailboxRegionalConfiguration", new { Identity = exchange.Jane.Id })).Only;
        ((string?)region["TimeZone"]).Should().Be(status == 200 ? zone : null);
    }

    [Fact]
    public async Task Calendar_KeepsWorkingHours()
    {
        using ExchangeSession exchange = new();
        await exchange.RunAsync("Set-MailboxCalendarConfiguration", new { Identity = exchange.Jane.Id, WorkingHoursStartTime = "07:30:00", WorkingHoursEndTime = "16:00", WorkDays = new[] { "Monday", "Sunday" }, WeekStartDay = "monday" });
        var calendar = (await exchange.RunAsync("Get-MailboxCalendarConfiguration", new { Identity = exchange.Jane.Id })).Only;
        new[] { "WorkingHoursStartTime", "WorkingHoursEndTime", "WorkDays", "WeekStartDay" }.Select(name => (string)calendar[name]!)
            .Should().Equal("07:30:00", "16:00:00", "Sunday, Monday", "Monday");
    }

    [Fact]
    public async Task Protocols_AreSwitchedOneByOne()
    {
        using ExchangeSession exchange = new();
        await exchange.RunAsync("Set-CASMailbox", new { Identity = exchange.Jane.Id, PopEnabled = false, SmtpClientAuthenticationDisabled = true });
        var protocols = (await exchange.RunAsync("Get-CASMailbox", new { Identity = exchange.Jane.Id })).Only;
        ((bool)protocols["PopEnabled"]!, (bool)protocols["ImapEnabled"]!, (bool)protocols["SmtpClientAuthenticationDisabled"]!).Should().Be((false, true, true));
    }
}
