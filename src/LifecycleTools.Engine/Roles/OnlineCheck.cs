using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Arrival;

namespace LifecycleTools.Engine.Roles;

/// <summary>Compares a role map with a tenant: every role at every site, each thing asked for once. It only reads.</summary>
public sealed class OnlineCheck(TenantSystems systems)
{
    /// <summary>What the tenant has to say against the map.</summary>
    /// <param name="map">A map without errors of its own.</param>
    /// <param name="path">The file that findings are placed in.</param>
    /// <param name="text">Its text, to find the place of what a finding is about.</param>
    public async Task<IReadOnlyList<RoleMapFinding>> CheckAsync(RoleMap map, string path, string text, CancellationToken cancel)
    {
        Entitlements[] all = map.RoleNames.SelectMany(_ => map.SiteNames, (role, site) => map.Resolve(new RoleRequest(role, site))).ToArray();
        Task<IReadOnlyList<Sku>> skus = systems.Licenses.ReadSkusAsync(cancel);
        Task<IReadOnlyList<string>> domains = systems.Facts.ReadVerifiedDomainsAsync(cancel);
        Task<IReadOnlyList<Obstacle>[]> references = Task.WhenAll(all.GroupBy(means => means.AllowPrivileged)
            .Select(same => ReferencesAsync(same.ToArray(), same.Key, cancel)).ToArray());
        Task<IReadOnlyList<string>> missing = MissingPermissionsAsync(cancel);
        await Task.WhenAll(skus, domains, references, missing).ConfigureAwait(false);

        var findings = new FindingPlaces(path, text);
        foreach (Obstacle obstacle in (await references.ConfigureAwait(false)).SelectMany(each => each))
        {
            findings.Error(obstacle.Target, obstacle.ErrorId ?? Errors.ErrorIds.ReferenceNotResolved, obstacle.ToString());
        }

        IReadOnlyList<string> verified = await domains.ConfigureAwait(false);
        foreach (string domain in all.Select(means => means.Site.MailDomain).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(domain => !verified.Contains(domain, StringComparer.OrdinalIgnoreCase)))
        {
            findings.Error(domain, FindingIds.MailDomainNotVerified, $"{domain} is no verified domain of the tenant; it has: {string.Join(", ", verified)}");
        }

        Licenses(all, await skus.ConfigureAwait(false), findings);
        foreach (string permission in await missing.ConfigureAwait(false))
        {
            findings.Error("", Errors.ErrorIds.ConnectorPermissionMissing, $"the app registration lacks {permission}; grant it with admin consent");
        }

        return findings.All;
    }

    private static void Licenses(Entitlements[] all, IReadOnlyList<Sku> skus, FindingPlaces findings)
    {
        string has = string.Join(", ", skus.Select(sku => sku.PartNumber));
        foreach (IGrouping<string, LicenseEntitlement> wanted in all.SelectMany(means => means.Licenses).GroupBy(license => license.Sku, StringComparer.OrdinalIgnoreCase))
        {
            Sku? sku = skus.FirstOrDefault(one => string.Equals(one.PartNumber, wanted.Key, StringComparison.OrdinalIgnoreCase));
            if (sku is null)
            {
                findings.Error(wanted.Key, Errors.ErrorIds.LicenseNotAssignable, $"the tenant has no product {wanted.Key}; it has: {has}");
                continue;
            }

            if (!sku.IsEnabled) findings.Error(wanted.Key, Errors.ErrorIds.LicenseNotAssignable, $"{wanted.Key} is suspended, or not for people");
            else if (sku.Free <= 0) findings.Warning(wanted.Key, Errors.ErrorIds.LicenseSeatsMissing, $"{wanted.Key} has no free seat: {sku.Used} of {sku.Seats} are used");

            foreach (string plan in wanted.SelectMany(license => license.DisabledPlans).Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(plan => sku.Plans.All(one => !string.Equals(one.Name, plan, StringComparison.OrdinalIgnoreCase))))
            {
                findings.Error(plan, FindingIds.ServicePlanUnknown, $"{wanted.Key} has no service plan {plan}; it has: {string.Join(", ", sku.Plans.Select(one => one.Name))}");
            }
        }
    }

    private async Task<IReadOnlyList<Obstacle>> ReferencesAsync(Entitlements[] all, bool allowPrivileged, CancellationToken cancel)
    {
        Entitled[] groups = Once(all.SelectMany(means => means.Groups));
        Entitled[] teams = Once(all.SelectMany(means => means.Teams));
        Entitled[] registration = Once(all.Select(means => means.SignIn.RegistrationGroup).OfType<Entitled>());
        Entitled[] lists = Once(all.SelectMany(means => means.DistributionLists));
        SharedMailboxEntitlement[] boxes = all.SelectMany(means => means.SharedMailboxes)
            .GroupBy(one => one.Reference, StringComparer.OrdinalIgnoreCase).Select(same => same.First()).ToArray();
        Task<IReadOnlyList<Group>[]> foundGroups = Each.ReadAsync(groups, one => systems.Groups.FindAsync(one.Reference, cancel));
        Task<IReadOnlyList<Group>[]> foundTeams = Each.ReadAsync(teams, one => systems.Groups.FindAsync(one.Reference, cancel));
        Task<IReadOnlyList<Group>[]> foundRegistration = Each.ReadAsync(registration, one => systems.Groups.FindAsync(one.Reference, cancel));
        Task<IReadOnlyList<DistributionList>[]> foundLists = Each.ReadAsync(lists, one => systems.DistributionLists.FindAsync(one.Reference, cancel));
        Task<Mailbox?[]> foundBoxes = Each.ReadAsync(boxes, one => systems.Mailboxes.ReadAsync(new PersonId(one.Reference), cancel));
        await Task.WhenAll(foundGroups, foundTeams, foundRegistration, foundLists, foundBoxes).ConfigureAwait(false);

        var judged = new ReferenceJudge(allowPrivileged);
        judged.Groups(groups, await foundGroups.ConfigureAwait(false));
        judged.Teams(teams, await foundTeams.ConfigureAwait(false));
        judged.Registration(registration, await foundRegistration.ConfigureAwait(false));
        judged.Lists(lists, await foundLists.ConfigureAwait(false));
        judged.Mailboxes(boxes, await foundBoxes.ConfigureAwait(false));
        return judged.Resolved().Obstacles;
    }

    // A plan reaches every Graph port; Exchange's one permission is proved by the reads above.
    private async Task<IReadOnlyList<string>> MissingPermissionsAsync(CancellationToken cancel)
    {
        GrantedRights granted = await systems.Facts.ReadGrantedRightsAsync(cancel).ConfigureAwait(false);
        object[] ports =
        [
            systems.Directory, systems.SignIn, systems.SignInMethods, systems.Licenses, systems.Groups, systems.Ownership, systems.Privileges,
            systems.AppAccess, systems.Devices, systems.Files, systems.Facts,
        ];
        return ports.SelectMany(port => NeedsAttribute.Of(port.GetType()))
            .Where(need => !need.IsMetBy(granted.Permissions))
            .Select(need => need.Least).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal).ToList();
    }

    private static Entitled[] Once(IEnumerable<Entitled> all) =>
        all.GroupBy(one => one.Reference, StringComparer.OrdinalIgnoreCase).Select(same => same.First()).ToArray();
}
