using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Gives the account a password that nobody knows.</summary>
/// <remarks>
/// Takes effect: at once. Undo: none; the old password is gone, and the new one is thrown away on purpose.
/// The proof is that the service's "last password change" has moved since before.
/// </remarks>
/// <why>After the methods: a reset by phone would undo it. Whoever knew the password knows nothing now.</why>
[Step("directory.reset-password", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class ResetPassword : Step<Person>
{
    /// <inheritdoc/>
    public override string Action => "Reset the password";

    /// <inheritdoc/>
    public override async Task<Person> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Person now = await Leavers.ReadAsync(of, cancel).ConfigureAwait(false);
        bool isReset = MovedTime.HasMoved(of.Facts[FactNames.PasswordReset], now.PasswordChanged);
        if (isReset && of.Facts[FactNames.PasswordSet] is not { Length: > 0 }) of.Facts.Learn(FactNames.PasswordSet, MovedTime.InWords(now.PasswordChanged));
        return now;
    }

    /// <inheritdoc/>
    public override Assessment Assess(Person now, StepContext of)
    {
        if (now.IsGuest) return Assessment.Skip("a guest's password belongs to their own organization");
        if (of.Facts[FactNames.PasswordSet] == MovedTime.InWords(now.PasswordChanged))
        {
            return Assessment.Done($"password changed at {MovedTime.InWords(now.PasswordChanged)}; nobody knows the new one");
        }

        return now.IsSynchronized
            ? Assessment.Forbidden(now.UserPrincipalName, "is synchronized: reset the password in Active Directory", ErrorIds.PersonSynchronized)
            : Assessment.ToDo(new Change("reset the password of", now.UserPrincipalName, now.Id.Value, ChangePath.Graph, ""));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(Person now, StepContext of, CancellationToken cancel)
    {
        of.Facts.Learn(FactNames.PasswordReset, MovedTime.InWords(now.PasswordChanged));
        of.Facts.Learn(FactNames.PasswordSet, "");
        await Leavers.LetSecondPassAsync(now.PasswordChanged, of, cancel).ConfigureAwait(false);
        await of.Systems.SignIn.ResetPasswordAsync(now.Id, PasswordMaker.Create(), mustChange: true, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(Person now, StepContext of) => "password last changed " + MovedTime.InWords(now.PasswordChanged);
}
