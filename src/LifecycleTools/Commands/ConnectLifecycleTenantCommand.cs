using System;
using System.IO;
using System.Management.Automation;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Connects this session to a tenant, or to a sandbox in memory.</summary>
[Cmdlet(VerbsCommunications.Connect, "LifecycleTenant", DefaultParameterSetName = FileSet, HelpUri = HelpPages.Folder + "Connect-LifecycleTenant.md")]
[OutputType(typeof(TenantInfo))]
public sealed class ConnectLifecycleTenantCommand : LifecycleCommand
{
    private const string FileSet = "File";
    private const string SandboxSet = "Sandbox";

    /// <summary>The tenant file, lifecycle.yaml.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A tenant in memory: same requests, same answers, nobody's data.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SandboxSet)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>A seed file for the sandbox; the shipped one when it is not given.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? SandboxPath { get; set; }

    /// <summary>A folder that gets the sandbox's mails, tickets and devices as files, when it is disconnected.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? SandboxOutput { get; set; }

    /// <summary>A role map file or folder, instead of the one in the tenant file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>The folder for journals, instead of the one in the tenant file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Connects.</summary>
    protected override void ProcessRecord()
    {
        if (Sandbox)
        {
            Connect(() => (WaitFor((queue, cancel) => ConnectorHost.Factory.ConnectSandboxAsync(
                SandboxPath is null ? null : FullPath(SandboxPath), SandboxOutput is null ? null : FullPath(SandboxOutput), queue, cancel)), null), "sandbox");
            return;
        }

        foreach (string path in Path) Connect(() => ConnectFile(FullPath(path)), path);
    }

    private (ITenantConnection Connection, ISecrets? Secrets) ConnectFile(string path)
    {
        TenantFile file = ConnectorHost.Factory.TenantFiles.Read(path).RequireFile();
        SecretLookup secrets = new(file);
        return (WaitFor((queue, cancel) => ConnectorHost.Factory.ConnectAsync(file, secrets, queue, cancel)), secrets);
    }

    private void Connect(Func<(ITenantConnection Connection, ISecrets? Secrets)> connect, string target)
    {
        ITenantConnection? unused = null;
        try
        {
            (ITenantConnection connection, ISecrets? secrets) = connect();
            unused = connection;
            string? map = RoleMap is not null ? FullPath(RoleMap) : connection.Tenant.Roles ?? ShippedMap(connection);
            IJournalStore journals = ConnectorHost.Factory.OpenJournals(JournalFolder(connection), connection.Tenant.Signing, secrets);
            ConnectedTenant tenant = new(connection, journals, map, connection.Clock.UtcNow);
            RunspaceTenants.Current.Add(tenant);
            unused = null;
            WriteVerbose($"Connected to {tenant.Info.DisplayName} ({tenant.Info.TenantId}). Role map: {map ?? "none"}. Journals: {tenant.Info.Journal}.");
            WriteObject(tenant.Info);
        }
        catch (LifecycleException failure)
        {
            Fail(failure, target);
        }
        finally
        {
            unused?.Dispose();
        }
    }

    // Whoever tries the sandbox has no tenant file to name a role map.
    private string? ShippedMap(ITenantConnection connection)
    {
        string? folder = MyInvocation.MyCommand.Module?.ModuleBase;
        if (!connection.IsSandbox || folder is null) return null;
        string map = System.IO.Path.Combine(folder, "roles", "three-countries.yaml");
        return File.Exists(map) ? map : null;
    }

    private string JournalFolder(ITenantConnection connection)
    {
        if (JournalPath is not null) return FullPath(JournalPath);
        if (connection.Tenant.Journal is { } named) return named;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return System.IO.Path.Combine(home, "LifecycleTools", "journals", connection.IsSandbox ? "sandbox" : connection.Identity.Id);
    }
}
