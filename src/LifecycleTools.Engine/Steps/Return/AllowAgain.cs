using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Lets the person sign in again.</summary>
/// <remarks>Takes effect: at once. Undo: block sign-in.</remarks>
/// <why>Groups that drop blocked accounts take the person back after it.</why>
[Step("directory.allow-sign-in-again", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class AllowAgain : Step<Person>
{
    /// <inheritdoc/>
    public override string Action => "Allow sign-in again";

    /// <inheritdoc/>
    public override Task<Person> ObserveAsync(StepContext of, CancellationToken cancel) => Returnees.ReadAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(Person now, StepContext of)
    {
        if (now.SignInAllowed) return Assessment.Done("sign-in is allowed");
        if (!of.Return.Was.SignInWasAllowed) return Assessment.Skip("sign-in was blocked before the departure began");
        return now.IsSynchronized
            ? Assessment.Forbidden(now.UserPrincipalName, "is synchronized: enable the account in Active Directory, then resume the run", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("allow sign-in of", now.UserPrincipalName, now.Id.Value, ChangePath.Graph, "as before the departure"));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(Person now, StepContext of, CancellationToken cancel) => of.Systems.SignIn.SetAllowedAsync(now.Id, allowed: true, cancel);

    /// <inheritdoc/>
    public override string Describe(Person now, StepContext of) => now.SignInAllowed ? "sign-in allowed" : "sign-in blocked";
}
