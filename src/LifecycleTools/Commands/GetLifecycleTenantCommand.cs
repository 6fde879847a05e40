using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Lists the tenants that this session is connected to.</summary>
[Cmdlet(VerbsCommon.Get, "LifecycleTenant", HelpUri = HelpPages.Folder + "Get-LifecycleTenant.md")]
[OutputType(typeof(TenantInfo))]
public sealed class GetLifecycleTenantCommand : LifecycleCommand
{
    /// <summary>Which, by name; wildcards are allowed. Not given: all of them.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lists.</summary>
    protected override void ProcessRecord()
    {
        WildcardPattern[] patterns = Name.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToArray();
        foreach (ConnectedTenant tenant in RunspaceTenants.Current.All.Where(tenant => patterns.Any(pattern => pattern.IsMatch(tenant.Name))))
        {
            WriteObject(tenant.Info);
        }
    }
}
