using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Lets tenants of this session go; their tokens are forgotten.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "LifecycleTenant", HelpUri = HelpPages.Folder + "Disconnect-LifecycleTenant.md")]
[OutputType(typeof(void))]
public sealed class DisconnectLifecycleTenantCommand : LifecycleCommand
{
    /// <summary>Which, by name or id. Not given: all of them.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    public string[]? Tenant { get; set; }

    /// <summary>Disconnects.</summary>
    protected override void ProcessRecord()
    {
        string[] names = Tenant ?? RunspaceTenants.Current.All.Select(tenant => tenant.Name).ToArray();
        foreach (string name in names)
        {
            if (RunspaceTenants.Current.Remove(name)) continue;
            Fail(new LifecycleException(ErrorIds.TenantNotConnected, ErrorKind.NotFound, $"No tenant \"{name}\" is connected in this session."), name);
        }
    }
}
