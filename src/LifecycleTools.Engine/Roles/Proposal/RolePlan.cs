using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Finds roles: what people have is put where it fits best: the base, a site, a department, a job title.</summary>
internal sealed class RolePlan
{
    private readonly ProposalOptions _options;
    private readonly RoleUnit _everyone;
    private readonly IReadOnlyList<RoleUnit> _departments;
    private readonly IReadOnlyList<(SiteCase Site, RoleUnit Unit)> _sites;
    private readonly List<ProposalOutlier> _outliers = [];
    private readonly Dictionary<Subject, ProposedRole> _roleOf = [];

    public RolePlan(IReadOnlyList<Subject> subjects, IReadOnlyList<SiteCase> sites, ProposalOptions options)
    {
        _options = options;

        // Who has no usage location is no ordinary employee yet: what they lack says nothing of their department.
        Subject[] located = subjects.Where(one => !string.IsNullOrEmpty(one.Surveyed.Person.UsageLocation)).ToArray();
        _departments = located.Where(one => one.Department.Length > 0).GroupBy(one => one.Department, StringComparer.OrdinalIgnoreCase)
            .Where(department => _options.IsEnough(department.Count())).Select(department => Department(department.ToArray()))
            .OrderBy(department => department.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        _everyone = new RoleUnit("everyone", _departments.SelectMany(department => department.People).ToArray(), options);
        _sites = sites.Select(site => (site, new RoleUnit(site.Site.Name, site.People, options))).ToArray();

        WithoutRole(located);
        var all = new RoleUnit("all", located, options);
        foreach (Thing thing in all.Things.OrderBy(thing => thing.Kind).ThenBy(thing => thing.Key, StringComparer.Ordinal)) Put(thing, all.ShareOf(thing).Count);
        Roles = Named();
        Judge();
    }

    public IReadOnlyList<ProposedRole> Roles { get; }

    public IReadOnlyList<ProposedSite> Sites => _sites.Select(one => one.Site.Site with { Grants = one.Unit.Grants() }).ToArray();

    public IReadOnlyList<ProposalOutlier> Outliers => _outliers;

    /// <summary>The role of somebody; null when none fits.</summary>
    public ProposedRole? RoleOf(Subject one) => _roleOf.TryGetValue(one, out ProposedRole? role) ? role : null;

    private RoleUnit Department(IReadOnlyList<Subject> people) => new(Usual(people.Select(one => one.Department)), people, _options)
    {
        Titles = people.Where(one => one.JobTitle.Length > 0).GroupBy(one => one.JobTitle, StringComparer.OrdinalIgnoreCase)
            .Where(title => _options.IsEnough(title.Count()) && title.Count() < people.Count)
            .Select(title => new RoleUnit(Usual(title.Select(one => one.JobTitle)), title.ToArray(), _options))
            .OrderBy(title => title.Name, StringComparer.OrdinalIgnoreCase).ToArray(),
    };

    private void WithoutRole(IReadOnlyList<Subject> located)
    {
        var placed = new HashSet<Subject>(_everyone.People);
        foreach (Subject one in located.Where(one => !placed.Contains(one)))
        {
            _outliers.Add(one.Department.Length == 0
                ? new ProposalOutlier(ProposalOutlierKind.DepartmentMissing, one.Name, "", one.JobTitle, "has no department, so no role fits")
                : new ProposalOutlier(ProposalOutlierKind.DepartmentTooSmall, one.Name, "", one.Department, $"is one of too few in the department {one.Department}"));
        }
    }

    private void Put(Thing thing, int holders)
    {
        if (_options.Reaches(_everyone.ShareOf(thing)) && !_departments.Any(department => department.Lacks(thing)))
        {
            _everyone.Note(thing, holders);
            return;
        }

        double site = _sites.Select(one => one.Unit.Fit(thing, holders)).DefaultIfEmpty().Max();
        double role = _departments.SelectMany(department => department.Titles.Append(department)).Select(unit => unit.Fit(thing, holders)).DefaultIfEmpty().Max();

        // A department that sits in one place is the better reason of the two.
        if (_sites.Count > 1 && site > role)
        {
            foreach ((SiteCase _, RoleUnit unit) in _sites) unit.Note(thing, holders);
            return;
        }

        foreach (RoleUnit department in _departments) PutIn(department, thing, holders);
    }

    private void PutIn(RoleUnit department, Thing thing, int holders)
    {
        bool isEverybodys = _options.Reaches(department.ShareOf(thing)) && !department.Titles.Any(title => title.Lacks(thing));
        RoleUnit[] having = isEverybodys ? [] : department.Titles.Where(title => _options.Reaches(title.ShareOf(thing))).ToArray();

        if (having.Length == 0)
        {
            department.Note(thing, holders);
            return;
        }

        foreach (RoleUnit title in department.Titles) title.Note(thing, holders);
    }

    private IReadOnlyList<ProposedRole> Named()
    {
        var taken = new HashSet<string>(_departments.Select(department => KebabName.Of(department.Name, "department")), StringComparer.OrdinalIgnoreCase);
        string baseName = KebabName.Free(taken, "staff", "all-staff", "everybody");
        taken.Clear();
        taken.Add(baseName);
        var names = _departments.ToDictionary(department => department, department => KebabName.Free(taken, KebabName.Of(department.Name, "department")));
        ILookup<string, string> titles = _departments.SelectMany(department => department.Titles.Where(title => title.GivesSomething))
            .Select(title => KebabName.Of(title.Name, "")).ToLookup(name => name, StringComparer.OrdinalIgnoreCase);

        var roles = new List<ProposedRole>
        {
            new()
            {
                Name = baseName, Description = "What everybody has", IsAbstract = true, Members = [], People = _everyone.People.Count, Grants = _everyone.Grants(),
            },
        };
        foreach (RoleUnit department in _departments)
        {
            RoleUnit[] own = department.Titles.Where(title => title.GivesSomething).ToArray();
            roles.Add(Role(department, names[department], department.Name, baseName, department.Name, null, department.People.Except(own.SelectMany(title => title.People))));
            foreach (RoleUnit title in own)
            {
                string name = KebabName.Of(title.Name, "");
                string longer = $"{names[department]}-{KebabName.Of(title.Name, "title")}";
                string free = name.Length > 0 && titles[name].Count() == 1 ? KebabName.Free(taken, name, longer) : KebabName.Free(taken, longer);
                roles.Add(Role(title, free, $"{title.Name} ({department.Name})", names[department], department.Name, title.Name, title.People));
            }
        }

        return roles;
    }

    private ProposedRole Role(RoleUnit unit, string name, string description, string extends, string department, string? title, IEnumerable<Subject> members)
    {
        Subject[] people = members.ToArray();
        var role = new ProposedRole
        {
            Name = name, Description = description, Extends = extends, Department = department, JobTitle = title,
            Members = people.Select(one => one.Name).ToArray(), People = unit.People.Count, Grants = unit.Grants(),
        };
        foreach (Subject one in people) _roleOf[one] = role;
        return role;
    }

    private void Judge()
    {
        var sites = _sites.SelectMany(site => site.Site.People.Select(one => (One: one, site.Unit))).ToDictionary(pair => pair.One, pair => pair.Unit);
        foreach (RoleUnit department in _departments)
        {
            foreach (Subject one in department.People)
            {
                List<RoleUnit> units = [_everyone, department, .. department.Titles.Where(title => title.GivesSomething && title.People.Contains(one))];
                if (sites.TryGetValue(one, out RoleUnit? site)) units.Add(site);
                Judge(one, units);
            }
        }
    }

    private void Judge(Subject one, IReadOnlyList<RoleUnit> units)
    {
        string role = _roleOf[one].Name;
        foreach (Thing thing in InOrder(one.Things.Where(thing => thing.Verdict == ProposedVerdict.Privileged)))
        {
            _outliers.Add(new ProposalOutlier(ProposalOutlierKind.Privileged, one.Name, role, thing.Name, $"is in {thing.Name}, whose members can hold directory roles"));
        }

        foreach (Thing thing in InOrder(one.Things.Where(thing => thing.Verdict is not (ProposedVerdict.ByRule or ProposedVerdict.Privileged) && !units.Any(unit => unit.Has(thing)))))
        {
            _outliers.Add(new ProposalOutlier(ProposalOutlierKind.HasMore, one.Name, role, thing.Name, $"has {thing.Name}, which neither role nor site gives"));
        }

        foreach (Thing thing in InOrder(units.SelectMany(unit => unit.Given).Distinct().Where(thing => !one.Things.Contains(thing))))
        {
            _outliers.Add(new ProposalOutlier(ProposalOutlierKind.HasLess, one.Name, role, thing.Name, $"has not {thing.Name}, which {units.First(unit => unit.Gives(thing)).Name} gives"));
        }
    }

    private static IEnumerable<Thing> InOrder(IEnumerable<Thing> things) => things.OrderBy(thing => thing.Kind).ThenBy(thing => thing.Name, StringComparer.OrdinalIgnoreCase);

    private static string Usual(IEnumerable<string> written) =>
        written.GroupBy(one => one, StringComparer.Ordinal).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).First().Key;
}
