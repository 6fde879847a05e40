using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Lets the person sign in, once their first day has come.</summary>
/// <remarks>Takes effect: at once. Undo: block sign-in.</remarks>
/// <why>An account is closed until the first day, so that a forgotten one is no open door.</why>
[Step("directory.allow-sign-in", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class AllowSignIn : Step<AccountView>
{
    /// <inheritdoc/>
    public override string Action => "Allow sign-in";

    /// <inheritdoc/>
    public override async Task<AccountView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(await Newcomers.ReadAsync(of, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Assessment Assess(AccountView now, StepContext of)
    {
        if (!of.Hire.StartsNow(of.Clock.UtcNow))
        {
            string day = of.Hire.Request.StartDate!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return Assessment.Skip($"the account stays disabled until {day}; Resume-LifecycleRun on that day, or the scheduler, enables it");
        }

        if (now.Person is null) return Assessment.Done("the account is made with sign-in allowed");
        return now.Person.SignInAllowed
            ? Assessment.Done(Describe(now, of))
            : Assessment.ToDo(new Change("allow sign-in of", now.Person.UserPrincipalName, now.Person.Id.Value, ChangePath.Graph, Newcomers.Why(of)));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(AccountView now, StepContext of, CancellationToken cancel) =>
        of.Systems.SignIn.SetAllowedAsync(Newcomers.Made(of), allowed: true, cancel);

    /// <inheritdoc/>
    public override string Describe(AccountView now, StepContext of) => now.Person switch
    {
        null => "no account",
        { SignInAllowed: true } => "sign-in allowed",
        _ => "sign-in blocked",
    };
}
