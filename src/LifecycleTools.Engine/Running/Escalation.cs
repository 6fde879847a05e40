using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Closing;

namespace LifecycleTools.Engine.Running;

/// <summary>Tells the people named in the tenant file what a run has left for them.</summary>
internal sealed class Escalation(StepContext of, RunRecorder record, IStepLog log)
{
    /// <returns>Null when people were told, one way at least; otherwise why nobody was.</returns>
    public async Task<LifecycleException?> TellAsync(string workflow, IReadOnlyList<StepResult> left, CancellationToken cancel)
    {
        if (IsNamedInTicket(left, out string ticket))
        {
            record.Escalated("", $"nothing needs a person yet; what is awaited is named in ticket {ticket}");
            return null;
        }

        Notice notice = RunNotices.Escalation(of, left);
        List<INotifier> ways = of.Systems.Notifiers.Where(way => way.Takes(notice)).ToList();
        if (ways.Count == 0) return Untold("the tenant file names no escalation contact, or no way to tell them (systems.notify)");

        List<string> accepted = [];
        List<string> refused = [];
        foreach (INotifier way in ways)
        {
            // Each notice is a change like any other: in the journal before it leaves, and never sent twice.
            var scope = CallScope.ForWriting(call => record.Sending("run.escalate", call), call => record.Answered("run.escalate", call), log);
            using (scope.Enter())
            {
                try
                {
                    accepted.Add($"{way.Product}: {await way.SendAsync(notice, cancel).ConfigureAwait(false)}");
                }
                catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
                {
                    refused.Add($"{way.Product}: {failure.Message}");
                }
                catch (OperationCanceledException) when (cancel.IsCancellationRequested)
                {
                    refused.Add($"{way.Product}: the run was stopped before it was answered");
                }
            }
        }

        if (accepted.Count == 0) return Untold(string.Join("; ", refused));
        record.Escalated(string.Join(", ", notice.To), string.Join("; ", accepted.Concat(refused)));
        return null;
    }

    // What only waits is nobody's task yet; the ticket says so, and a resume goes on with it.
    private bool IsNamedInTicket(IReadOnlyList<StepResult> left, out string ticket)
    {
        ticket = of.Facts[FactNames.TicketNumber] ?? "";
        return ticket.Length > 0 && left.All(result => result.Status == StepStatus.Deferred);
    }

    private LifecycleException Untold(string why)
    {
        record.Escalated("", why);
        return new LifecycleException(ErrorIds.EscalationFailed, ErrorKind.Setup,
            $"Nobody was told by mail that run {of.RunId} of {of.PersonName} is an exception: {why}.")
        {
            RecommendedAction = $"Tell them yourself: Get-LifecycleRun -RunId {of.RunId} shows what is left.",
        };
    }
}
