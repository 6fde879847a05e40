using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps.Return;
using LifecycleTools.Engine.Workflows;

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
        RoleMap map = Need(() => ReadMap(RoleMap), RoleMap ?? Tenant);
        foreach (string id in RunId)
        {
            try
            {
                Resume(id, map);
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

    private void Resume(string id, RoleMap map)
    {
        RunReading reading = Read(id);
        if (IsDryRun)
        {
            Show(Preview(reading, map));
            return;
        }

        using LifecycleRun run = Reopen(reading, map, RunHeader.OfThisProcess(reading.Summary.Reason));
        WriteVerbose($"Run {run.RunId} goes on, journal {run.JournalPath}.");
        Carry(run);
    }

    private Preview Preview(RunReading reading, RoleMap map) => reading.Started["workflow"] switch
    {
        Hire.Name => Opening.PreviewHire(reading, Means(reading, map)),
        Undo.Name => Opening.PreviewUndo(reading, Was(reading)),
        _ => Opening.PreviewOffboard(reading, Rules(reading, map)),
    };

    private LifecycleRun Reopen(RunReading reading, RoleMap map, RunHeader header) => reading.Started["workflow"] switch
    {
        Hire.Name => Opening.ResumeHire(reading, Means(reading, map), Connected.Journals, header, HandOut),
        Undo.Name => Opening.ResumeUndo(reading, Was(reading), Connected.Journals, header, HandOut),
        _ => Opening.ResumeOffboard(reading, Rules(reading, map), Connected.Journals, header),
    };

    private static Entitlements Means(RunReading reading, RoleMap map) => map.Resolve(new RoleRequest(
        reading.Request("Role"), reading.Request("Site"), NullIfEmpty(reading.Request("Department")), NullIfEmpty(reading.Request("EmploymentType"))));

    private static DepartureRules Rules(RunReading reading, RoleMap map) =>
        map.ResolveDeparture(NullIfEmpty(reading.Request("Role")), NullIfEmpty(reading.Request("Site")));

    private DepartureRecord Was(RunReading reading) => ReadDeparture(ReturnRequest.FromFields(reading.Request).Departure);

    private RunReading Read(string id)
    {
        JournalReading journal = Connected.Journals.Read(id);
        if (journal.BrokenLine is { } line)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data,
                $"Run {id} was not resumed: its journal does not hold at line {line}, so what it did cannot be known from it.");
        }

        RunReading reading = RunReading.From(id, journal)
            ?? throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"Run {id} was not resumed: its journal has no beginning.");
        return Ours(reading, reading);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
