using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>What each role gets at each site, and why; then what departments and employment types change.</summary>
internal static class RolesPart
{
    public static void Write(RunbookPage page, RoleMap map)
    {
        page.Part("Sites");
        page.Table(["Site", "Country of licenses", "Time zone", "Language", "Mail domain", "Day ends", "RMM site", "Ticket company"], map.Sites.Select(site => (IReadOnlyList<Words>)
        [
            site.Name, site.UsageLocation, site.TimeZone, site.Language, site.MailDomain, site.EndOfDay.ToString(@"hh\:mm", CultureInfo.InvariantCulture), site.RmmSite ?? "", site.PsaCompany ?? "",
        ]));
        page.Say("A departure that is given by date alone takes effect when the day ends at the site, at its local time.");

        page.Part("What each role gets");
        page.Say(Words.Prose("What a person gets is laid together in this order: everyone, the site, the roles under 'extends', the role itself, then the overrides that apply. Get-LifecycleRole says the same for one role and one site."));
        foreach (Role role in map.Roles.Where(role => !role.Abstract))
        {
            page.Section($"Role {role.Name}");
            if (role.Description is { Length: > 0 } said) page.Say(said);
            List<(string Site, RoleRow Row)> all = At(map, role.Name, null, null);
            page.Table(["Gets", "Kind", "How", "Sites", "Why"], Merged(all.Where(one => one.Row.IsGrant).ToList(), map), "grants");
            page.Table(["Setting", "When", "How", "Sites"], Merged(all.Where(one => !one.Row.IsGrant).ToList(), map).Select(row => (IReadOnlyList<Words>)[row[0], row[1], row[2], row[3]]), "settings");
        }

        Overrides(page, map);
    }

    private static void Overrides(RunbookPage page, RoleMap map)
    {
        List<RoleRequest> kinds = map.Everybody().Where(request => request.Department is not null || request.EmploymentType is not null).ToList();
        if (kinds.Count == 0) return;

        page.Part("What departments and employment types change");
        foreach (IGrouping<(string? Department, string? EmploymentType), RoleRequest> kind in kinds.GroupBy(request => (request.Department, request.EmploymentType)))
        {
            page.Section(string.Join(", ", new[] { Named("Department", kind.Key.Department), Named("Employment type", kind.Key.EmploymentType) }.Where(one => one.Length > 0)));
            IEnumerable<Difference> all = kind.Select(request => request.Role).Distinct().SelectMany(role => Differences(map, role, kind.Key.Department, kind.Key.EmploymentType));
            page.Table(["Change", "Kind", "How", "Roles", "Sites"], all.GroupBy(one => (one.Row.Order, one.IsGone, one.Row.Kind, one.Row.What, one.Row.How))
                .OrderBy(same => same.Key.Order).Select(same => (IReadOnlyList<Words>)
                [
                    Words.Of(same.Key.IsGone ? "does not get " : same.First().Row.IsGrant ? "gets " : "", same.First().Row.IsGrant ? Words.Code(same.Key.What) : same.Key.What),
                    same.Key.Kind,
                    same.Key.How,
                    All(same.Select(one => one.Role), map.RoleNames, "role"),
                    All(same.Select(one => one.Site), map.SiteNames, "site"),
                ]), "changes");
        }
    }

    private sealed record Difference(string Role, string Site, RoleRow Row, bool IsGone);

    private static IEnumerable<Difference> Differences(RoleMap map, string role, string? department, string? employmentType)
    {
        List<(string Site, RoleRow Row)> usual = At(map, role, null, null);
        List<(string Site, RoleRow Row)> special = At(map, role, department, employmentType);
        List<(string Site, RoleRow Row)> added = special.Where(one => !usual.Any(other => other.Site == one.Site && other.Row.Says(one.Row))).ToList();

        // A value that another one replaces is said once, by what holds.
        IEnumerable<(string Site, RoleRow Row)> gone = usual.Where(one => !special.Any(other => other.Site == one.Site && other.Row.Says(one.Row))
            && !added.Any(other => other.Site == one.Site && other.Row.Kind == one.Row.Kind && other.Row.What == one.Row.What));
        return added.Select(one => new Difference(role, one.Site, one.Row, IsGone: false)).Concat(gone.Select(one => new Difference(role, one.Site, one.Row, IsGone: true)));
    }

    private static string All(IEnumerable<string> some, IEnumerable<string> whole, string one)
    {
        List<string> named = some.Distinct().ToList();
        return named.Count == whole.Count() && named.Count > 1 ? $"every {one}" : string.Join(", ", named);
    }

    private static string Named(string what, string? value) => value is null ? "" : $"{what} {value}";

    private static List<(string Site, RoleRow Row)> At(RoleMap map, string role, string? department, string? employmentType) =>
        (from site in map.SiteNames from row in RoleRow.Of(map.Resolve(new RoleRequest(role, site, department, employmentType))) select (site, row)).ToList();

    // The same thing at several sites is one row; the site's own name in the reason is said by the column of sites.
    private static IEnumerable<IReadOnlyList<Words>> Merged(List<(string Site, RoleRow Row)> all, RoleMap map) =>
        all.GroupBy(one => (one.Row.Order, one.Row.Kind, one.Row.What, one.Row.How, Why: WhyAt(one.Row.Why, one.Site)))
            .OrderBy(same => same.Key.Order).ThenByDescending(same => same.Count())
            .Select(same => (IReadOnlyList<Words>)
            [
                same.First().Row.IsGrant ? Words.Of(Words.Code(same.Key.What)) : same.Key.What,
                same.Key.Kind,
                same.Key.How,
                All(same.Select(one => one.Site), map.SiteNames, "site"),
                same.Key.Why,
            ]);

    private static string WhyAt(string why, string site) =>
        string.Join("; ", why.Split([";"], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim()).Select(part => part == "site " + site ? "the site" : part));
}
