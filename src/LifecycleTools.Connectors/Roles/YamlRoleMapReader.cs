using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads role maps written in YAML.</summary>
internal sealed class YamlRoleMapReader : IRoleMapReader
{
    /// <inheritdoc/>
    public RoleMapReading Read(IReadOnlyList<string> paths)
    {
        if (paths is null) throw new ArgumentNullException(nameof(paths));

        RoleMapDraft[] drafts = paths.SelectMany(Files).Distinct(StringComparer.Ordinal).Select(RoleMapFileReader.Read).ToArray();
        RoleMap[] maps = drafts.GroupBy(draft => draft.MapName, StringComparer.OrdinalIgnoreCase).Select(Merge).ToArray();
        return new RoleMapReading
        {
            Reports = drafts.Select(draft => draft.Findings.ToReport()).ToArray(),
            Maps = maps,
        };
    }

    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path)) return new[] { path };
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path)
                .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".yaml" or ".yml")
                .OrderBy(file => file, StringComparer.Ordinal);
        }

        throw new LifecycleException(ErrorIds.RoleMapNotFound, ErrorKind.NotFound,
            $"The role map was not read: there is no file or folder '{path}'. Check the path.");
    }

    private static RoleMap Merge(IEnumerable<RoleMapDraft> files)
    {
        RoleMapDraft[] drafts = files.ToArray();
        RoleMapChecks.Run(drafts);
        return new RoleMap
        {
            Name = drafts[0].MapName,
            Files = drafts.Select(draft => draft.Findings.Path).ToArray(),
            Everyone = Everyone(drafts),
            Sites = drafts.SelectMany(draft => draft.Sites).Select(site => site.Value).ToArray(),
            Roles = drafts.SelectMany(draft => draft.Roles).Select(role => role.Value).ToArray(),
            Overrides = drafts.SelectMany(draft => draft.Overrides).Select(one => one.Value).ToArray(),
        };
    }

    // Each of the three sections stands in one file of a map; they need not stand in the same one.
    private static Grants Everyone(RoleMapDraft[] drafts)
    {
        Grants Of(string section) =>
            drafts.FirstOrDefault(draft => draft.OnlyOnce.Any(key => key.Value == section))?.Everyone ?? Grants.Nothing;

        return Of("everyone") with { Naming = Of("naming").Naming, Departure = Of("departure").Departure };
    }
}
