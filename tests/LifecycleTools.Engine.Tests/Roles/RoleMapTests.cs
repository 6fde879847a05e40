using System;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Engine.Tests.Roles;

public class RoleMapTests
{
    private static readonly Site s_zurich = new()
    {
        Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example",
        Gives = new Grants { Groups = new[] { "Zurich office" } },
    };

    [Fact]
    public void Resolve_WithBases_SaysWhereEachGroupComesFrom()
    {
        RoleMap map = Map(
            Role("staff", new Grants { Groups = new[] { "All" } }),
            Role("sales", new Grants { Groups = new[] { "Sales", "zurich OFFICE" } }, "staff"));

        map.Resolve(new RoleRequest("sales", "zurich")).Groups.Should().Equal(
            new Entitled("Zurich office", "site zurich; role sales"),
            new Entitled("All", "role sales, from base staff"),
            new Entitled("Sales", "role sales"));
    }

    [Fact]
    public void Resolve_WhenSeveralPartsSaySo_TheLaterSingleValueWins()
    {
        RoleMap map = new()
        {
            Everyone = new Grants { SignIn = new SignInSettings { PassLifetimeMinutes = 60, PassUsableOnce = false }, AllowPrivileged = true },
            Sites = new[] { s_zurich with { Gives = new Grants { SignIn = new SignInSettings { PassLifetimeMinutes = 120 } } } },
            Roles = new[]
            {
                Role("staff", new Grants { SignIn = new SignInSettings { PassLifetimeMinutes = 180, HandOver = HandOver.ManagerMail } }),
                Role("sales", new Grants { SignIn = new SignInSettings { PassLifetimeMinutes = 240 } }, "staff"),
            },
            Overrides = new[]
            {
                new Override { Name = "short", EmploymentTypes = new[] { "temp" }, Gives = new Grants { SignIn = new SignInSettings { PassLifetimeMinutes = 30 }, AllowPrivileged = false } },
            },
        };

        Entitlements usual = map.Resolve(new RoleRequest("sales", "zurich"));
        Entitlements temp = map.Resolve(new RoleRequest("sales", "zurich", EmploymentType: "TEMP"));

        usual.SignIn.Should().Be(new SignInPolicy { PassLifetimeMinutes = 240, PassUsableOnce = false, HandOver = HandOver.ManagerMail });
        usual.AllowPrivileged.Should().BeTrue();
        temp.SignIn.PassLifetimeMinutes.Should().Be(30);
        temp.AllowPrivileged.Should().BeFalse();
    }

    [Fact]
    public void Resolve_WithDiamond_LaysTheSharedBaseDownOnce()
    {
        RoleMap map = Map(
            Role("base", new Grants { Groups = new[] { "base" }, Calendar = new CalendarSettings { ReminderMinutes = 1 } }),
            Role("left", new Grants { Groups = new[] { "left" }, Calendar = new CalendarSettings { ReminderMinutes = 2 } }, "base"),
            Role("right", new Grants { Groups = new[] { "right" } }, "base"),
            Role("both", Grants.Nothing, "left", "right"));

        Entitlements both = map.Resolve(new RoleRequest("both", "zurich"));

        both.Groups.Select(group => group.Reference).Should().Equal("Zurich office", "base", "left", "right");
        both.Calendar.ReminderMinutes.Should().Be(2, "the base must not be laid over what extends it");
    }

    [Fact]
    public void Resolve_WithRemoval_TakesBackFromEarlierPartsAndAddsItsOwn()
    {
        RoleMap map = Map(
            Role("staff", new Grants
            {
                Licenses = new[] { new LicenseGrant("SPE_E3", new[] { "YAMMER_ENTERPRISE" }) },
                Groups = new[] { "News", "Parking" },
                Devices = new DevicePreferences { Tags = new[] { "a", "b" }, Software = new[] { "x" } },
            }),
            Role("remote", new Grants
            {
                Licenses = new[] { new LicenseGrant("SPE_E3", Array.Empty<string>()) },
                Remove = new Removals { Licenses = new[] { "spe_e3" }, Groups = new[] { "parking" }, DeviceTags = new[] { "a" }, Software = new[] { "x" } },
            }, "staff"));

        Entitlements remote = map.Resolve(new RoleRequest("remote", "zurich"));

        remote.Licenses.Should().ContainSingle().Which.Should().BeEquivalentTo(new LicenseEntitlement("SPE_E3", Array.Empty<string>(), "role remote"));
        remote.Groups.Select(group => group.Reference).Should().Equal("Zurich office", "News");
        remote.Devices.Tags.Should().Equal("b");
        remote.Devices.Software.Should().BeEmpty();
    }

