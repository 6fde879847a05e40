using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Stops the person from signing in anywhere that trusts the directory.</summary>
/// <remarks>
/// Takes effect: new sign-ins at once; sessions that exist go on until <see cref="RevokeSessions"/>.
/// Undo: allow sign-in again; nothing is lost.
/// </remarks>
/// <why>First, and alone enough to stop new sign-ins.</why>
[Step("directory.block-sign-in", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class BlockSignIn : Step<Person>
{
    /// <inheritdoc/>
    public override string Action => "Block sign-in";

    /// <inheritdoc/>
    public override async Task<Person> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        // The check has read them before, and every moment counts here. That is enough to act on and no proof: who was blocked then is looked at again.
        Person now = of.Departure.TakeJustRead() is { SignInAllowed: true } open ? open : await Leavers.ReadAsync(of, cancel).ConfigureAwait(false);
        bool isKnown = of.Facts[FactNames.SignInBlocked] is { Length: > 0 };
        if (!now.SignInAllowed && !isKnown) of.Facts.Learn(FactNames.SignInBlocked, of.Clock.UtcNow);
        else if (now.SignInAllowed && isKnown) of.Facts.Learn(FactNames.SignInBlocked, "");
        return now;
    }

    /// <inheritdoc/>
    public override Assessment Assess(Person now, StepContext of)
    {
        if (!now.SignInAllowed) return Assessment.Done("sign-in is blocked");

        // The next synchronization would allow it again, and the service refuses the change anyway.
        return now.IsSynchronized
            ? Assessment.Forbidden(now.UserPrincipalName, "is synchronized: disable the account in Active Directory, then resume the run", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("block sign-in of", now.UserPrincipalName, now.Id.Value, ChangePath.Graph, ""));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(Person now, StepContext of, CancellationToken cancel) =>
        of.Systems.SignIn.SetAllowedAsync(now.Id, allowed: false, cancel);

    /// <inheritdoc/>
    public override string Describe(Person now, StepContext of) => now.SignInAllowed ? "sign-in allowed" : "sign-in blocked";
}
