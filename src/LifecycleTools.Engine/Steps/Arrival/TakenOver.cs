using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Whether a hire may go on with an account that it finds.</summary>
/// <remarks>
/// Who writes to HR's register must not get a pass for an administrator's account by giving its name and number: such an account is never taken
/// over, unless the role map itself says that its people are administrators.
/// </remarks>
internal static class TakenOver
{
    /// <returns>Null when nothing speaks against it, or there is no account.</returns>
    public static async Task<Obstacle?> WhyNotAsync(Person? found, StepContext of, CancellationToken cancel)
    {
        if (found is null) return null;
        string own = await of.Systems.Facts.ReadOwnIdAsync(cancel).ConfigureAwait(false);
        if (Protection.WhyNever(found, own, of) is { } never) return never;

        // What the run made itself got its roles afterwards, from somebody who may give them; of a deleted account none can be read.
        bool isOurs = of.Facts[FactNames.AccountCreated] is not null && of.Facts[FactNames.FormerAccount] is null;
        if (isOurs || found.Deleted is not null || of.Hire.Means.AllowPrivileged) return null;

        Privileges privileges = await Protection.ReadPrivilegesAsync(found.Id, of, cancel).ConfigureAwait(false);
        return privileges.Any
            ? new Obstacle(found.UserPrincipalName, $"is an administrator ({privileges.InWords}), whose account no hire goes on with", NeedsPerson: false) { ErrorId = ErrorIds.PersonProtected }
            : null;
    }
}
