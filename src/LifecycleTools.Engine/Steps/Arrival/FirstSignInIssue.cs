using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Makes the first pass or password, sees that it is there, and only then hands it over.</summary>
internal sealed class FirstSignInIssue(StepContext of)
{
    /// <summary>A change of the password this soon after the account was made is the making itself.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_seenWithin = TimeSpan.FromMinutes(3);

    public async Task PassAsync(FirstSignInView now, PassTerms terms, CancellationToken cancel)
    {
        PersonId account = Newcomers.Made(of);
        bool begun = of.Facts[FactNames.PassIntended] is not null;
        foreach (SignInMethod lost in begun ? now.UsablePasses : [])
        {
            await of.Systems.SignInMethods.RemoveAsync(account, lost, cancel).ConfigureAwait(false);
        }

        of.Facts.Learn(FactNames.PassIntended, of.Clock.UtcNow);
        AccessPass pass = await of.Systems.SignInMethods.CreateAccessPassAsync(account, terms.Lifetime, terms.UsableOnce, cancel).ConfigureAwait(false);
        await SeeAsync(() => of.Systems.SignInMethods.ReadAsync(account, cancel), methods => methods.Any(method => method.Id == pass.MethodId), cancel).ConfigureAwait(false);
        await HandOverAsync(new HandedSecret(of.PersonName, SecretKind.TemporaryAccessPass, pass.Pass, pass.ValidUntil), cancel).ConfigureAwait(false);
        of.Facts.Learn(FactNames.PassHanded, pass.MethodId);
    }

    public async Task PasswordAsync(FirstSignInView now, CancellationToken cancel)
    {
        PersonId account = Newcomers.Made(of);
        DateTimeOffset? before = now.Person?.PasswordChanged;
        Secret password = PasswordMaker.Create();
        of.Facts.Learn(FactNames.PassIntended, of.Clock.UtcNow);
        await of.Systems.SignIn.ResetPasswordAsync(account, password, mustChange: true, cancel).ConfigureAwait(false);
        await SeeAsync(() => of.Systems.Directory.ReadAsync(account, cancel), person => person?.PasswordChanged is { } changed && changed != before, cancel).ConfigureAwait(false);
        await HandOverAsync(new HandedSecret(of.PersonName, SecretKind.InitialPassword, password, null), cancel).ConfigureAwait(false);
        of.Facts.Learn(FactNames.PassHanded, "password");
    }

    // What does not work must not reach anybody, so it is looked for before it is handed over.
    private async Task SeeAsync<T>(Func<Task<T>> look, Func<T, bool> isThere, CancellationToken cancel)
    {
        T seen = await of.Wait.UntilAsync(look, isThere, s_seenWithin, cancel).ConfigureAwait(false);
        if (isThere(seen)) return;

        throw new LifecycleException(ErrorIds.StepNotProved, ErrorKind.Answer,
            $"Nothing was handed over for {of.PersonName}: the directory accepted the first sign-in and does not show it.")
        {
            RecommendedAction = "Run Resume-LifecycleRun; it removes what may be there and makes another one.",
        };
    }

    private async Task HandOverAsync(HandedSecret secret, CancellationToken cancel)
    {
        if (of.Hire.Means.SignIn.HandOver == HandOver.Output)
        {
            of.HandOver(secret);
            return;
        }

        string what = secret.Kind == SecretKind.TemporaryAccessPass ? "Temporary access pass" : "Initial password";
        string until = secret.ValidUntil is { } end ? $"It can be used until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC." : "It must be changed at the first sign-in.";
        Person manager = of.Hire.Manager!;
        await of.Systems.Messages.SendAsync(
            $"First sign-in of {of.Facts[FactNames.AccountDisplayName]}",
            $"Sign-in name: {of.PersonName}{Environment.NewLine}{what}: {secret.Secret.Reveal()}{Environment.NewLine}{until}{Environment.NewLine}",
            [manager.Mail ?? manager.UserPrincipalName], cancel).ConfigureAwait(false);
    }
}
