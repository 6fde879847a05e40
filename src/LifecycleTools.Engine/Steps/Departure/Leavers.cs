using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Reads the leaver by the object id that the check settled.</summary>
internal static class Leavers
{
    // The directory's times have whole seconds: a change within the second of the one before would leave no trace to prove it by.
    public static Task LetSecondPassAsync(DateTimeOffset? stamp, StepContext of, CancellationToken cancel) =>
        stamp is { } time && of.Clock.UtcNow - time < TimeSpan.FromSeconds(1)
            ? of.Clock.DelayAsync(TimeSpan.FromSeconds(1), cancel)
            : Task.CompletedTask;

    public static async Task<Person> ReadAsync(StepContext of, CancellationToken cancel)
    {
        Person who = of.Departure.Who;
        return await of.Systems.Directory.ReadAsync(who.Id, cancel).ConfigureAwait(false)
            ?? throw new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.NotFound,
                $"{who.UserPrincipalName} [{who.Id}] was there when the departure began and is not now: somebody deleted the account.")
            {
                RecommendedAction = "Restore the account, then resume the run; its mailbox hangs on it.",
            };
    }
}
