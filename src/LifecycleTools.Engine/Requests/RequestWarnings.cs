using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Requests;

/// <summary>Tells the escalation contacts of the tenant what a request or a batch needs of them; of the same thing once.</summary>
internal sealed class RequestWarnings(ITenantConnection tenant, RequestBook book, IStepLog log)
{
    /// <param name="what">What it is about, the same for as long as it is the same: it is told once.</param>
    /// <param name="title">Who or what it concerns, in a few words.</param>
    /// <returns>Null when people were told, now or before; otherwise why nobody was.</returns>
    public async Task<LifecycleException?> TellAsync(string what, string title, string text, CancellationToken cancel)
    {
        if (book.WasTold(what)) return null;
        Notice notice = new() { Kind = NoticeKind.Warning, To = tenant.Tenant.Escalation, Tenant = tenant.Tenant.Name, Person = title, Text = text };
        List<INotifier> ways = tenant.Systems.Notifiers.Where(way => way.Takes(notice)).ToList();
        if (ways.Count == 0) return Untold(title, "the tenant file names no escalation contact, or no way to tell them (systems.notify)");

        // In the ledger before it leaves: whoever dies between the two leaves people with one notice too few, and the error stream still says it.
        List<string> accepted = [];
        List<string> refused = [];
        book.Add(LedgerLines.OfTold(what, "about to be sent", tenant.Clock.UtcNow));
        CallScope scope = CallScope.ForWriting(call => log.Verbose($"{call.What} ({call.ClientRequestId})"), _ => { }, log);
        using (scope.Enter())
        {
            foreach (INotifier way in ways)
            {
                try
                {
                    accepted.Add($"{way.Product}: {await way.SendAsync(notice, cancel).ConfigureAwait(false)}");
                }
                catch (LifecycleException failure)
                {
                    refused.Add($"{way.Product}: {failure.Message}");
                }
            }
        }

        if (accepted.Count == 0) return Untold(title, string.Join("; ", refused));
        book.Add(LedgerLines.OfTold(what, string.Join("; ", accepted.Concat(refused)), tenant.Clock.UtcNow));
        return null;
    }

    private static LifecycleException Untold(string title, string why) =>
        new(ErrorIds.EscalationFailed, ErrorKind.Setup, $"Nobody was told of {title}: {why}.") { RecommendedAction = "Tell them yourself." };
}
