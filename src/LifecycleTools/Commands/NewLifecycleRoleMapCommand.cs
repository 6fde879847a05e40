using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles.Proposal;
using LifecycleTools.Engine.Running;
using LifecycleTools.Reporting;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Proposes a role map from what the people of a connected tenant have. It reads the tenant and changes nothing in it; with -Path it writes a file.</summary>
[Cmdlet(VerbsCommon.New, "LifecycleRoleMap", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-LifecycleRoleMap.md")]
[OutputType(typeof(RoleMapProposal))]
public sealed class NewLifecycleRoleMapCommand : LifecycleCommand
{
    // A byte order mark is no part of YAML that people edit.
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The file to write. Not given: nothing is written, and the proposal is the output.</summary>
    [Parameter(Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The name of the map; the tenant's own when it is not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The share of a role's people, in percent, who must have something for the role to give it.</summary>
    [Parameter]
    [ValidateRange(51, 100)]
    public int Threshold { get; set; } = 75;

    /// <summary>How many people make a department, a job title or an office that something can be said of.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MinimumPeople { get; set; } = 2;

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the proposal as output although it was written to a file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Looks, proposes and writes.</summary>
    protected override void ProcessRecord()
    {
        string? path = Path is null ? null : FullPath(Path);
        try
        {
            // Before thousands of reads, and again as the file is made.
            if (path is not null && !Force && File.Exists(path)) throw Exists(path);

            RoleMapProposal proposal = Propose(RunspaceTenants.Current.Pick(Tenant));
            if (path is null)
            {
                WriteObject(proposal);
                return;
            }

            if (!ShouldProcess(path, $"Write a role map of {proposal.Roles.Count} roles and {proposal.Sites.Count} sites")) return;
            Write(path, proposal.Yaml);
            WriteVerbose($"Wrote {path}: {proposal.Roles.Count} roles, {proposal.Sites.Count} sites, {proposal.Outliers.Count} things to decide.");
            if (PassThru) WriteObject(proposal.WrittenTo(path));
        }
        catch (LifecycleException failure)
        {
            Fail(failure, Path ?? Tenant);
        }
    }

    private RoleMapProposal Propose(ConnectedTenant tenant)
    {
        ProposalOptions options = new() { Map = Name, Threshold = Threshold / 100.0, MinimumPeople = MinimumPeople };
        try
        {
            return WaitFor(async (queue, cancel) =>
            {
                using (CallScope.ForReading(queue).Enter())
                {
                    return await RoleMapProposer.ProposeAsync(tenant.Connection, options, queue, cancel).ConfigureAwait(false);
                }
            });
        }
        finally
        {
            ProgressReporter.Complete(this, RoleMapProposer.Activity);
        }
    }

    private void Write(string path, string text)
    {
        try
        {
            using FileStream file = new(path, Force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            byte[] bytes = s_utf8.GetBytes(text);
            file.Write(bytes, 0, bytes.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            if (!Force && File.Exists(path)) throw Exists(path);
            throw new LifecycleException(ErrorIds.RoleMapNotWritable, ErrorKind.Write, $"The role map was not written to '{path}': {failure.Message}", failure);
        }
    }

    private static LifecycleException Exists(string path) =>
        new(ErrorIds.RoleMapExists, ErrorKind.Exists, $"No role map was written: there is a file '{path}' already.") { RecommendedAction = "Give another -Path, or -Force to replace the file." };
}
