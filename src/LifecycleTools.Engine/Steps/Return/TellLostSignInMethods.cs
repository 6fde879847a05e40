using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Sign-in methods cannot be made for somebody else: the person registers them again.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Issue a temporary access pass; the person registers their methods with it.</person>
[Step("directory.tell-lost-sign-in-methods", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")]
public sealed class TellLostSignInMethods : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which sign-in methods are gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => false;

    /// <inheritdoc/>
    protected override string Reason => "cannot be brought back; the person registers them again at the next sign-in";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => of.Return.Was.SignInMethods;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        if (await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false) is null) return Taken(of);
        IReadOnlyList<SignInMethod> now = await of.Systems.SignInMethods.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false);

        // Whoever has registered one of their own is past what this step has to say.
        return now.Any(method => !method.IsPassword && !method.IsAccessPass) ? [] : Taken(of);
    }
}
