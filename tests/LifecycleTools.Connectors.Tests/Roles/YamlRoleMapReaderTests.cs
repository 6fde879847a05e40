using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

public class YamlRoleMapReaderTests
{
    private const string Sites = "sites: { zurich: { usageLocation: CH, timeZone: Europe/Zurich, language: de-CH, mailDomain: contoso.example } }\n";

    private static readonly YamlRoleMapReader s_reader = new();

    [Fact]
    public void Read_WithEveryKey_FillsTheModel()
    {
        using var files = new TextFiles();
        string path = files.Write("map.yaml", """
            map: whole
            naming: { userPrincipalName: "{g}{surname}", alternatives: [], displayName: "{surname} {given}" }
            departure:
              delegates: [managersManager, it@contoso.example]
              autoMap: false
              autoReplyInternal: "{displayName} {delegate}"
              autoReplyExternal: "{delegateMail}"
              forwardTo: delegate
              hideFromAddressLists: false
              convertToShared: false
              delegateFullAccess: false
              delegateSendAs: false
              cancelMeetings: true
              removeForwardingRules: false
              oneDriveToDelegate: false
              deviceAction: flag
            everyone: { groups: [all@contoso.example] }
            sites:
              oslo:
                usageLocation: NO
                timeZone: Europe/Oslo
                language: nb-NO
                mailDomain: contoso.example
                rmmSite: 12
                psaCompany: Contoso AS
                endOfDay: 16:00
                office: Oslo
                city: Oslo
                country: Norway
                company: Contoso AS
                teams: [Oslo]
            roles:
              sales:
                description: Sells
                licenses: [SPB, { sku: SPE_E3, disabledPlans: [YAMMER_ENTERPRISE] }]
                groups: [Sales]
                distributionLists: [all-sales@contoso.example]
                teams: [Sales Team]
                sharedMailboxes: [info@contoso.example, { mailbox: sales@contoso.example, fullAccess: true, sendAs: false, autoMap: false }]
                allowPrivileged: true
                signIn: { firstSignIn: password, passLifetimeMinutes: 60, passUsableOnce: false, handOver: managerMail, registrationGroup: Registration, createDisabledUntilStart: false }
                mailbox: { language: en-US, timeZone: UTC, dateFormat: d/M, timeFormat: HH.mm }
                calendar: { workDays: [sunday, monday], workingHoursStart: 7:30, workingHoursEnd: "16:00", weekStart: sunday, reminderMinutes: 0 }
                devices: { tags: [t], software: [s] }
            overrides:
              temps:
                when: { sites: [oslo], roles: [sales], departments: [Sales], employmentTypes: [temp] }
                remove: { licenses: [SPB], groups: [Sales], distributionLists: [all-sales@contoso.example], teams: [Oslo], sharedMailboxes: [info@contoso.example], deviceTags: [t], software: [s] }
            """);

        RoleMapReading reading = s_reader.Read(new[] { path });
        reading.Reports.Single().Findings.Should().BeEmpty();
        Entitlements sales = reading.RequireMap().Resolve(new RoleRequest("sales", "oslo"));
        Entitlements temp = reading.RequireMap().Resolve(new RoleRequest("sales", "oslo", "Sales", "temp"));

        sales.Site.Should().BeEquivalentTo(new
        {
            Name = "oslo", UsageLocation = "NO", TimeZone = "Europe/Oslo", Language = "nb-NO", MailDomain = "contoso.example", RmmSite = "12",
            PsaCompany = "Contoso AS", EndOfDay = TimeSpan.FromHours(16), Office = "Oslo", City = "Oslo", Country = "Norway", Company = "Contoso AS",
        });
        sales.Licenses.Should().BeEquivalentTo(new[]
        {
            new LicenseEntitlement("SPB", Array.Empty<string>(), "role sales"),
            new LicenseEntitlement("SPE_E3", new[] { "YAMMER_ENTERPRISE" }, "role sales"),
        });
        sales.Groups.Should().Equal(new Entitled("all@contoso.example", "everyone"), new Entitled("Sales", "role sales"));
        sales.Teams.Should().Equal(new Entitled("Oslo", "site oslo"), new Entitled("Sales Team", "role sales"));
        sales.DistributionLists.Should().Equal(new Entitled("all-sales@contoso.example", "role sales"));
        sales.SharedMailboxes.Should().Equal(
            new SharedMailboxEntitlement("info@contoso.example", true, true, true, "role sales"),
            new SharedMailboxEntitlement("sales@contoso.example", true, false, false, "role sales"));
        sales.AllowPrivileged.Should().BeTrue();
        sales.SignIn.Should().Be(new SignInPolicy
        {
            FirstSignIn = FirstSignIn.Password, PassLifetimeMinutes = 60, PassUsableOnce = false, HandOver = HandOver.ManagerMail,
            RegistrationGroup = new Entitled("Registration", "role sales"), CreateDisabledUntilStart = false,
        });
        sales.Mailbox.Should().Be(new MailboxPreferences { Language = "en-US", TimeZone = "UTC", DateFormat = "d/M", TimeFormat = "HH.mm" });
        sales.Calendar.Should().BeEquivalentTo(new CalendarPreferences
        {
            WorkDays = new[] { DayOfWeek.Sunday, DayOfWeek.Monday }, WorkingHoursStart = new TimeSpan(7, 30, 0), WorkingHoursEnd = TimeSpan.FromHours(16),
            WeekStart = DayOfWeek.Sunday, ReminderMinutes = 0,
        });
        sales.Devices.Should().BeEquivalentTo(new DevicePreferences
        {
            Tags = ["t"], Software = ["s"], Why = new Dictionary<string, string> { ["t"] = "role sales", ["s"] = "role sales" },
        });
        sales.Naming.Should().BeEquivalentTo(new NamingRules { UserPrincipalName = "{g}{surname}", Alternatives = Array.Empty<string>(), DisplayName = "{surname} {given}" });
        sales.Departure.Should().BeEquivalentTo(new DepartureRules
        {
            Delegates = new[] { DepartureRules.ManagersManager, "it@contoso.example" }, AutoMap = false, AutoReplyInternal = "{displayName} {delegate}",
            AutoReplyExternal = "{delegateMail}", ForwardTo = DepartureRules.ForwardToDelegate, HideFromAddressLists = false, ConvertToShared = false,
            DelegateFullAccess = false, DelegateSendAs = false, CancelMeetings = true, RemoveForwardingRules = false, OneDriveToDelegate = false, DeviceAction = DeviceAction.Flag,
        });

        temp.Licenses.Select(license => license.Sku).Should().Equal("SPE_E3");
        temp.Groups.Select(group => group.Reference).Should().Equal("all@contoso.example");
        temp.DistributionLists.Should().BeEmpty();
        temp.Teams.Select(team => team.Reference).Should().Equal("Sales Team");
        temp.SharedMailboxes.Select(mailbox => mailbox.Reference).Should().Equal("sales@contoso.example");
        temp.Devices.Should().BeEquivalentTo(new DevicePreferences());
    }

