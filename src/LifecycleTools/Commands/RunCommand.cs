using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Bridge;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Reporting;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>What the commands that carry out a workflow share: the tenant, the role map, and the only loop over steps in the product.</summary>
public abstract partial class RunCommand : LifecycleCommand
{
    private PipelineQueue? _queue;
    private bool _isTenantForAll;
    private readonly Dictionary<string, RoleMap> _maps = new(StringComparer.Ordinal);

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    // Picked anew for each input: the next row of a list may name another tenant.
    private protected ConnectedTenant Connected => RunspaceTenants.Current.Pick(Tenant);

    /// <summary>True under -WhatIf and when $WhatIfPreference says so.</summary>
    private protected bool IsDryRun => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Ends this input before a run is opened when the run would ask and nobody is there to answer.</summary>
    /// <exception cref="LifecycleException">ConfirmationNeeded.</exception>
    private protected void NeedSomebodyToAnswer(ConfirmImpact impact, string person)
    {
        bool asks = MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact from) && from != ConfirmImpact.None && impact >= from;
        if (!asks || !IsUnattended()) return;
        throw new LifecycleException(ErrorIds.ConfirmationNeeded, ErrorKind.Setup, $"Nothing was done for {person}: each change is asked about, and nobody is there to answer.")
        {
            RecommendedAction = "A script that runs by itself passes -Confirm:$false.",
        };
    }

    // Neither host can ask: its prompt throws, in the middle of a run.
    private bool IsUnattended() =>
        Host.Name == "Default Host"
        || Environment.GetCommandLineArgs().Skip(1).Any(argument => argument.TrimStart('-', '/').StartsWith("noni", StringComparison.OrdinalIgnoreCase) && argument[0] is '-' or '/');

    /// <summary>The role map that was named, or the tenant's.</summary>
    /// <exception cref="LifecycleException">RoleMapNotFound, RoleMapUnreadable, RoleMapInvalid.</exception>
    private protected RoleMap ReadMap(string? roleMap)
    {
        string path = roleMap is not null ? FullPath(roleMap) : Connected.RoleMap ?? throw new LifecycleException(
            ErrorIds.RoleMapNotFound, ErrorKind.NotFound, $"No role map: neither -RoleMap nor the tenant file of {Connected.Name} names one.");
        if (!_maps.TryGetValue(path, out RoleMap? map)) _maps[path] = map = ConnectorHost.Factory.RoleMaps.Read([path]).RequireMap();
        return map;
    }

    /// <summary>The same for one input. Null when the row names a tenant whose map cannot be had: that is said, and concerns no other row.</summary>
    private protected RoleMap? MapForInput(string? roleMap)
    {
        if (_isTenantForAll || string.IsNullOrEmpty(Tenant)) return Need(() => ReadMap(roleMap), roleMap ?? Tenant);
        try
        {
            return ReadMap(roleMap);
        }
        catch (LifecycleException failure)
        {
            Fail(failure, Tenant);
            return null;
        }
    }

    /// <summary>Notes what was said once for every input.</summary>
    protected override void BeginProcessing() => _isTenantForAll = Tenant is not null;

    /// <summary>Opens runs on the tenant.</summary>
    private protected RunOpening Opening(RoleMap? map) => new(Connected.Connection) { Map = map, NoWait = LeavesWhatTakesLong };

    /// <summary>What takes long is left to a later resume.</summary>
    private protected virtual bool LeavesWhatTakesLong => false;

    /// <summary>Hands a secret to the caller, and returns only when the pipeline has it.</summary>
    private protected void HandOut(HandedSecret secret) => _queue!.WriteNow(cmdlet => cmdlet.WriteObject(ToCredential(secret)));

    /// <summary>Shows what a run would do, one Planned result a step; reads only.</summary>
    private protected void Show(Preview preview)
    {
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds)
        {
            foreach (StepEnd end in WaitFor((queue, cancel) => preview.LookAsync(round, queue, cancel)))
            {
                PlannedStep planned = round.First(step => step.Number == end.Result.Number);
                if (!planned.Step.ChangesNothing) ShouldProcess(planned.WouldDo(preview.Context), planned.MayI(preview.Context), "LifecycleTools");
                WriteObject(end.Result);
                if (end.Failure is not null) Fail(end.Failure, end.Result.Person);
            }
        }
    }

    /// <summary>Carries a run out, round by round: asks for each change, runs those that were allowed, reports each step as it ends.</summary>
    /// <param name="what">What -Verbose says first.</param>
    private protected void Carry(LifecycleRun run, string what)
    {
        List<StepEnd> failed = [];
        RunEnd end;
        try
        {
            // Even this line can end the command, where a preference says to stop at it or to ask.
            WriteVerbose(what);
            foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
            {
                HashSet<PlannedStep> declined = Ask(round, run);
                WaitFor(async (queue, cancel) =>
                {
                    _queue = queue;
                    await run.RunRoundAsync(round, declined, ended => queue.Add(_ => Report(ended, failed)), queue, cancel).ConfigureAwait(false);
                    return true;
                });
            }
        }
        finally
        {
            // Whatever ended the loop, the journal gets an end and people are told.
            end = End(run);
            if (!WhenStopped.IsCancellationRequested) ProgressReporter.Complete(this, run.BegunAs);
        }

        // Errors come after the last step: -ErrorAction Stop must not leave a departure half done.
        foreach (StepEnd one in failed.Where(each => !IsConsequence(each))) Fail(one.Failure!, one.Result.Person);
        if (failed.Where(IsConsequence).Select(one => one.Result.Action).ToList() is { Count: > 0 } untried)
        {
            WriteWarning($"{run.Context.PersonName}: {untried.Count} steps were not tried, because they need one that did not succeed: {string.Join(", ", untried)}.");
        }

        if (end.Untold is not null) Fail(end.Untold, run.Context.PersonName);
        WriteInformation(Summary(run, end), ["LifecycleTools"]);
    }

    private HashSet<PlannedStep> Ask(IReadOnlyList<PlannedStep> round, LifecycleRun run)
    {
        HashSet<PlannedStep> declined = [];
        foreach (PlannedStep planned in round.Where(step => !step.Step.ChangesNothing && !run.IsHeldUp(step)))
        {
            if (!ShouldProcess(planned.WouldDo(run.Context), planned.MayI(run.Context), "LifecycleTools")) declined.Add(planned);
        }

        return declined;
    }

    // The cause has its error already; one more for each step behind it would bury it.
    private static bool IsConsequence(StepEnd end) => end.Failure!.Id == ErrorIds.StepPrerequisiteFailed;

    private void Report(StepEnd ended, List<StepEnd> failed)
    {
        if (ended.Result.Status == StepStatus.Deferred) WriteWarning($"{ended.Result.Person}: {ended.Result.Action} is left to a later resume: {ended.Result.Detail}.");
        if (ended.Failure is not null) failed.Add(ended);
        WriteObject(ended.Result);
    }

    private RunEnd End(LifecycleRun run)
    {
        // Whoever pressed Ctrl+C waits no longer for the mail than for a change that has left; a run that goes its way has the time.
        using CancellationTokenSource giveUp = new();
        using CancellationTokenRegistration stopping = WhenStopped.Register(() => giveUp.CancelAfter(PipelinePump.LastAnswer));
        Task<RunEnd> ending = Task.Run(() => run.EndAsync(new SilentLog(), giveUp.Token));
        return ending.GetAwaiter().GetResult();
    }

    private static string Summary(LifecycleRun run, RunEnd end)
    {
        string counts = string.Join(", ", run.Results.Concat(end.LeftOut).GroupBy(result => result.Status).Select(group => $"{group.Count()} {group.Key}"));
        return $"{run.Context.PersonName}: {end.Outcome} ({counts}); run {run.RunId}, journal {run.JournalPath}";
    }

    private static LifecycleCredential ToCredential(HandedSecret handed)
    {
        SecureString secure = new();
        foreach (char letter in handed.Secret.Reveal()) secure.AppendChar(letter);
        secure.MakeReadOnly();
        return new LifecycleCredential
        {
            Person = handed.Person,
            Kind = handed.Kind.ToString(),
            Secret = secure,
            ValidUntilUtc = handed.ValidUntil?.UtcDateTime,
        };
    }

    // The pipeline may be closed when a run ends; its journal is not.
    private sealed class SilentLog : IStepLog
    {
        public void Verbose(string line)
        {
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }
}