    [Fact]
    public void Resolve_WhenPartsGiveTheSameLicense_DisablesWhatAnyOfThemDisables()
    {
        RoleMap map = Map(
            Role("staff", new Grants { Licenses = new[] { new LicenseGrant("SPE_E3", new[] { "YAMMER_ENTERPRISE" }) } }),
            Role("sales", new Grants { Licenses = new[] { new LicenseGrant("SPE_E3", new[] { "SWAY", "yammer_enterprise" }) } }, "staff"));

        LicenseEntitlement license = map.Resolve(new RoleRequest("sales", "zurich")).Licenses.Single();

        license.DisabledPlans.Should().Equal("YAMMER_ENTERPRISE", "SWAY");
        license.Why.Should().Be("role sales, from base staff; role sales");
    }

    [Fact]
    public void Resolve_WithSharedMailbox_GivesAllRightsUnlessAPartSaysOtherwise()
    {
        RoleMap map = Map(
            Role("desk", new Grants { SharedMailboxes = new[] { new SharedMailboxGrant("info@contoso.example") } }),
            Role("reception", new Grants { SharedMailboxes = new[] { new SharedMailboxGrant("info@contoso.example", SendAs: false) } }, "desk"));

        map.Resolve(new RoleRequest("desk", "zurich")).SharedMailboxes.Should()
            .Equal(new SharedMailboxEntitlement("info@contoso.example", true, true, true, "role desk"));
        map.Resolve(new RoleRequest("reception", "zurich")).SharedMailboxes.Should()
            .Equal(new SharedMailboxEntitlement("info@contoso.example", true, false, true, "role reception, from base desk; role reception"));
    }

    [Theory]
    [InlineData("sales", "zurich", "Sales", "contractor", true)]
    [InlineData("sales", "zurich", " sales ", "CONTRACTOR", true)]
    [InlineData("sales", "zurich", "Sales", null, false)]
    [InlineData("sales", "zurich", null, "contractor", false)]
    [InlineData("other", "zurich", "Sales", "contractor", false)]
    [Trait("PainPoint", "C49")]
    public void Resolve_WithConditions_AppliesAnOverrideOnlyWhenAllHold(string role, string site, string? department, string? type, bool applies)
    {
        RoleMap map = new()
        {
            Sites = new[] { s_zurich },
            Roles = new[] { Role("sales", Grants.Nothing), Role("other", Grants.Nothing) },
            Overrides = new[]
            {
                new Override
                {
                    Name = "o", Sites = new[] { "ZURICH" }, Roles = new[] { "sales", "absent" }, Departments = new[] { "Sales" }, EmploymentTypes = new[] { "contractor" },
                    Gives = new Grants { Teams = new[] { "T" } },
                },
            },
        };

        map.Resolve(new RoleRequest(role, site, department, type)).Teams.Select(team => team.Why)
            .Should().Equal(applies ? new[] { "override o" } : Array.Empty<string>());
    }

    [Fact]
    public void Resolve_WithNothingSaid_UsesTheSiteAndTheUsualValues()
    {
        Entitlements plain = Map(Role("plain", Grants.Nothing)).Resolve(new RoleRequest("PLAIN", "Zurich"));

        plain.Role.Should().Be("plain");
        plain.Mailbox.Should().Be(new MailboxPreferences { Language = "de-CH", TimeZone = "Europe/Zurich" });
        plain.Departure.Should().BeEquivalentTo(new DepartureRules());
        plain.Departure.CancelMeetings.Should().BeFalse();
        plain.Naming.Should().BeEquivalentTo(new NamingRules());
        plain.AllowPrivileged.Should().BeFalse();
    }

