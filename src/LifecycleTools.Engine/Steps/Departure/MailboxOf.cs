using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>The leaver's mailbox; null when there is none.</summary>
public sealed record MailboxOf(Mailbox? Mailbox)
{
    /// <summary>There is none because it is soft-deleted. Asked only by the step that keeps mailboxes.</summary>
    public bool IsSoftDeleted { get; init; }

    /// <summary>Reads it.</summary>
    public static async Task<MailboxOf> LeaverAsync(StepContext of, CancellationToken cancel) =>
        new(await of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false));

    /// <summary>Reads the mailbox, and beside it something of it; null of both when there is none.</summary>
    internal static async Task<(Mailbox? Mailbox, T? Part)> WithAsync<T>(StepContext of, Task<T> part, CancellationToken cancel)
        where T : class
    {
        Task<Mailbox?> reading = of.Systems.Mailboxes.ReadAsync(of.Departure.Who.Id, cancel);
        // Both have ended before either is looked at, so that no failure is left behind.
        await Task.WhenAny(Task.WhenAll(reading, part)).ConfigureAwait(false);
        Mailbox? mailbox = await reading.ConfigureAwait(false);
        try
        {
            T read = await part.ConfigureAwait(false);
            return (mailbox, mailbox is null ? null : read);
        }
        catch (LifecycleException failure) when (mailbox is null && failure.Id == ErrorIds.MailboxNotFound)
        {
            return (null, null);
        }
    }

    /// <summary>What it means that there is no mailbox: nothing, unless the person had a license for one when the departure began.</summary>
    internal static Assessment Missing(StepContext of) => IsLost(of)
        ? Assessment.Of("the mailbox is not there", [], [new Obstacle(of.PersonName, WhyLost(of), NeedsPerson: true) { ErrorId = ErrorIds.MailboxNotFound }])
        : Assessment.Skip("no mailbox");

    /// <summary>The conversion was asked for and left to a later resume, so what waits for it does too.</summary>
    internal static bool IsConverting(StepContext of) => of.Results().Any(result => result.Step == "mail.convert-to-shared" && result.Status == StepStatus.Deferred);

    /// <summary>There was a license for a mailbox when the departure began, and this run has not given the mailbox up.</summary>
    internal static bool IsLost(StepContext of) => of.Facts[FactNames.MailboxLicensed] is { Length: > 0 };

    /// <summary>What a person is told of a mailbox that should be there.</summary>
    internal static string WhyLost(StepContext of) =>
        $"had a license for a mailbox ({of.Facts[FactNames.MailboxLicensed]}) when the departure began, and no mailbox is there: "
        + "it may be soft-deleted, and can be restored within 30 days (give the license back, or restore it into another mailbox), or it is on-premises";
}
