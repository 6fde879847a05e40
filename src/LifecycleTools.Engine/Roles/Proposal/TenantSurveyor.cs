using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Looks at everyone in a tenant. It only reads.</summary>
internal sealed class TenantSurveyor(TenantSystems systems, IStepLog log)
{
    // Ten full batches of Graph side by side; more would only be throttled, and all of them at once would be held in memory.
    private const int Slice = 200;

    // An RMM has no batches.
    private const int DeviceSlice = 10;

    /// <exception cref="LifecycleException">Any failure of a system; only a missing mailbox is none.</exception>
    public async Task<TenantSurvey> ReadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        log.Progress(RoleMapProposer.Activity, "People, products and shared mailboxes", 0, 4);
        Task<TenantIdentity> identity = systems.Facts.ReadIdentityAsync(cancel);
        Task<IReadOnlyList<TenantPerson>> reading = systems.Reader.ReadPeopleAsync(cancel);
        Task<IReadOnlyList<Sku>> skus = systems.Licenses.ReadSkusAsync(cancel);
        Task<IReadOnlyList<string>> domains = systems.Facts.ReadVerifiedDomainsAsync(cancel);
        Task<IReadOnlyList<MailboxRight>> rights = systems.Reader.ReadSharedMailboxRightsAsync(cancel);
        await Task.WhenAll(identity, reading, skus, domains, rights).ConfigureAwait(false);

        IReadOnlyList<TenantPerson> people = await reading.ConfigureAwait(false);
        log.Verbose($"{people.Count} people may sign in and are no guests.");
        log.Progress(RoleMapProposer.Activity, $"Groups of {people.Count} people", 1, 4);
        var groups = new Dictionary<string, Group>(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<string[]> memberships = await EachAsync(people, Slice, one => GroupsAsync(one, groups, cancel)).ConfigureAwait(false);
        log.Progress(RoleMapProposer.Activity, $"Mailbox settings of {people.Count} people", 2, 4);
        IReadOnlyList<RegionalSettings> regions = await EachAsync(people, Slice, one => RegionAsync(one, cancel)).ConfigureAwait(false);
        log.Progress(RoleMapProposer.Activity, $"Devices of {people.Count} people", 3, 4);
        IReadOnlyList<IReadOnlyList<string>> tags = await TagsAsync(people, cancel).ConfigureAwait(false);
        log.Progress(RoleMapProposer.Activity, "Read", 4, 4);

        ILookup<string, MailboxRight> held = (await rights.ConfigureAwait(false)).ToLookup(right => right.Holder, StringComparer.OrdinalIgnoreCase);
        return new TenantSurvey
        {
            Tenant = (await identity.ConfigureAwait(false)).Name,
            Taken = now,
            People = people.Select((one, place) => new SurveyedPerson
            {
                Person = one.Person,
                Licenses = one.Licenses,
                GroupIds = memberships[place],
                SharedMailboxes = new[] { one.Person.UserPrincipalName, one.Person.Mail ?? "" }
                    .Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(name => held[name]).Distinct().ToArray(),
                DeviceTags = tags[place],
                Language = regions[place].Language,
                TimeZone = regions[place].TimeZone,
            }).ToArray(),
            Groups = groups,
            Skus = await skus.ConfigureAwait(false),
            VerifiedDomains = await domains.ConfigureAwait(false),
        };
    }

    // What is kept of a membership is its id: a group of thousands is described once.
    private async Task<string[]> GroupsAsync(TenantPerson one, Dictionary<string, Group> groups, CancellationToken cancel)
    {
        IReadOnlyList<Group> found = await systems.Groups.ReadMembershipsAsync(one.Person.Id, cancel).ConfigureAwait(false);
        lock (groups)
        {
            foreach (Group group in found) groups[group.Id] = group;
        }

        return found.Select(group => group.Id).ToArray();
    }

    private async Task<RegionalSettings> RegionAsync(TenantPerson one, CancellationToken cancel)
    {
        try
        {
            return await systems.MailboxPreferences.ReadRegionalAsync(one.Person.Id, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.MailboxNotFound)
        {
            return new RegionalSettings("", "");
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> TagsAsync(IReadOnlyList<TenantPerson> people, CancellationToken cancel)
    {
        if (systems.Rmm is not { } rmm || !rmm.Abilities.HasFlag(RmmAbilities.Tags)) return people.Select(_ => (IReadOnlyList<string>)[]).ToArray();

        return await EachAsync<IReadOnlyList<string>>(people, DeviceSlice, async one =>
        {
            string[] mails = new[] { one.Person.UserPrincipalName, one.Person.Mail }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
            IReadOnlyList<RmmDevice> devices = await rmm.FindDevicesAsync(new DeviceClues { Mails = mails }, cancel).ConfigureAwait(false);

            // Who was last signed in on a device need not be who it belongs to.
            return devices.Where(device => device.OwnerMail is { } owner && mails.Contains(owner, StringComparer.OrdinalIgnoreCase))
                .SelectMany(device => device.Tags).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        }).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<T>> EachAsync<T>(IReadOnlyList<TenantPerson> people, int slice, Func<TenantPerson, Task<T>> ask)
    {
        var all = new List<T>(people.Count);
        for (int from = 0; from < people.Count; from += slice)
        {
            // All of a slice leave before the first is awaited, so that a connector can send them together.
            all.AddRange(await Task.WhenAll(people.Skip(from).Take(slice).Select(ask)).ConfigureAwait(false));
        }

        return all;
    }
}
