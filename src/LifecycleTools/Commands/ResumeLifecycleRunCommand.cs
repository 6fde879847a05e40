using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Commands;

/// <summary>Goes on with a run that was stopped, was killed, or left something open: looks first, and repeats nothing that holds.</summary>
[Cmdlet(VerbsLifecycle.Resume, "LifecycleRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(StepResult), typeof(LifecycleCredential))]
public sealed class ResumeLifecycleRunCommand : RunCommand
{
    /// <summary>Which run.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RunId { get; set; } = [];

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>Resumes runs, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        foreach (string id in RunId)
        {
            try
            {
                ResumeRun(id, map);
            }
            catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
            {
                Fail(failure, id);
            }
            catch (LifecycleException failure)
            {
                Stop(failure, Connected.Journals.Folder);
            }
        }
    }
}
