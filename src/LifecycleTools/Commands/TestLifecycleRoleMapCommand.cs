using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Checks role maps: offline by default, against the connected tenant with -Online. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LifecycleRoleMap", DefaultParameterSetName = PathSet, HelpUri = HelpPages.Folder + "Test-LifecycleRoleMap.md")]
[OutputType(typeof(RoleMapReport), typeof(bool))]
public sealed class TestLifecycleRoleMapCommand : LifecycleCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>Role map files or folders; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Role map files or folders, taken as they stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Compares with the connected tenant too: groups, lists, products with seats, service plans, domains, permissions. Reads only.</summary>
    [Parameter]
    public SwitchParameter Online { get; set; }

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>Answers true or false for each path instead of a report for each file.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Checks one path after the other.</summary>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string asked in isLiteral ? LiteralPath : Path)
        {
            Try(asked, () =>
            {
                foreach (string path in isLiteral ? RoleMapPath.Literal(SessionState, asked) : RoleMapPath.Resolve(SessionState, asked)) Try(path, () => Check(path));
            });
        }
    }

    // One path that leads nowhere concerns no other.
    private void Try(string path, Action work)
    {
        try
        {
            work();
        }
        catch (LifecycleException failure)
        {
            if (Quiet) WriteObject(false);
            Fail(failure, path);
        }
    }

    private void Check(string path)
    {
        RoleMapReading reading = ConnectorHost.Factory.RoleMaps.Read([path]);
        if (reading.Reports.Count == 0)
        {
            throw new LifecycleException(ErrorIds.RoleMapNotFound, ErrorKind.NotFound, $"No role map was checked: there is no *.yaml or *.yml file in the folder '{path}'.");
        }

        IReadOnlyList<RoleMapReport> reports = Online && reading.IsValid ? CheckOnline(reading) : reading.Reports;
        if (Quiet) WriteObject(reports.All(report => report.IsValid));
        else WriteObject(reports, enumerateCollection: true);
    }

    private IReadOnlyList<RoleMapReport> CheckOnline(RoleMapReading reading)
    {
        ConnectedTenant tenant = RunspaceTenants.Current.Pick(Tenant);
        List<RoleMapFinding> found = WaitFor(async (queue, cancel) =>
        {
            using (CallScope.ForReading(queue).Enter())
            {
                OnlineCheck check = new(tenant.Connection.Systems);
                List<RoleMapFinding> all = [];
                foreach (RoleMap map in reading.Maps)
                {
                    RoleMapText[] files = map.Files.Select(file => new RoleMapText(file, File.ReadAllText(file))).ToArray();
                    all.AddRange(await check.CheckAsync(map, files, cancel).ConfigureAwait(false));
                }

                return all;
            }
        });
        return reading.Reports.Select(report => report.With(found.Where(finding => finding.Path == report.Path))).ToList();
    }
}
