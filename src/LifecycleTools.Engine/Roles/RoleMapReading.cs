using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Roles;

/// <summary>What came of reading role map files: a report for each file, and the maps they make up.</summary>
public sealed class RoleMapReading
{
    /// <summary>One report for each file, in the order of the paths.</summary>
    public IReadOnlyList<RoleMapReport> Reports { get; init; } = Array.Empty<RoleMapReport>();

    /// <summary>The maps, each merged from its files. With findings in the reports they hold what could be understood, which serves completion and nothing else.</summary>
    public IReadOnlyList<RoleMap> Maps { get; init; } = Array.Empty<RoleMap>();

    /// <summary>Whether no file has an error.</summary>
    public bool IsValid => Reports.All(report => report.IsValid);

    /// <summary>The one map that people are hired by.</summary>
    /// <exception cref="LifecycleException">RoleMapInvalid: a file has errors, or the files make up no map or several.</exception>
    public RoleMap RequireMap()
    {
        RoleMapFinding[] errors = Reports.SelectMany(report => report.Findings)
            .Where(finding => finding.Severity == FindingSeverity.Error)
            .ToArray();
        if (errors.Length > 0) throw Invalid(errors);
        if (Maps.Count == 1) return Maps[0];

        string names = string.Join(", ", Maps.Select(map => map.Name.Length == 0 ? "one without a name" : map.Name));
        throw new LifecycleException(ErrorIds.RoleMapInvalid, ErrorKind.Data, Maps.Count == 0
            ? "The role map was not used: there is no YAML file in that folder. Point 'roles' in the tenant file to a role map."
            : $"The role map was not used: the files make up several maps ({names}). Point 'roles' in the tenant file to the files of one, or give them the same name under 'map'.");
    }

    private static LifecycleException Invalid(RoleMapFinding[] errors)
    {
        RoleMapFinding first = errors[0];
        string others = errors.Length == 1 ? "" : $" ({errors.Length - 1} more: Test-LifecycleRoleMap lists them)";
        bool unreadable = first.Id == FindingIds.YamlInvalid;
        return new LifecycleException(
            unreadable ? ErrorIds.RoleMapUnreadable : ErrorIds.RoleMapInvalid,
            unreadable ? ErrorKind.Syntax : ErrorKind.Data,
            $"The role map was not used: {first.Path}({first.Line},{first.Column}): {first.Message}{others}")
        {
            RecommendedAction = $"Run Test-LifecycleRoleMap -Path '{first.Path}'.",
        };
    }
}
