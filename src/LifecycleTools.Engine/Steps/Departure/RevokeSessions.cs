using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Voids the sessions that the person still has.</summary>
/// <remarks>
/// Takes effect: refresh tokens at once; access tokens of apps without continuous access evaluation live on for up to 90 minutes.
/// Undo: none needed. The proof is that the service's "sessions valid from" has moved since before.
/// </remarks>
/// <why>Tokens that were handed out before outlive the block.</why>
[Step("directory.revoke-sessions", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class RevokeSessions : Step<Person>
{
    /// <inheritdoc/>
    public override string Action => "Revoke sessions";

    /// <inheritdoc/>
    public override Task<Person> ObserveAsync(StepContext of, CancellationToken cancel) => Leavers.ReadAsync(of, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(Person now, StepContext of)
    {
        if (now.IsGuest) return Assessment.Skip("a guest's sessions belong to their own organization");
        bool isRevoked = MovedTime.HasMoved(of.Facts[FactNames.SessionsRevoked], now.SessionsValidFrom);

        // Whoever could still sign in after the first time may have sessions that it did not end.
        return isRevoked && of.Facts[FactNames.SessionsRevokedUnder] == BlockOf(of)
            ? Assessment.Done($"sessions before {MovedTime.InWords(now.SessionsValidFrom)} are void; access tokens already handed out can live for up to 90 minutes")
            : Assessment.ToDo(new Change("revoke sessions of", now.UserPrincipalName, now.Id.Value, ChangePath.Graph, ""));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(Person now, StepContext of, CancellationToken cancel)
    {
        of.Facts.Learn(FactNames.SessionsRevoked, MovedTime.InWords(now.SessionsValidFrom));
        of.Facts.Learn(FactNames.SessionsRevokedUnder, BlockOf(of));
        await Leavers.LetSecondPassAsync(now.SessionsValidFrom, of, cancel).ConfigureAwait(false);
        await of.Systems.SignIn.RevokeSessionsAsync(now.Id, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(Person now, StepContext of) => "sessions valid from " + MovedTime.InWords(now.SessionsValidFrom);

    private static string BlockOf(StepContext of) => of.Facts[FactNames.SignInBlocked] ?? "";
}
