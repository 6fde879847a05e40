using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Makes the person again what the departure found them to be in the RMM: an end user, and the owner of devices.</summary>
/// <remarks>
/// A device that belongs to somebody else by now is named and left to them; one that is not in management is the task of whoever enrolls it. A departure takes
/// no tag off a device. Takes effect: at once. Undo: clear the owner, remove the end user.
/// </remarks>
/// <why>Support knows whose device it is.</why>
/// <person>The tenant file names no RMM any more, nobody knows the end user's site, or several devices have the serial number. Make them end user and owner by hand, then resume.</person>
[Step("rmm.return-person", LifecycleSystem.Rmm)]
public sealed class ReturnRmmPerson : Step<ReturnRmmPerson.State>
{
    private const string AsBefore = "as before the departure";

    /// <inheritdoc/>
    public override string Action => "Put back into RMM";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Systems.Rmm is not { } rmm) return new State([], []);
        Task<IReadOnlyList<ReturnedDevice>> devices = ReturnedDevices.ReadAsync(rmm.Abilities.HasFlag(RmmAbilities.Owners) ? Owned(of) : [], of, cancel);
        Task<EndUser[]> users = Each.ReadAsync(
            HasEndUsers(of) ? Mails(of) : [], async mail => new EndUser(mail, await rmm.FindEndUserAsync(mail, cancel).ConfigureAwait(false)));
        await Task.WhenAll(devices, users).ConfigureAwait(false);
        return new State(await devices.ConfigureAwait(false), await users.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (Mails(of).Count == 0) return Assessment.Skip("the departure took the person off no device, and removed no end user");
        if (WhyNot(of) is { } reason) return Assessment.NeedsPerson(string.Join(", ", Mails(of)), $"was {string.Join(", ", Ties(of))}; {reason}");

        bool canBeMade = SiteOf(now, of) is not null;
        List<Obstacle> left = now.Devices.Where(device => device.IsDoubtful)
            .Select(device => new Obstacle(RmmDevices.Name(device.Was), "left the RMM, and several devices there have its serial number: find out which one it is", NeedsPerson: true) { ErrorId = ErrorIds.DeviceNotConfirmed }).ToList();
        if (!canBeMade)
        {
            left.AddRange(now.EndUsers.Where(user => user.Now is null).Select(user => new Obstacle(
                user.Mail, "was an end user, and neither the departure nor the role map (rmmSite) says at which site: make them one again, and owner of their devices", NeedsPerson: true)));
        }

        return Assessment.Of(Describe(now, of),
        [
            .. now.EndUsers.Where(user => user.Now is null && canBeMade).Select(user => new Change("make an end user for", user.Mail, "", ChangePath.Rmm, AsBefore)),
            .. Open(now, of).Select(device => new Change("make owner of", RmmDevices.Name(device.Now!), device.Now!.Id, ChangePath.Rmm, AsBefore)),
        ], left);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        IRmm rmm = of.Systems.Rmm!;
        Dictionary<string, RmmEndUser> users = now.EndUsers.Where(user => user.Now is not null).ToDictionary(user => user.Mail, user => user.Now!, StringComparer.OrdinalIgnoreCase);
        if (now.EndUsers.Any(user => user.Now is null) && SiteOf(now, of) is { } idOrName)
        {
            RmmSite site = await rmm.FindSiteAsync(idOrName, cancel).ConfigureAwait(false);
            foreach (EndUser user in now.EndUsers.Where(user => user.Now is null)) users[user.Mail] = await rmm.CreateEndUserAsync(site, Named(user.Mail, of), cancel).ConfigureAwait(false);
        }

        await Each.DoAsync(
            Open(now, of), device => rmm.SetOwnerAsync(device.Now!, users.TryGetValue(device.Was.OwnerMail!, out RmmEndUser? user) ? user : new RmmEndUser("", device.Was.OwnerMail!, []), cancel),
            device => RmmDevices.Name(device.Now!)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Devices.Count + now.EndUsers.Count == 0
        ? "the RMM does not know the person"
        : string.Join(", ", now.EndUsers.Select(user => $"{(user.Now is null ? "no end user" : "end user")} {user.Mail}").Concat(now.Devices.Select(device => InWords(device, of))));

    private static string InWords(ReturnedDevice device, StepContext of) => device.Now is not { } there
        ? $"{RmmDevices.Name(device.Was)} is not in management"
        : there.OwnerMail is { } other && !IsTheirs(other, device, of) ? $"{RmmDevices.Name(there)} belongs to {other} by now and stays theirs" : $"{RmmDevices.Name(there)} of {there.OwnerMail ?? "nobody"}";

    private static IEnumerable<ReturnedDevice> Open(State now, StepContext of) => now.Devices.Where(device =>
        device.Now is { OwnerMail: null } && (SiteOf(now, of) is not null || !HasEndUsers(of) || now.EndUsers.Any(user => user.Now is not null && RmmDevices.Same(user.Mail, device.Was.OwnerMail))));

    // They may go by another address since.
    private static bool IsTheirs(string owner, ReturnedDevice device, StepContext of) =>
        RmmDevices.Same(owner, device.Was.OwnerMail) || of.Return.Was.IsTheirs(owner) || RmmDevices.Same(owner, of.Return.Name) || RmmDevices.Same(owner, of.Return.Person?.Mail);

    private static List<RmmDevice> Owned(StepContext of) => of.Return.Was.RmmDevices.Where(device => of.Return.Was.IsTheirs(device.OwnerMail)).ToList();

    // The addresses by which the RMM knew them.
    private static List<string> Mails(StepContext of) =>
        of.Return.Was.RmmEndUsers.Concat(Owned(of).Select(device => device.OwnerMail!)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    private static IEnumerable<string> Ties(StepContext of) => Owned(of).Select(device => "owner of " + RmmDevices.Name(device)).Concat(of.Return.Was.RmmEndUsers.Select(mail => "end user " + mail));

    private static bool HasEndUsers(StepContext of) => of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.EndUsers);

    private static string? SiteOf(State now, StepContext of) =>
        of.Return.Was.RmmDevices.Select(device => device.SiteId).Append(of.Return.Site?.RmmSite).Concat(now.Devices.Select(device => device.Now?.SiteId)).FirstOrDefault(site => !string.IsNullOrEmpty(site));

    private static NewRmmEndUser Named(string mail, StepContext of)
    {
        Person? person = of.Return.Person;
        return new NewRmmEndUser(person?.GivenName is { Length: > 0 } given ? given : person?.DisplayName ?? mail, person?.Surname ?? "", mail);
    }

    private static string? WhyNot(StepContext of)
    {
        if (of.Systems.Rmm is not { } rmm) return "the tenant file names no RMM (systems.rmm) any more: put it back there by hand";
        return (rmm.Abilities & (RmmAbilities.Owners | RmmAbilities.EndUsers)) != 0 ? null : $"{rmm.Product} as it is configured ties no person to a device: put it back by hand";
    }

    /// <summary>The devices that were theirs, and their accounts in the RMM.</summary>
    public sealed record State(IReadOnlyList<ReturnedDevice> Devices, IReadOnlyList<EndUser> EndUsers);

    /// <summary>An account in the RMM.</summary>
    /// <param name="Mail">The address that it had.</param>
    /// <param name="Now">The account of that address; null when there is none.</param>
    public sealed record EndUser(string Mail, RmmEndUser? Now);
}
