using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Steps.Departure;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Sets a password that the operator gets once, since nobody knows the one that the departure set.</summary>
/// <remarks>
/// A password whose answer was lost was seen by nobody, and is set again. Takes effect: at once; it must be changed at the next sign-in.
/// Undo: none. The proof is that the service's "last password change" has moved.
/// </remarks>
/// <why>Nobody knows the password that the departure set.</why>
[Step("directory.hand-out-password", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class HandOutPassword : Step<Person>
{
    private static readonly TimeSpan s_seenWithin = TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public override string Action => "Set a password and hand it over";

    /// <inheritdoc/>
    public override Task<Person> ObserveAsync(StepContext of, CancellationToken cancel) => Returnees.ReadAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(Person now, StepContext of)
    {
        if (of.Facts[FactNames.PassHanded] is not null) return Assessment.Done("handed over by this run");
        if (of.Return.Was.PasswordSet.Length == 0) return Assessment.Skip("the departure set no password, so the old one holds");
        bool isOurs = of.Facts[FactNames.PassIntended] is not null;
        if (!isOurs && MovedTime.InWords(now.PasswordChanged) != of.Return.Was.PasswordSet) return Assessment.Done("a password was set since the departure");
        return now.IsSynchronized
            ? Assessment.Forbidden(now.UserPrincipalName, "is synchronized: set the password in Active Directory", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("set a password for", now.UserPrincipalName, now.Id.Value, ChangePath.Graph, "to be changed at the next sign-in"));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(Person now, StepContext of, CancellationToken cancel)
    {
        Secret password = PasswordMaker.Create();
        of.Facts.Learn(FactNames.PassIntended, of.Clock.UtcNow);
        await Leavers.LetSecondPassAsync(now.PasswordChanged, of, cancel).ConfigureAwait(false);
        await of.Systems.SignIn.ResetPasswordAsync(now.Id, password, mustChange: true, cancel).ConfigureAwait(false);

        // What does not work must not reach anybody, so it is looked for before it is handed over.
        Person seen = await of.Wait.UntilAsync(() => Returnees.ReadAsync(of, cancel), person => person.PasswordChanged != now.PasswordChanged, s_seenWithin, cancel).ConfigureAwait(false);
        if (seen.PasswordChanged == now.PasswordChanged)
        {
            throw new LifecycleException(ErrorIds.StepNotProved, ErrorKind.Answer, $"The password of {of.PersonName} was set and is not seen to have changed, so it was not handed over.");
        }

        of.HandOver(new HandedSecret(of.PersonName, SecretKind.InitialPassword, password, null));
        of.Facts.Learn(FactNames.PassHanded, "password");
    }

    /// <inheritdoc/>
    public override string Describe(Person now, StepContext of) => "password last changed " + MovedTime.InWords(now.PasswordChanged);
}
