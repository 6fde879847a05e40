using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>The leaver's mailbox; null when there is none.</summary>
public sealed record MailboxOf(Mailbox? Mailbox)
{
    /// <summary>Reads it.</summary>
    public static async Task<MailboxOf> LeaverAsync(StepContext of, CancellationToken cancel) =>
        new(await of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false));
}
