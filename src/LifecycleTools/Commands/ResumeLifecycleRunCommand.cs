using System;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
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
        if (MapForInput(RoleMap) is not { } map) return;
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
        bool isHire = reading.Started["workflow"] == Hire.Name;
        Entitlements? means = isHire ? map.Resolve(new RoleRequest(
            reading.Request("Role"), reading.Request("Site"), NullIfEmpty(reading.Request("Department")), NullIfEmpty(reading.Request("EmploymentType")))) : null;
        DepartureRules? rules = isHire ? null : map.ResolveDeparture(NullIfEmpty(reading.Request("Role")), NullIfEmpty(reading.Request("Site")));
        if (IsDryRun)
        {
            Show(isHire ? Opening(map).PreviewHire(reading, means!) : Opening(map).PreviewOffboard(reading, rules!));
            return;
        }

        RunHeader header = RunHeader.OfThisProcess(reading.Summary.Reason);
        using LifecycleRun run = isHire
            ? Opening(map).ResumeHire(reading, means!, Connected.Journals, header, HandOut)
            : Opening(map).ResumeOffboard(reading, rules!, Connected.Journals, header);
        WriteVerbose($"Run {run.RunId} goes on, journal {run.JournalPath}.");
        Carry(run);
    }

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
        string tenant = reading.Started["tenantId"];
        return string.Equals(tenant, Connected.Connection.Identity.Id, StringComparison.OrdinalIgnoreCase)
            ? reading
            : throw new LifecycleException(ErrorIds.TenantNotConnected, ErrorKind.Argument,
                $"Run {id} was not resumed: it belongs to tenant {reading.Started["tenant"]} ({tenant}), and {Connected.Name} is another one.");
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
