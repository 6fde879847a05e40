using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

/// <summary>What hangs on a mailbox: rules, phones, meetings.</summary>
public sealed class ExchangeBelongingsTests
{
    [Fact]
    public async Task Rules_AreListedWithTheirTargets_DisabledAndRemoved()
    {
        using ExchangeSession exchange = new();
        SandboxInboxRule outside = new() { Id = "1001", Name = "Home", ForwardTo = { "me@home.example" } };
        SandboxInboxRule hidden = new() { Id = "1002", Name = "Junk", Hidden = true, RedirectTo = { "max@contoso.example" } };
        exchange.MailboxOf(exchange.Jane).InboxRules.AddRange([outside, hidden]);

        (await exchange.RunAsync("Get-InboxRule", new { Mailbox = exchange.Jane.Id })).Only["ForwardTo"]![0]!.ToString().Should().Be("\"me@home.example\" [SMTP:me@home.example]");
        ExchangeSession.Answer all = await exchange.RunAsync("Get-InboxRule", new { Mailbox = exchange.Jane.Id, IncludeHidden = true });
        all.Value[1]["RedirectTo"]![0]!.ToString().Should().StartWith("\"Max Boss\" [EX:");

        await exchange.RunAsync("Disable-InboxRule", new { Mailbox = exchange.Jane.Id, Identity = "1001", Confirm = false });
        outside.Enabled.Should().BeFalse();
        await exchange.RunAsync("Remove-InboxRule", new { Identity = all.Value[1]["Identity"]!.ToString(), Confirm = false });
        exchange.MailboxOf(exchange.Jane).InboxRules.Should().Equal(outside);
    }

    [Theory]
    [InlineData(true, "EAS", "AccountOnlyDeviceWipeSucceeded")]
    [InlineData(false, "EAS", "DeviceWipeSucceeded")]
    [InlineData(false, "Outlook", "AccountOnlyDeviceWipeSucceeded")]
    public async Task Phone_ClearedWithoutAccountOnly_IsWiped(bool accountOnly, string client, string status)
    {
        using ExchangeSession exchange = new();
        SandboxMobileDevice phone = new() { Id = "d1", FriendlyName = "Jane's phone", ClientType = client };
        exchange.MailboxOf(exchange.Jane).MobileDevices.Add(phone);
        string identity = (await exchange.RunAsync("Get-MobileDevice", new { Mailbox = exchange.Jane.Id })).Only["Identity"]!.ToString();

        await exchange.RunAsync("Clear-MobileDevice", new { Identity = identity, AccountOnly = accountOnly, Confirm = false });
        phone.Status.Should().EndWith("Pending");
        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(30));
        (await exchange.RunAsync("Get-MobileDeviceStatistics", new { Mailbox = exchange.Jane.Id })).Only["Status"]!.ToString().Should().Be(status);

        await exchange.RunAsync("Remove-MobileDevice", new { Identity = "d1", Confirm = false });
        exchange.MailboxOf(exchange.Jane).MobileDevices.Should().BeEmpty();
    }

    [Fact]
    public async Task Meetings_AreCancelledOnlyWhenOrganizedAheadAndAskedFor()
    {
        using ExchangeSession exchange = new();
        DateTimeOffset now = exchange.Tenant.Clock.UtcNow;
        SandboxCalendarEvent own = Meeting("Own", now.AddDays(3));
        exchange.MailboxOf(exchange.Jane).Events.AddRange([own, Meeting("Past", now.AddDays(-3)), Meeting("Far", now.AddDays(400)), Meeting("Invited", now.AddDays(3), organizer: false)]);

        (await exchange.RunAsync("Remove-CalendarEvents", Window(days: 1826))).Status.Should().Be(400);
        (await exchange.RunAsync("Remove-CalendarEvents", Window(days: 120, cancel: true, preview: true))).Only["Subject"]!.ToString().Should().Be("Own");
        await exchange.RunAsync("Remove-CalendarEvents", Window(days: 120));
        own.IsCancelled.Should().BeFalse("nothing is cancelled without CancelOrganizedMeetings");

        await exchange.RunAsync("Remove-CalendarEvents", Window(days: 120, cancel: true));
        exchange.MailboxOf(exchange.Jane).Events.Where(one => one.IsCancelled).Should().Equal(own);

        object Window(int days, bool cancel = false, bool preview = false) =>
            new { Identity = exchange.Jane.Id, QueryWindowInDays = days, CancelOrganizedMeetings = cancel, PreviewOnly = preview, Confirm = false };
    }

    [Fact]
    public async Task AcceptedDomains_AreTheVerifiedOnes()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Get-AcceptedDomain")).Value.Select(one => (string)one["DomainName"]!).Should().Equal("contoso.onmicrosoft.com", "contoso.example");
    }

    private static SandboxCalendarEvent Meeting(string subject, DateTimeOffset start, bool organizer = true) => new()
    {
        Id = subject,
        Subject = subject,
        StartUtc = start,
        EndUtc = start.AddHours(1),
        IsOrganizer = organizer,
        Attendees = { "max@contoso.example" },
    };
}
