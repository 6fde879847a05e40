using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Checks what can only be known when all files of a map are read: whether each name that is used is defined, once.</summary>
internal sealed class RoleMapChecks
{
    private readonly IReadOnlyList<RoleMapDraft> _drafts;
    private readonly Dictionary<string, Site> _sites;
    private readonly Dictionary<string, Role> _roles;

    private RoleMapChecks(IReadOnlyList<RoleMapDraft> drafts)
    {
        _drafts = drafts;
        _sites = ByName(drafts.SelectMany(draft => draft.Sites), site => site.Name);
        _roles = ByName(drafts.SelectMany(draft => draft.Roles), role => role.Name);
    }

    /// <summary>Adds findings to the drafts of one map.</summary>
    public static void Run(IReadOnlyList<RoleMapDraft> drafts)
    {
        var checks = new RoleMapChecks(drafts);
        checks.DefinedOnce("site", draft => draft.Sites.Select(site => site.Name));
        checks.DefinedOnce("role", draft => draft.Roles.Select(role => role.Name));
        checks.DefinedOnce("override", draft => draft.Overrides.Select(one => one.Name));
        checks.DefinedOnce("section", draft => draft.OnlyOnce);
        checks.References();
        checks.Cycles();
        checks.Removals();
        checks.Completeness();
    }

    private static Dictionary<string, T> ByName<T>(IEnumerable<Defined<T>> defined, Func<T, string> name) =>
        defined.GroupBy(one => name(one.Value), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase);

    private void DefinedOnce(string kind, Func<RoleMapDraft, IEnumerable<YamlText>> names)
    {
        var first = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (RoleMapDraft draft in _drafts)
        {
            foreach (YamlText name in names(draft))
            {
                if (first.TryGetValue(name.Value.Trim(), out string? place))
                {
                    draft.Findings.Error(name, FindingIds.DefinedTwice,
                        $"The {kind} '{YamlReader.Short(name.Value)}' is defined twice (first at {place}). Rename or remove one; files of different maps need different names under 'map'.");
                }
                else
                {
                    first.Add(name.Value.Trim(), $"{draft.Findings.Path}({name.Line},{name.Column})");
                }
            }
        }
    }

    private void References()
    {
        string[] sites = _sites.Keys.ToArray();
        string[] roles = _roles.Keys.ToArray();
        foreach (RoleMapDraft draft in _drafts)
        {
            foreach (YamlText site in draft.SiteReferences.Where(site => !_sites.ContainsKey(site.Value) && !draft.Findings.IsFull))
            {
                draft.Findings.Error(site, FindingIds.SiteNotDefined, $"There is no site '{YamlReader.Short(site.Value)}' in the map. {DidYouMean.Sentence(site.Value, sites)}");
            }

            foreach (YamlText role in draft.RoleReferences.Where(role => !_roles.ContainsKey(role.Value) && !draft.Findings.IsFull))
            {
                draft.Findings.Error(role, FindingIds.RoleNotDefined, $"There is no role '{YamlReader.Short(role.Value)}' in the map. {DidYouMean.Sentence(role.Value, roles)}");
            }
        }
    }

    private void Cycles()
    {
        var lineage = new RoleLineage(name => _roles.TryGetValue(name, out Role? role) ? role : null);
        foreach (RoleMapDraft draft in _drafts)
        {
            foreach (Defined<Role> role in draft.Roles)
            {
                if (lineage.FindCycle(role.Value) is { } cycle)
                {
                    draft.Findings.Error(role.Name, FindingIds.ExtendsCycle,
                        $"Roles extend one another in a circle: {YamlReader.Short(string.Join(" -> ", cycle))}. Take one 'extends' out, or move what they share into a new base role.");
                }
            }
        }
    }

    private void Removals()
    {
        Grants[] parts = _drafts.SelectMany(draft => draft.AllGrants).ToArray();
        foreach (IGrouping<string, (RoleMapDraft Draft, Removal Removal)> list in _drafts
            .SelectMany(draft => draft.Removals.Select(removal => (Draft: draft, Removal: removal)))
            .GroupBy(one => one.Removal.Key))
        {
            var given = new HashSet<string>(parts.SelectMany(list.First().Removal.Given), StringComparer.OrdinalIgnoreCase);
            foreach ((RoleMapDraft draft, Removal removal) in list.Where(one => !given.Contains(one.Removal.Reference.Value) && !one.Draft.Findings.IsFull))
            {
                draft.Findings.Warn(removal.Reference, FindingIds.RemovesNothing,
                    $"'{YamlReader.Short(removal.Reference.Value)}' is removed from '{removal.Key}', but nothing in the map gives it. {DidYouMean.Sentence(removal.Reference.Value, given)}".TrimEnd());
            }
        }
    }

    private void Completeness()
    {
        RoleMapDraft? first = _drafts.FirstOrDefault(draft => draft.IsReadable);

        // What cannot be read may define what seems to be missing.
        if (first is null || _drafts.Any(draft => !draft.IsReadable)) return;

        if (_sites.Count == 0)
        {
            first.Findings.Error(1, 1, FindingIds.MapIncomplete, "The map has no site. Add 'sites:' with at least one, so that country, time zone and mail domain are known.");
        }

        if (_roles.Values.All(role => role.Abstract))
        {
            first.Findings.Error(1, 1, FindingIds.MapIncomplete, "The map has no role that a person can have. Add 'roles:' with at least one that is not abstract.");
        }
    }
}
