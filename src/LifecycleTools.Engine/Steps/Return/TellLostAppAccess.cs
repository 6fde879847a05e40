using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>App roles are assigned by whoever answers for the app; a consent is given again by the person when the app next asks.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Ask whoever answers for the app to assign it again; consents are given by the person when the app asks.</person>
[Step("directory.tell-lost-app-access", LifecycleSystem.Directory)]
[Needs("Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class TellLostAppAccess : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which app access is gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => true;

    /// <inheritdoc/>
    protected override string Reason => "assign the app role again, then resume the run";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => Roles(of.Return.Was.AppGrants);

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> StillGoneAsync(StepContext of, CancellationToken cancel)
    {
        if (await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false) is null) return Taken(of);
        IReadOnlyList<string> now = Roles(await of.Systems.AppAccess.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false));
        return Taken(of).Where(role => !now.Contains(role)).ToList();
    }

    /// <inheritdoc/>
    protected override string Untold(StepContext of)
    {
        string[] consents = of.Return.Was.AppGrants.Where(grant => grant.IsConsent).Select(grant => grant.App).Distinct().ToArray();
        return consents.Length == 0 ? "" : $"consents to {string.Join(", ", consents)} are given again by the person when the app next asks";
    }

    private static IReadOnlyList<string> Roles(IEnumerable<AppGrant> grants) => grants.Where(grant => !grant.IsConsent).Select(grant => "app role of " + grant.App).Distinct().ToList();
}
