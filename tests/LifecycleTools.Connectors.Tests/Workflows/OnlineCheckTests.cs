using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A role map that is sound by itself, against a tenant that does not have what it names.</summary>
public sealed class OnlineCheckTests
{
    private const string Map = """
        map: wrong
        sites:
          zurich:
            usageLocation: CH
            timeZone: Europe/Zurich
            language: de-CH
            mailDomain: contoso-new.example
        roles:
          sales:
            licenses:
              - NO_SUCH_SKU
              - sku: SPE_E3
                disabledPlans: [NO_SUCH_PLAN]
            groups:
              - All staff
              - VPN users
              - Help desk operators
              - No such group
            teams: [Sales]
            distributionLists: [Announcements]
            sharedMailboxes: [ines.roth@contoso.example]
        """;

    [Fact]
    public async Task Check_NamesEverythingThatTheTenantLacks_WithItsPlace()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();

        IReadOnlyList<RoleMapFinding> findings = await CheckAsync(bench, Map);

        Line(findings, "contoso-new.example").Should().Be((FindingIds.MailDomainNotVerified, 7));
        Line(findings, "NO_SUCH_SKU").Should().Be((ErrorIds.LicenseNotAssignable, 11));
        Line(findings, "NO_SUCH_PLAN").Should().Be((FindingIds.ServicePlanUnknown, 13));
        Line(findings, "All staff").Should().Be((ErrorIds.GroupNotJoinable, 15));
        Line(findings, "VPN users").Should().Be((ErrorIds.GroupNotJoinable, 16));
        Line(findings, "Help desk operators").Should().Be((ErrorIds.GroupNotJoinable, 17));
        Line(findings, "No such group").Should().Be((ErrorIds.ReferenceNotResolved, 18));
        Line(findings, "Announcements").Should().Be((ErrorIds.ReferenceNotResolved, 20));
        Line(findings, "ines.roth@contoso.example").Should().Be((ErrorIds.ReferenceNotResolved, 21));
        findings.Should().Contain(finding => finding.Message.Contains("has no team"));
        bench.Sandbox.Requests.Should().NotContain(request => request.IsWrite);
    }

    [Fact]
    public async Task Check_NamesPermissionsThatWereNotGranted()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        string role = bench.Sandbox.ServicePrincipals.SelectMany(app => app.AppRoles).First(one => one.Value is "DeviceManagementManagedDevices.PrivilegedOperations.All").Id;
        bench.Sandbox.AppRoleAssignments.RemoveAll(granted => granted.AppRoleId == role).Should().BePositive();

        IReadOnlyList<RoleMapFinding> findings = await CheckAsync(bench, File.ReadAllText(Path.Combine(Root(), "roles", "three-countries.yaml")));

        findings.Should().ContainSingle().Which.Message.Should().Contain("DeviceManagementManagedDevices.PrivilegedOperations.All");
    }

    private static async Task<IReadOnlyList<RoleMapFinding>> CheckAsync(SandboxBench bench, string text)
    {
        string file = Path.Combine(Path.GetTempPath(), $"lifecycle-map-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, text);
        try
        {
            RoleMapReading reading = new YamlRoleMapReader().Read([file]);
            reading.Reports.SelectMany(report => report.Findings).Should().BeEmpty();
            using (CallScope.ForReading(null).Enter())
            {
                return await new OnlineCheck(bench.Connection.Systems).CheckAsync(reading.Maps[0], [new RoleMapText(file, text)], CancellationToken.None);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (string Id, int Line) Line(IReadOnlyList<RoleMapFinding> findings, string about)
    {
        RoleMapFinding found = findings.Should().ContainSingle(finding => finding.Message.Contains(about)).Subject;
        return (found.Id, found.Line);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }
}
