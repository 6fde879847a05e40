using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Arrival;

namespace LifecycleTools.Engine.Roles;

/// <summary>Compares role maps with a tenant: everyone whom a map foresees, each thing asked for once. It only reads.</summary>
/// <remarks>What the tenant refuses to say is a finding as well: a check that could not be made must not look like one that found nothing.</remarks>
public sealed class OnlineCheck(TenantSystems systems)
{
    private readonly TenantLookup _lookup = new(systems);

    /// <summary>What the tenant has to say against a map.</summary>
    /// <param name="map">A map without errors of its own.</param>
    /// <param name="files">The files that make it up, to place findings in.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <exception cref="LifecycleException">Any failure of a system other than a missing permission or a reference that leads to several.</exception>
    public async Task<IReadOnlyList<RoleMapFinding>> CheckAsync(RoleMap map, IReadOnlyList<RoleMapText> files, CancellationToken cancel)
    {
        Entitlements[] all = map.Everybody().Select(map.Resolve).ToArray();
        await _lookup.AskAsync(all, cancel).ConfigureAwait(false);

        var findings = new FindingPlaces(files);
        foreach (IGrouping<bool, Entitlements> same in all.GroupBy(means => means.AllowPrivileged)) References(same.ToArray(), same.Key, findings);
        if (_lookup.Domains.Or(findings, "", "mail domains") is { } domains) Domains(all, domains, findings);
        if (_lookup.Skus.Or(findings, "", "licenses") is { } skus) Licenses(all, skus, findings);
        if (_lookup.Rights.Or(findings, "", "permissions") is { } rights) Permissions(rights, findings);
        foreach (KeyValuePair<string, Answer<RmmSite>> site in _lookup.RmmSites) site.Value.Or(findings, site.Key, $"rmmSite {site.Key}");
        foreach (KeyValuePair<string, Answer<string>> software in _lookup.Software) software.Value.Or(findings, software.Key, $"software {software.Key}");
        foreach (KeyValuePair<string, Answer<PsaCompany>> company in _lookup.Companies) company.Value.Or(findings, company.Key, $"psaCompany {company.Key}");
        return findings.All;
    }

    private void References(Entitlements[] all, bool allowPrivileged, FindingPlaces findings)
    {
        var judge = new ReferenceJudge(allowPrivileged);
        (Entitled[] groups, IReadOnlyList<Group>[] foundGroups) = Found(Once(all.SelectMany(means => means.Groups)), _lookup.Groups, findings);
        judge.Groups(groups, foundGroups);
        (Entitled[] teams, IReadOnlyList<Group>[] foundTeams) = Found(Once(all.SelectMany(means => means.Teams)), _lookup.Groups, findings);
        judge.Teams(teams, foundTeams);
        (Entitled[] signIn, IReadOnlyList<Group>[] foundSignIn) =
            Found(Once(all.Select(means => means.SignIn.RegistrationGroup).OfType<Entitled>()), _lookup.Groups, findings);
        judge.Registration(signIn, foundSignIn);
        (Entitled[] lists, IReadOnlyList<DistributionList>[] foundLists) =
            Found(Once(all.SelectMany(means => means.DistributionLists)).Where(list => !IsGroup(list, findings)), _lookup.Lists, findings);
        judge.Lists(lists, foundLists);
        IEnumerable<SharedMailboxEntitlement> wanted = all.SelectMany(means => means.SharedMailboxes)
            .GroupBy(one => one.Reference, StringComparer.OrdinalIgnoreCase).Select(same => same.First());
        (SharedMailboxEntitlement[] boxes, IReadOnlyList<Mailbox>[] foundBoxes) = Found(wanted, one => one.Reference, _lookup.Mailboxes, findings);
        judge.Mailboxes(boxes, foundBoxes.Select(found => found.FirstOrDefault()).ToArray());

        foreach (Obstacle obstacle in judge.Resolved().Obstacles) findings.Error(obstacle.Target, obstacle.ErrorId ?? ErrorIds.ReferenceNotResolved, obstacle.ToString());
    }

    private static (Entitled[] Wanted, IReadOnlyList<T>[] Found) Found<T>(
        IEnumerable<Entitled> wanted, IReadOnlyDictionary<string, Answer<IReadOnlyList<T>>> answers, FindingPlaces findings) where T : class =>
        Found(wanted, one => one.Reference, answers, findings);

