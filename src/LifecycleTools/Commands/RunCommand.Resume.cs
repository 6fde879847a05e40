using System;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps.Return;
using LifecycleTools.Engine.Workflows;

namespace LifecycleTools.Commands;

/// <content>Runs of earlier: going on with one, and undoing one.</content>
public abstract partial class RunCommand
{
    /// <summary>Goes on with an earlier run, or shows what that would do.</summary>
    private protected void ResumeRun(string id, RoleMap map)
    {
        RunReading reading = ReadRun(id);
        if (IsDryRun)
        {
            Show(PreviewOf(reading, map));
            return;
        }

        using LifecycleRun run = Reopen(reading, map, RunHeader.OfThisProcess(reading.Summary.Reason));
        Carry(run, $"Run {run.RunId} goes on, journal {run.JournalPath}.");
    }

    /// <summary>What was before a departure of the connected tenant.</summary>
    /// <exception cref="LifecycleException">RunNotFound, JournalDamaged, RunNotUndoable; TenantNotConnected when it is another tenant's.</exception>
    private protected DepartureRecord ReadDeparture(string id)
    {
        ReadRun(id);
        return DepartureRecord.From(id, Connected.Journals.Read(id));
    }

    private Preview PreviewOf(RunReading reading, RoleMap map) => reading.Started["workflow"] switch
    {
        Hire.Name => Opening(map).PreviewHire(reading, Means(reading, map)),
        Undo.Name => Opening(map).PreviewUndo(reading, Was(reading)),
        _ => Opening(map).PreviewOffboard(reading, Rules(reading, map)),
    };

    private LifecycleRun Reopen(RunReading reading, RoleMap map, RunHeader header) => reading.Started["workflow"] switch
    {
        Hire.Name => Opening(map).ResumeHire(reading, Means(reading, map), Connected.Journals, header, HandOut),
        Undo.Name => Opening(map).ResumeUndo(reading, Was(reading), Connected.Journals, header, HandOut),
        _ => Opening(map).ResumeOffboard(reading, Rules(reading, map), Connected.Journals, header),
    };

    private static Entitlements Means(RunReading reading, RoleMap map) => map.Resolve(new RoleRequest(
        reading.Request("Role"), reading.Request("Site"), NullIfEmpty(reading.Request("Department")), NullIfEmpty(reading.Request("EmploymentType"))));

    private static DepartureRules Rules(RunReading reading, RoleMap map) =>
        map.ResolveDeparture(NullIfEmpty(reading.Request("Role")), NullIfEmpty(reading.Request("Site")));

    private DepartureRecord Was(RunReading reading) => ReadDeparture(ReturnRequest.FromFields(reading.Request).Departure);

    private RunReading ReadRun(string id)
    {
        JournalReading journal = Connected.Journals.Read(id);
        if (journal.BrokenLine is { } line)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data,
                $"Nothing was done with run {id}: its journal does not hold at line {line}, so what it did cannot be known from it.");
        }

        RunReading reading = RunReading.From(id, journal)
            ?? throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"Nothing was done with run {id}: its journal has no beginning.");
        string tenant = reading.Started["tenantId"];
        return string.Equals(tenant, Connected.Connection.Identity.Id, StringComparison.OrdinalIgnoreCase)
            ? reading
            : throw new LifecycleException(ErrorIds.TenantNotConnected, ErrorKind.Argument,
                $"Nothing was done with run {id}: it belongs to tenant {reading.Started["tenant"]} ({tenant}), and {Connected.Name} is another one.");
    }

    private protected static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
