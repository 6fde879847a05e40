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
[Cmdlet(VerbsDiagnostic.Test, "LifecycleRoleMap", DefaultParameterSetName = PathSet)]
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
        foreach (string path in FullPaths())
        {
            try
            {
                Check(path);
            }
            catch (LifecycleException failure)
            {
                if (Quiet) WriteObject(false);
                Fail(failure, path);
            }
        }
    }

    private IEnumerable<string> FullPaths()
    {
        if (ParameterSetName == LiteralPathSet) return LiteralPath.Select(path => RoleMapPath.Literal(SessionState, path));
        return Path.SelectMany(path => RoleMapPath.Resolve(SessionState, path)).ToList();
    }

    private void Check(string path)
    {
        RoleMapReading reading = ConnectorHost.Factory.RoleMaps.Read([path]);
        List<RoleMapReport> reports = reading.Reports.ToList();
        if (Online && reading.IsValid)
        {
            ConnectedTenant tenant = RunspaceTenants.Current.Pick(Tenant);
            reports = WaitFor(async (queue, cancel) =>
            {
                using (CallScope.ForReading(queue).Enter())
                {
                    OnlineCheck check = new(tenant.Connection.Systems);
                    RoleMapReport first = reports[0];
                    foreach (RoleMap map in reading.Maps)
                    {
                        first = first.With(await check.CheckAsync(map, first.Path, File.ReadAllText(first.Path), cancel).ConfigureAwait(false));
                    }

                    return new List<RoleMapReport> { first }.Concat(reports.Skip(1)).ToList();
                }
            });
        }

        if (Quiet) WriteObject(reports.All(report => report.IsValid));
        else WriteObject(reports, enumerateCollection: true);
    }
}
