using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Something a file defines, and where its name stands.</summary>
internal sealed record Defined<T>(T Value, YamlText Name);

/// <summary>Something that a part of the map takes back.</summary>
/// <param name="Reference">What, and where it stands.</param>
/// <param name="Key">The list it stands in.</param>
/// <param name="Given">Finds what a part gives in the same list.</param>
internal sealed record Removal(YamlText Reference, string Key, Func<Grants, IEnumerable<string>> Given);

/// <summary>What one file says, before it is known what the other files of its map say.</summary>
internal sealed class RoleMapDraft
{
    public RoleMapDraft(FindingList findings) => Findings = findings;

    public FindingList Findings { get; }

    /// <summary>Whether the file could be read as a mapping at all.</summary>
    public bool IsReadable { get; set; }

    public string MapName { get; set; } = "";

    public Grants Everyone { get; set; } = Grants.Nothing;

    /// <summary>The keys that only one file of a map may have, and where they stand.</summary>
    public List<YamlText> OnlyOnce { get; } = new();

    public List<Defined<Site>> Sites { get; } = new();

    public List<Defined<Role>> Roles { get; } = new();

    public List<Defined<Override>> Overrides { get; } = new();

    public List<YamlText> SiteReferences { get; } = new();

    public List<YamlText> RoleReferences { get; } = new();

    public List<Removal> Removals { get; } = new();

    public IEnumerable<Grants> AllGrants => new[] { Everyone }
        .Concat(Sites.Select(site => site.Value.Gives))
        .Concat(Roles.Select(role => role.Value.Gives))
        .Concat(Overrides.Select(one => one.Value.Gives));
}
