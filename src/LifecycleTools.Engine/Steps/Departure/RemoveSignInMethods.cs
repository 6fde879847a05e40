using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Removes everything that the person could prove with who they are, until only the password is left.</summary>
/// <remarks>
/// Takes effect: at once. Undo: none; methods must be registered again.
/// Source: Microsoft Graph v1.0, authentication methods: the default method is refused while others are there, so it goes last.
/// </remarks>
/// <why>A phone or key that is still registered could set a new password.</why>
/// <person>A method of a kind that is not known yet. Remove it in the Entra admin center (Users, Authentication methods), then resume: it is listed again until only the password is left.</person>
[Step("directory.remove-sign-in-methods", LifecycleSystem.Directory)]
[Needs("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")]
[Needs("UserAuthenticationMethod.ReadWrite.All", ToChange = true)]
public sealed class RemoveSignInMethods : Step<IReadOnlyList<SignInMethod>>
{
    /// <inheritdoc/>
    public override string Action => "Remove sign-in methods";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<SignInMethod>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Systems.SignInMethods.ReadAsync(of.Departure.Who.Id, cancel);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<SignInMethod> now, StepContext of)
    {
        Change[] open = Removable(now)
            .Select(method => new Change("remove", method.Description, method.Id, ChangePath.Graph, "")).ToArray();
        Obstacle[] unknown = now.Where(method => !method.IsPassword && !method.IsKnown)
            .Select(method => new Obstacle(method.Type, "is a kind of sign-in method that this version cannot remove: remove it in the Entra admin center", NeedsPerson: true)
            { ErrorId = ErrorIds.SignInMethodUnknown })
            .ToArray();
        return Assessment.Of(Describe(now, of), open, unknown);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(IReadOnlyList<SignInMethod> now, StepContext of, CancellationToken cancel)
    {
        List<SignInMethod> left = Removable(now).ToList();
        of.Record(SnapshotKinds.SignInMethod, left, Snapshots.Of);
        while (left.Count > 0)
        {
            List<SignInMethod> refused = [];
            await Each.DoAsync(left, async method =>
            {
                try
                {
                    await of.Systems.SignInMethods.RemoveAsync(of.Departure.Who.Id, method, cancel).ConfigureAwait(false);
                }
                catch (LifecycleException failure) when (failure.Id == ErrorIds.SignInMethodIsDefault && left.Count > 1)
                {
                    // Which one is the default cannot be asked; it is the one that is refused while others are there.
                    lock (refused) refused.Add(method);
                }
            }, method => method.Description).ConfigureAwait(false);

            if (refused.Count == left.Count)
            {
                throw new LifecycleException(ErrorIds.SignInMethodIsDefault, ErrorKind.Refused,
                    $"{refused.Count} sign-in methods of {of.PersonName} each count as the default and were refused.");
            }

            left = refused;
        }
    }

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<SignInMethod> now, StepContext of)
    {
        string[] left = now.Where(method => !method.IsPassword).Select(method => method.Description).ToArray();
        return left.Length == 0 ? "no sign-in method but the password" : $"{left.Length} sign-in methods: {string.Join(", ", left)}";
    }

    private static IEnumerable<SignInMethod> Removable(IReadOnlyList<SignInMethod> all) => all.Where(method => !method.IsPassword && method.IsKnown);
}
