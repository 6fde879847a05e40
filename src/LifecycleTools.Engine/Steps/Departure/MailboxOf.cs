using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>The leaver's mailbox; null when there is none.</summary>
public sealed record MailboxOf(Mailbox? Mailbox)
{
    /// <summary>Reads it.</summary>
    public static async Task<MailboxOf> LeaverAsync(StepContext of, CancellationToken cancel) =>
        new(await of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false));

    /// <summary>What it means that there is no mailbox: nothing, unless the person had a license for one when the departure began.</summary>
    internal static Assessment Missing(StepContext of) => IsLost(of)
        ? Assessment.Of("the mailbox is not there", [], [new Obstacle(of.PersonName, WhyLost(of), NeedsPerson: true) { ErrorId = ErrorIds.MailboxNotFound }])
        : Assessment.Skip("no mailbox");

    /// <summary>There was a license for a mailbox when the departure began, and this run has not given the mailbox up.</summary>
    internal static bool IsLost(StepContext of) => of.Facts[FactNames.MailboxLicensed] is { Length: > 0 };

    /// <summary>What a person is told of a mailbox that should be there.</summary>
    internal static string WhyLost(StepContext of) =>
        $"had a license for a mailbox ({of.Facts[FactNames.MailboxLicensed]}) when the departure began, and no mailbox is there: "
        + "it may be soft-deleted, and can be restored within 30 days (give the license back, or restore it into another mailbox), or it is on-premises";
}
