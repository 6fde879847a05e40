using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
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
    [ArgumentCompleter(typeof(DepartureIdCompleter))]
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
            Show(Opening(MapForSite()).PreviewUndo(request, was));
            return;
        }

        NeedSomebodyToAnswer(ConfirmImpact.High, id);
        using LifecycleRun run = Opening(MapForSite()).Undo(request, was, Connected.Journals, RunHeader.OfThisProcess(request.Reason), HandOut);
        Carry(run, $"Run {run.RunId}, journal {run.JournalPath}.");
    }

    // The map only tells the site, for the ticket's company and the hours in notices: a map that cannot be read is no reason to keep somebody out.
    private RoleMap? MapForSite()
    {
        if (Connected.RoleMap is null) return null;
        try
        {
            return ReadMap(null);
        }
        catch (LifecycleException failure)
        {
            WriteWarning($"The person's site is not known, so the ticket goes to the tenant's own company and times are in UTC: {failure.Message}");
            return null;
        }
    }
}
