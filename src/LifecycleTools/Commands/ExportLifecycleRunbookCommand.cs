using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Writes the runbook that a team keeps: what each role gets and why, every step with its reason, permissions, errors and what to do. It needs no connection.</summary>
[Cmdlet(VerbsData.Export, "LifecycleRunbook", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = HelpPages.Folder + "Export-LifecycleRunbook.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportLifecycleRunbookCommand : LifecycleCommand
{
    /// <summary>The file that is written. What it ends with says the format, where -Format does not: .html and .htm are HTML, everything else is Markdown.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The tenant file, lifecycle.yaml. Not given: the one of the connected tenant.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? TenantFile { get; set; }

    /// <summary>A role map file or folder, instead of the one in the tenant file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>Which connected tenant, by name or id, where no tenant file is named. Not needed when only one is connected.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>Markdown, or Html: one file that asks for nothing else. Not given: what the name of the file ends with.</summary>
    [Parameter]
    public RunbookFormat Format { get; set; }

    /// <summary>Writes over a file that is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that is there as it is, and fails.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Writes one runbook.</summary>
    protected override void ProcessRecord()
    {
        string path = FullPath(Path);
        try
        {
            if (NoClobber && File.Exists(path)) throw NotWritten(path, "the file is there, and -NoClobber was given.");
            (TenantFile tenant, string? map) = Source();
            string text = ConnectorHost.Factory.Runbooks.Write(tenant, ReadMap(tenant, map), FormatOf(path));
            if (!ShouldProcess(path, $"Write the runbook of {tenant.Name}")) return;

            Save(path, text);
            WriteVerbose($"{path}: the runbook of {tenant.Name}, {text.Length} characters.");
            if (PassThru) WriteObject(new FileInfo(path));
        }
        catch (LifecycleException failure)
        {
            Fail(failure, TenantFile ?? Path);
        }
    }

    private (TenantFile Tenant, string? Map) Source()
    {
        if (TenantFile is not null)
        {
            TenantFile read = ConnectorHost.Factory.TenantFiles.Read(FullPath(TenantFile)).RequireFile();
            return (read, RoleMap is null ? read.Roles : FullPath(RoleMap));
        }

        ConnectedTenant connected = RunspaceTenants.Current.Pick(Tenant);
        return (connected.Connection.Tenant, RoleMap is null ? connected.RoleMap : FullPath(RoleMap));
    }

    private static RoleMap ReadMap(TenantFile tenant, string? map) => map is null
        ? throw new LifecycleException(ErrorIds.RoleMapNotFound, ErrorKind.NotFound, $"No role map: neither -RoleMap nor the tenant file of {tenant.Name} names one.")
        : ConnectorHost.Factory.RoleMaps.Read([map]).RequireMap();

    private RunbookFormat FormatOf(string path)
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Format))) return Format;
        return System.IO.Path.GetExtension(path).StartsWith(".htm", StringComparison.OrdinalIgnoreCase) ? RunbookFormat.Html : RunbookFormat.Markdown;
    }

    // UTF-8 without a mark: the same bytes on both editions, and git sees no difference where nothing has changed.
    private void Save(string path, string text)
    {
        try
        {
            if (Force && File.Exists(path)) File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotWritten(path, failure.Message);
        }
    }

    private static LifecycleException NotWritten(string path, string why) =>
        new(ErrorIds.RunbookNotWritten, ErrorKind.Refused, $"The runbook was not written to '{path}': {why}");
}
