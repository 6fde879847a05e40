using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Roles;

/// <summary>What every role at every site gets, as one or more files write it.</summary>
/// <remarks>
/// What one person gets is made of parts, each laid over those before it: everyone, the site, the role's bases, the role itself, then the
/// overrides that apply, in the order they are written (files in the order of their names). A later part wins for a single value and adds to a list of
/// grants; what it lists under "remove" it first takes back from the parts before it.
/// </remarks>
public sealed class RoleMap
{
    /// <summary>Name of the map. Empty: its files give none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The files that make it up, as full paths; empty for a map that was not read from files.</summary>
    public IReadOnlyList<string> Files { get; init; } = Array.Empty<string>();

    /// <summary>Sites, in the order they are written.</summary>
    public IReadOnlyList<Site> Sites { get; init; } = Array.Empty<Site>();

    /// <summary>Roles, in the order they are written.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = Array.Empty<Role>();

    /// <summary>Overrides, in the order they apply.</summary>
    public IReadOnlyList<Override> Overrides { get; init; } = Array.Empty<Override>();

    /// <summary>What everyone gets, with the naming and departure rules that hold where nothing else is said.</summary>
    public Grants Everyone { get; init; } = Grants.Nothing;

    /// <summary>The roles that can be given to a person, by name.</summary>
    public IEnumerable<string> RoleNames => Roles.Where(role => !role.Abstract).Select(role => role.Name);

    /// <summary>The sites, by name.</summary>
    public IEnumerable<string> SiteNames => Sites.Select(site => site.Name);

    /// <summary>Finds a role without regard to case. Null: there is none.</summary>
    public Role? FindRole(string name) => Roles.FirstOrDefault(role => Same(role.Name, name));

    /// <summary>Finds a site without regard to case. Null: there is none.</summary>
    public Site? FindSite(string name) => Sites.FirstOrDefault(site => Same(site.Name, name));

    /// <summary>The site that somebody works at: the only one of their office, or else of their usage location and mail domain. Null: none, or several.</summary>
    public Site? SiteOf(Person person)
    {
        Site[] office = Sites.Where(site => site.Office is not null && person.OfficeLocation is not null && Same(site.Office, person.OfficeLocation)).ToArray();
        if (office.Length == 1) return office[0];

        Site[] near = Sites.Where(site => person.UsageLocation is not null && Same(site.UsageLocation, person.UsageLocation)
            && person.UserPrincipalName.EndsWith("@" + site.MailDomain, StringComparison.OrdinalIgnoreCase)).ToArray();
        return near.Length == 1 ? near[0] : null;
    }

    /// <summary>Says what a role means at a site for one person, with the reasons.</summary>
    /// <exception cref="LifecycleException">RoleUnknown, SiteUnknown, RoleMapInvalid (a cycle in extends, in a map that was not checked).</exception>
    public Entitlements Resolve(RoleRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));

        Role role = FindRole(request.Role) is { Abstract: false } found ? found : throw Unknown(
            ErrorIds.RoleUnknown, "role", request.Role, RoleNames);
        Site site = FindSite(request.Site) ?? throw Unknown(ErrorIds.SiteUnknown, "site", request.Site, SiteNames);

        return new Resolution(Parts(role, site, request.Department, request.EmploymentType)).For(role, site);
    }

    /// <summary>Everyone the map tells apart: each role at each site, without more and with the department and employment type that each override asks for.</summary>
    public IEnumerable<RoleRequest> Everybody()
    {
        (string? Department, string? EmploymentType) nothingMore = (null, null);
        (string? Department, string? EmploymentType)[] kinds =
            (from one in Overrides from department in AnyOf(one.Departments) from employmentType in AnyOf(one.EmploymentTypes) select (department, employmentType))
            .Prepend(nothingMore).Distinct().ToArray();
        return from role in RoleNames from site in SiteNames from kind in kinds select new RoleRequest(role, site, kind.Department, kind.EmploymentType);
    }

    private static IEnumerable<string?> AnyOf(IReadOnlyList<string> wanted) => wanted.Count == 0 ? new string?[] { null } : wanted.AsEnumerable<string?>();

    /// <summary>Says what happens when someone leaves of whom the role or the site may not be known; what is not known decides nothing.</summary>
    /// <exception cref="LifecycleException">RoleUnknown or SiteUnknown when one is given that the map does not have.</exception>
    public DepartureRules ResolveDeparture(string? role, string? site, string? department = null, string? employmentType = null)
    {
        Role? itsRole = role is null ? null : FindRole(role) ?? throw Unknown(ErrorIds.RoleUnknown, "role", role, RoleNames);
        Site? itsSite = site is null ? null : FindSite(site) ?? throw Unknown(ErrorIds.SiteUnknown, "site", site, SiteNames);

        return new Resolution(Parts(itsRole, itsSite, department, employmentType)).Departure();
    }

    private IEnumerable<Part> Parts(Role? role, Site? site, string? department, string? employmentType)
    {
        yield return new Part("everyone", Everyone);
        if (site is not null) yield return new Part($"site {site.Name}", site.Gives);

        if (role is not null)
        {
            foreach (Role one in RoleLineage.Of(role, FindRole))
            {
                yield return new Part(one == role ? $"role {role.Name}" : $"role {role.Name}, from base {one.Name}", one.Gives);
            }
        }

        foreach (Override one in Overrides.Where(one => Applies(one, role, site, department, employmentType)))
        {
            yield return new Part($"override {one.Name}", one.Gives);
        }
    }

    private static bool Applies(Override one, Role? role, Site? site, string? department, string? employmentType) =>
        Meets(one.Sites, site?.Name) && Meets(one.Roles, role?.Name)
        && Meets(one.Departments, department) && Meets(one.EmploymentTypes, employmentType);

    private static bool Meets(IReadOnlyList<string> wanted, string? actual) =>
        wanted.Count == 0 || (actual is not null && wanted.Any(one => Same(one.Trim(), actual.Trim())));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static LifecycleException Unknown(string id, string kind, string name, IEnumerable<string> known)
    {
        string[] names = known.ToArray();
        string choices = names.Length == 0 ? $"The map has no {kind}." : $"Write one of: {string.Join(", ", names)}.";
        return new LifecycleException(id, ErrorKind.Argument, $"Nothing was resolved: the role map has no {kind} '{name}'. {choices}")
        {
            RecommendedAction = choices,
        };
    }
}
