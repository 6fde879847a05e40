using FluentAssertions;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Engine.Tests.Roles;

public sealed class NotAppliedTests
{
    [Fact]
    public void Entitlements_ThatNoStepCarriesOut_AreNamed()
    {
        RoleMap map = new()
        {
            Sites = [new Site { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example" }],
            Roles =
            [
                new Role { Name = "plain" },
                new Role
                {
                    Name = "rich",
                    Gives = new Grants
                    {
                        Devices = new DevicePreferences { Tags = ["laptop"], Software = ["Git"] },
                        Mailbox = new MailboxSettings { DateFormat = "dd.MM.yyyy" },
                        Calendar = new CalendarSettings { ReminderMinutes = 5 },
                    },
                },
            ],
        };

        map.Resolve(new RoleRequest("plain", "zurich")).NotAppliedBy(new Fakes.FakeTenant().Systems).Should().BeEmpty();
        map.Resolve(new RoleRequest("rich", "zurich")).NotAppliedBy(new Fakes.FakeTenant().Systems).Should().Equal(
            "device tags (laptop)", "software (Git)", "date format dd.MM.yyyy", "reminders 5 minutes ahead");
    }
}
