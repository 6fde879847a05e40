using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Makes the person the owner of their device in the RMM, with an account there where the RMM has such.</summary>
/// <remarks>A device that belongs to somebody else is left to them until a person has decided. Undo: clear the owner, remove the end user.</remarks>
/// <why>Support knows whose device it is.</why>
/// <person>The device belongs to somebody else in the RMM. Ask them; clear the owner there when it is to change hands, then resume.</person>
[Step("rmm.assign-device", LifecycleSystem.Rmm)]
public sealed class AssignDevice : Step<AssignDevice.State>
{
    /// <inheritdoc/>
    public override string Action => "Make owner of device";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (WhyNot(of) is not null) return new State(SeenDevices.None, null);

        Task<SeenDevices> devices = HireDevices.ReadAsync(of, cancel);
        Task<RmmEndUser?> user = HasEndUsers(of) && of.Facts[FactNames.AccountName] is { } name
            ? of.Systems.Rmm!.FindEndUserAsync(name, cancel)
            : Task.FromResult<RmmEndUser?>(null);
        await Task.WhenAll(devices, user).ConfigureAwait(false);
        return new State(await devices.ConfigureAwait(false), await user.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (WhyNot(of) is { } reason) return Assessment.Skip(reason);

        if (HasEndUsers(of) && now.EndUser is null && of.Hire.Means.Site.RmmSite is null) return Assessment.Of(Describe(now, of), [], [HireDevices.NoSite(of)]);

        List<Change> open = [];
        if (HasEndUsers(of) && now.EndUser is null) open.Add(new Change("make an end user for", of.PersonName, "", ChangePath.Rmm, ""));
        open.AddRange(now.Devices.Where(device => device.OwnerMail is null).Select(device => new Change("make owner of", RmmDevices.Name(device), device.Id, ChangePath.Rmm, "")));
        IEnumerable<Obstacle> ofOthers = now.Devices.Where(device => device.OwnerMail is not null && !IsTheirs(device, of))
            .Select(device => new Obstacle(RmmDevices.Name(device), $"belongs to {device.OwnerMail}: take it from them first, if it is to change hands", NeedsPerson: true)
            { ErrorId = ErrorIds.DeviceNotConfirmed });
        return Assessment.Of(Describe(now, of), open, [.. ofOthers, .. now.Seen.Strange.Select(one => HireDevices.Strange(one, of))]);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        IRmm rmm = of.Systems.Rmm!;
        RmmEndUser? user = now.EndUser;
        if (user is null && HasEndUsers(of))
        {
            RmmSite site = await rmm.FindSiteAsync(of.Hire.Means.Site.RmmSite!, cancel).ConfigureAwait(false);
            user = await rmm.CreateEndUserAsync(site, new NewRmmEndUser(of.Hire.Request.GivenName, of.Hire.Request.Surname, of.PersonName), cancel).ConfigureAwait(false);
        }

        user ??= new RmmEndUser("", of.PersonName, []);
        await Each.DoAsync(now.Devices.Where(device => device.OwnerMail is null), device => rmm.SetOwnerAsync(device, user, cancel), RmmDevices.Name).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) =>
        string.Join(", ", now.Devices.Select(device => $"{RmmDevices.Name(device)} of {device.OwnerMail ?? "nobody"}"));

    private static string? WhyNot(StepContext of) => HireDevices.WhyNone(of)
        ?? (of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.Owners) ? null : $"{of.Systems.Rmm.Product} has no owners of devices");

    private static bool HasEndUsers(StepContext of) => of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.EndUsers);

    private static bool IsTheirs(RmmDevice device, StepContext of) => RmmDevices.Same(device.OwnerMail, of.PersonName);

    /// <summary>The devices, and the person's account in the RMM.</summary>
    public sealed record State(SeenDevices Seen, RmmEndUser? EndUser)
    {
        internal IReadOnlyList<RmmDevice> Devices => Seen.Theirs;
    }
}