    // Those that were answered; each other one is a finding already.
    private static (TWanted[] Wanted, IReadOnlyList<T>[] Found) Found<TWanted, T>(
        IEnumerable<TWanted> wanted, Func<TWanted, string> reference, IReadOnlyDictionary<string, Answer<IReadOnlyList<T>>> answers, FindingPlaces findings) where T : class
    {
        (TWanted One, IReadOnlyList<T>? Told)[] asked = wanted.Select(one => (one, answers[reference(one)].Or(findings, reference(one), reference(one)))).ToArray();
        return (asked.Where(each => each.Told is not null).Select(each => each.One).ToArray(), asked.Select(each => each.Told).OfType<IReadOnlyList<T>>().ToArray());
    }

    private bool IsGroup(Entitled list, FindingPlaces findings)
    {
        if (!_lookup.GroupsForLists.TryGetValue(list.Reference, out Answer<IReadOnlyList<Group>>? answer)) return false;
        Group? group = answer.Told?.FirstOrDefault(found => !found.IsExchangeOwned);
        if (group is null) return false;
        findings.Error(list.Reference, ErrorIds.GroupNotJoinable, $"{list.Reference}: {group} is no distribution list; name it under {(group.HasTeam ? "teams" : "groups")}");
        return true;
    }

    private static void Domains(Entitlements[] all, IReadOnlyList<string> verified, FindingPlaces findings)
    {
        foreach (string domain in all.Select(means => means.Site.MailDomain).Where(domain => !verified.Contains(domain, StringComparer.OrdinalIgnoreCase)))
        {
            findings.Error(domain, FindingIds.MailDomainNotVerified, $"{domain} is no verified domain of the tenant; it has: {string.Join(", ", verified)}");
        }
    }

    private static void Licenses(Entitlements[] all, IReadOnlyList<Sku> skus, FindingPlaces findings)
    {
        string has = string.Join(", ", skus.Select(sku => sku.PartNumber));
        foreach (IGrouping<string, LicenseEntitlement> wanted in all.SelectMany(means => means.Licenses).GroupBy(license => license.Sku, StringComparer.OrdinalIgnoreCase))
        {
            Sku? sku = skus.FirstOrDefault(one => string.Equals(one.PartNumber, wanted.Key, StringComparison.OrdinalIgnoreCase));
            if (sku is null)
            {
                findings.Error(wanted.Key, ErrorIds.LicenseNotAssignable, $"the tenant has no product {wanted.Key}; it has: {has}");
                continue;
            }

            if (!sku.IsEnabled) findings.Error(wanted.Key, ErrorIds.LicenseNotAssignable, $"{wanted.Key} is suspended, or not for people");
            else if (sku.Free <= 0) findings.Warning(wanted.Key, ErrorIds.LicenseSeatsMissing, $"{wanted.Key} has no free seat: {sku.Used} of {sku.Seats} are used");

            foreach (string plan in wanted.SelectMany(license => license.DisabledPlans).Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(plan => sku.Plans.All(one => !string.Equals(one.Name, plan, StringComparison.OrdinalIgnoreCase))))
            {
                findings.Error(plan, FindingIds.ServicePlanUnknown, $"{wanted.Key} has no service plan {plan}; it has: {string.Join(", ", sku.Plans.Select(one => one.Name))}");
            }
        }
    }

    // Hires and departures reach every Graph port. Exchange's one permission is not among those that can be read: its own answers prove it.
    private void Permissions(GrantedRights granted, FindingPlaces findings)
    {
        if (granted.Permissions.Count == 0)
        {
            // Reading this takes a permission already, so whoever has none is a person, or an app that lives on a directory role.
            findings.Warning("", ErrorIds.ConnectorPermissionMissing, "the permissions were not checked: only those of an app registration can be read, and none was found for who signed in");
            return;
        }

        List<object> ports =
        [
            systems.Directory, systems.SignIn, systems.SignInMethods, systems.Licenses, systems.Groups, systems.Ownership, systems.Privileges,
            systems.AppAccess, systems.Devices, systems.Files, systems.Facts,
        ];
        if (systems.Messages.IsConfigured) ports.Add(systems.Messages);
        ports.AddRange(systems.Notifiers);
        foreach (string permission in ports.SelectMany(port => NeedsAttribute.Of(port.GetType()))
            .Where(need => !need.IsMetBy(granted.Permissions))
            .Select(need => need.Least).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal))
        {
            findings.Error("", ErrorIds.ConnectorPermissionMissing, $"the app registration lacks {permission}; grant it with admin consent");
        }
    }

    private static Entitled[] Once(IEnumerable<Entitled> all) =>
        all.GroupBy(one => one.Reference, StringComparer.OrdinalIgnoreCase).Select(same => same.First()).ToArray();
}