    [Theory]
    [InlineData("accounting-office.yaml", "accountant payroll reception", "office")]
    [InlineData("three-countries.yaml", "sales sales-lead developer", "zurich berlin austin")]
    [InlineData("clinic.yaml", "nurse night-nurse physician reception", "clinic")]
    public void Read_WithShippedMaps_FindsNothingAndResolvesEveryRoleAtEverySite(string file, string roles, string sites)
    {
        RoleMapReading reading = s_reader.Read(new[] { ShippedFiles.Path("roles", file) });

        reading.Reports.Single().Findings.Should().BeEmpty();
        RoleMap map = reading.RequireMap();
        map.RoleNames.Should().Equal(roles.Split(' '));
        map.SiteNames.Should().Equal(sites.Split(' '));
        foreach (string role in map.RoleNames)
        {
            foreach (string site in map.SiteNames) map.Resolve(new RoleRequest(role, site)).Groups.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Read_WithTheShippedFolder_FindsThreeMaps()
    {
        RoleMapReading reading = s_reader.Read(new[] { ShippedFiles.Path("roles") });

        reading.Maps.Select(map => map.Name).Should().Equal("accounting-office", "clinic", "three-countries");
        reading.IsValid.Should().BeTrue();
        reading.Invoking(one => one.RequireMap()).Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
    }

    [Fact]
    public void Read_WithAFolder_MergesItsFilesInTheOrderOfTheirNames()
    {
        using var files = new TextFiles();
        files.Write("b.yml", "roles: { sales: { extends: [staff] } }\noverrides: { second: { when: { roles: [sales] }, calendar: { reminderMinutes: 2 } } }\nnaming: { displayName: '{given}' }\n");
        files.Write("a.YAML", Sites + "roles: { staff: { groups: [Staff] } }\noverrides: { first: { when: { sites: [zurich] }, calendar: { reminderMinutes: 1 } } }\neveryone: { groups: [All] }\n");
        files.Write("notes.txt", "not: [yaml");

        RoleMapReading reading = s_reader.Read(new[] { files.Folder });

        reading.Reports.Select(report => Path.GetFileName(report.Path)).Should().Equal("a.YAML", "b.yml");
        Entitlements sales = reading.RequireMap().Resolve(new RoleRequest("sales", "zurich"));
        sales.Groups.Select(group => group.Reference).Should().Equal("All", "Staff");
        sales.Calendar.ReminderMinutes.Should().Be(2);
        sales.Naming.DisplayName.Should().Be("{given}");
    }

    [Fact]
    public void Read_WhenTwoFilesDefineTheSame_ReportsTheSecond()
    {
        using var files = new TextFiles();
        files.Write("a.yaml", Sites + "roles: { sales: {} }\neveryone: { groups: [All] }\n");
        files.Write("b.yaml", Sites + "roles: { Sales: {} }\neveryone: { groups: [Others] }\n");

        RoleMapReading reading = s_reader.Read(new[] { files.Folder });

        reading.Reports[0].Findings.Should().BeEmpty();
        reading.Reports[1].Findings.Select(finding => (finding.Id, finding.Line, finding.Column)).Should().Equal(
            (FindingIds.DefinedTwice, 1, 10), (FindingIds.DefinedTwice, 2, 10), (FindingIds.DefinedTwice, 3, 1));
    }

    [Fact]
    public void Read_WithDifferentMapNames_KeepsThemApart()
    {
        using var files = new TextFiles();
        files.Write("a.yaml", "map: one\n" + Sites + "roles: { sales: {} }\n");
        files.Write("b.yaml", "map: two\n" + Sites + "roles: { sales: {} }\n");

        s_reader.Read(new[] { files.Folder }).IsValid.Should().BeTrue();
    }

    [Fact]
    public void Read_WhenOneFileOfAMapIsBroken_BlamesOnlyThatFile()
    {
        using var files = new TextFiles();
        files.Write("a.yaml", "roles: { sales: {} }\n");
        files.Write("b.yaml", "sites: {");

        RoleMapReading reading = s_reader.Read(new[] { files.Folder });

        reading.Reports.Select(report => report.IsValid).Should().Equal(true, false);
        reading.IsValid.Should().BeFalse();
    }

    [Fact]
    public void Read_WithNothingThere_SaysRoleMapNotFound()
    {
        using var files = new TextFiles();

        Action act = () => s_reader.Read(new[] { Path.Combine(files.Folder, "absent.yaml") });

        act.Should().Throw<LifecycleException>().WithMessage("*absent.yaml*").Which.Id.Should().Be(ErrorIds.RoleMapNotFound);
    }

    [Fact]
    public void Read_WithAnEmptyFolder_GivesNoMap()
    {
        using var files = new TextFiles();

        RoleMapReading reading = s_reader.Read(new[] { files.Folder });

        reading.Reports.Should().BeEmpty();
        reading.Invoking(one => one.RequireMap()).Should().Throw<LifecycleException>().WithMessage("*no YAML file*");
    }
}
