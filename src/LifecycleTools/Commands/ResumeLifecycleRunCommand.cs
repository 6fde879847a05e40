using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Commands;

/// <summary>Goes on with a run that was stopped, was killed, or left something open: looks first, and repeats nothing that holds.</summary>
[Cmdlet(VerbsLifecycle.Resume, "LifecycleRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = RunIdSet, HelpUri = HelpPages.Folder + "Resume-LifecycleRun.md")]
[OutputType(typeof(StepResult), typeof(LifecycleCredential))]
public sealed class ResumeLifecycleRunCommand : RunCommand
{
    private const string RunIdSet = "RunId";
    private const string DueSet = "Due";

    /// <summary>Which run.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RunIdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RunId { get; set; } = [];

    /// <summary>Every run of the tenant that is due for another look: something was left and has had time to come, or its day has come. For a scheduler; waits for nothing that takes long.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DueSet)]
    public SwitchParameter Due { get; set; }

    /// <summary>Waits for nothing that takes long (a mailbox, a conversion, a device): it is left to the next resume.</summary>
    [Parameter(ParameterSetName = RunIdSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    private protected override bool LeavesWhatTakesLong => NoWait || Due;

    /// <summary>Resumes runs, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        foreach (string id in Due ? DueIds() : RunId) Resume(id, map);
    }

    private void Resume(string id, RoleMap map)
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

    // Oldest first, as they were begun. A journal that does not hold is said, and concerns no other run.
    private IReadOnlyList<string> DueIds()
    {
        List<string> due = [];
        foreach (string id in Need(Connected.Journals.List, Connected.Journals.Folder).Reverse())
        {
            try
            {
                JournalReading journal = Connected.Journals.Read(id);
                if (journal.BrokenLine is { } line) throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"Nobody can say whether run {id} is due: its journal does not hold at line {line}.");
                if (RunReading.From(id, journal) is { } run && run.Started["tenantId"] == Connected.Connection.Identity.Id && DueRuns.IsDue(run, Connected.Connection.Clock.UtcNow)) due.Add(id);
            }
            catch (LifecycleException failure)
            {
                Fail(failure, id);
            }
        }

        WriteVerbose($"{due.Count} runs are due.");
        return due;
    }
}