    [Fact]
    public void Resolve_WhenOrderedListsAreSaidAgain_ReplacesThem()
    {
        RoleMap map = new()
        {
            Everyone = new Grants
            {
                Departure = new DepartureSettings { Delegates = new[] { "manager", "it@contoso.example" }, AutoReplyExternal = "Gone." },
                Naming = new NamingSettings { Alternatives = new[] { "{g}{surname}", "{given}{n}" } },
            },
            Sites = new[] { s_zurich },
            Roles = new[]
            {
                Role("guest", new Grants
                {
                    Departure = new DepartureSettings { Delegates = Array.Empty<string>(), DeviceAction = DeviceAction.Keep },
                    Naming = new NamingSettings { Alternatives = new[] { "x.{surname}" } },
                }),
            },
        };

        Entitlements guest = map.Resolve(new RoleRequest("guest", "zurich"));

        guest.Departure.Delegates.Should().BeEmpty();
        guest.Departure.DeviceAction.Should().Be(DeviceAction.Keep);
        guest.Departure.AutoReplyExternal.Should().Be("Gone.");
        guest.Naming.Alternatives.Should().Equal("x.{surname}");
    }

    [Fact]
    public void Resolve_WithUnknownRoleOrSite_NamesTheOnesThereAre()
    {
        RoleMap map = Map(Role("sales", Grants.Nothing), Role("staff", Grants.Nothing) with { Abstract = true });

        Action badRole = () => map.Resolve(new RoleRequest("sells", "zurich"));
        Action baseRole = () => map.Resolve(new RoleRequest("staff", "zurich"));
        Action badSite = () => map.Resolve(new RoleRequest("sales", "bern"));

        badRole.Should().Throw<LifecycleException>().WithMessage("*'sells'*one of: sales.").Which.Id.Should().Be(ErrorIds.RoleUnknown);
        baseRole.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RoleUnknown);
        badSite.Should().Throw<LifecycleException>().WithMessage("*'bern'*one of: zurich.").Which.Id.Should().Be(ErrorIds.SiteUnknown);
        map.RoleNames.Should().Equal("sales");
        map.SiteNames.Should().Equal("zurich");
    }

    [Fact]
    public void Resolve_WithCycle_SaysTheWayAround()
    {
        RoleMap map = Map(Role("a", Grants.Nothing, "b"), Role("b", Grants.Nothing, "c"), Role("c", Grants.Nothing, "b"));

        Action act = () => map.Resolve(new RoleRequest("a", "zurich"));

        act.Should().Throw<LifecycleException>().WithMessage("*b -> c -> b*").Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
    }

    [Fact]
    public void ResolveDeparture_WithoutRoleOrSite_UsesWhatHoldsForEveryone()
    {
        RoleMap map = new()
        {
            Everyone = new Grants { Departure = new DepartureSettings { AutoMap = false } },
            Sites = new[] { s_zurich },
            Overrides = new[]
            {
                new Override { Name = "z", Sites = new[] { "zurich" }, Gives = new Grants { Departure = new DepartureSettings { ForwardTo = "delegate" } } },
            },
        };

        map.ResolveDeparture(role: null, site: null).Should().BeEquivalentTo(new DepartureRules { AutoMap = false });
        map.ResolveDeparture(role: null, site: "zurich").ForwardTo.Should().Be(DepartureRules.ForwardToDelegate);
    }

    [Fact]
    public void FindCycle_WithManyDiamonds_ComesBack()
    {
        // Each role extends the two before it: as many paths as Fibonacci's numbers, and no circle.
        Role[] roles = Enumerable.Range(0, 200)
            .Select(at => Role($"r{at}", Grants.Nothing, Enumerable.Range(Math.Max(0, at - 2), Math.Min(2, at)).Select(one => $"r{one}").ToArray()))
            .ToArray();

        RoleLineage.Of(roles[199], name => roles.FirstOrDefault(role => role.Name == name)).Should().HaveCount(200);
    }

    private static RoleMap Map(params Role[] roles) => new() { Sites = new[] { s_zurich }, Roles = roles };

    private static Role Role(string name, Grants gives, params string[] extends) => new() { Name = name, Extends = extends, Gives = gives };
}
