using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Running;

/// <summary>Tells the people named in the tenant file what a run has left for them.</summary>
internal sealed class Escalation(StepContext of, RunRecorder record, IStepLog log)
{
    /// <returns>Null when the mail was accepted; otherwise why nobody was told.</returns>
    public async Task<LifecycleException?> TellAsync(string runId, string workflow, IReadOnlyList<StepResult> left, CancellationToken cancel)
    {
        IReadOnlyList<string> to = of.Tenant.Escalation;
        if (to.Count == 0 || !of.Systems.Messages.IsConfigured)
        {
            return Untold(runId, "the tenant file names no escalation contact, or no sender (systems.notify)");
        }

        // The mail itself is a change like any other: in the journal before it leaves, and never sent twice.
        var scope = CallScope.ForWriting(call => record.Sending("run.escalate", call), call => record.Answered("run.escalate", call), log);
        using (scope.Enter())
        {
            try
            {
                string accepted = await of.Systems.Messages
                    .SendAsync($"Needs you: {workflow} of {of.PersonName}", Text(runId, workflow, left), to, cancel).ConfigureAwait(false);
                record.Escalated(string.Join(", ", to), accepted);
                return null;
            }
            catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
            {
                return Untold(runId, failure.Message);
            }
            catch (System.OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return Untold(runId, "the run was stopped before the mail was answered");
            }
        }
    }

    private LifecycleException Untold(string runId, string why)
    {
        record.Escalated("", why);
        return new LifecycleException(ErrorIds.EscalationFailed, ErrorKind.Setup,
            $"Nobody was told by mail that run {runId} of {of.PersonName} is an exception: {why}.")
        {
            RecommendedAction = $"Tell them yourself: Get-LifecycleRun -RunId {runId} shows what is left.",
        };
    }

    private string Text(string runId, string workflow, IReadOnlyList<StepResult> left)
    {
        StringBuilder text = new();
        text.AppendLine($"{workflow} of {of.PersonName} in {of.Tenant.Name} needs a person. Run {runId}.").AppendLine();
        foreach (StepResult step in left) text.AppendLine($"{step.Number}. {step.Action}: {step.Status}. {step.Detail}");
        text.AppendLine().AppendLine($"When it is mended: Resume-LifecycleRun -RunId {runId}. What is done is not repeated.");
        return text.ToString();
    }
}
