using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Commands;

/// <summary>Puts back what a departure changed, as its journal remembers it, and says what cannot come back.</summary>
[Cmdlet(VerbsCommon.Undo, "LifecycleOffboard", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpPages.Folder + "Undo-LifecycleOffboard.md")]
[OutputType(typeof(StepResult), typeof(LifecycleCredential))]
public sealed class UndoLifecycleOffboardCommand : RunCommand
{
    /// <summary>The run of the departure.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] RunId { get; set; } = [];

    /// <summary>The ticket or form that asks for it; it goes into the journal.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Undoes departures, one after the other.</summary>
    protected override void ProcessRecord()
    {
        foreach (string id in RunId)
        {
            try
            {
                Undo(id);
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

    private void Undo(string id)
    {
        DepartureRecord was = ReadDeparture(id);
        var request = new ReturnRequest { Departure = id, Reason = Reason ?? "" };
        if (IsDryRun)
        {
            Show(new RunOpening(Connected.Connection).PreviewUndo(request, was));
            return;
        }

        NeedSomebodyToAnswer(ConfirmImpact.High, id);
        using LifecycleRun run = new RunOpening(Connected.Connection).Undo(request, was, Connected.Journals, RunHeader.OfThisProcess(request.Reason), HandOut);
        WriteVerbose($"Run {run.RunId}, journal {run.JournalPath}.");
        Carry(run);
    }
}
