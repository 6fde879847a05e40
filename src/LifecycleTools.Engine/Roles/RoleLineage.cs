using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Roles;

/// <summary>A role and everything it extends.</summary>
public static class RoleLineage
{
    /// <summary>Lists the bases of a role, then the role, each once. A base that <paramref name="find"/> does not know is left out.</summary>
    /// <exception cref="LifecycleException">RoleMapInvalid: the roles extend one another in a circle.</exception>
    public static IReadOnlyList<Role> Of(Role role, Func<string, Role?> find)
    {
        var lineage = new List<Role>();
        if (Walk(role, find, lineage) is { } cycle)
        {
            throw new LifecycleException(ErrorIds.RoleMapInvalid, ErrorKind.Data,
                $"Role '{role.Name}' was not resolved: roles extend one another in a circle ({string.Join(" -> ", cycle)}).");
        }

        return lineage;
    }

    /// <summary>Finds the circle that a role is part of or leads to.</summary>
    /// <returns>The names along the circle, the first one repeated at the end; null when there is none.</returns>
    public static IReadOnlyList<string>? FindCycle(Role role, Func<string, Role?> find) => Walk(role, find, new List<Role>());

    // With a stack of its own: a chain of thousands of roles must not end the process. Roles that are done are not
    // walked again: diamonds on diamonds would take exponential time.
    private static IReadOnlyList<string>? Walk(Role start, Func<string, Role?> find, List<Role> lineage)
    {
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new List<(Role Role, Queue<string> Left)> { (start, new Queue<string>(start.Extends)) };

        while (open.Count > 0)
        {
            (Role role, Queue<string> left) = open[open.Count - 1];
            if (left.Count == 0)
            {
                open.RemoveAt(open.Count - 1);
                done.Add(role.Name);
                lineage.Add(role);
                continue;
            }

            if (find(left.Dequeue()) is not { } parent || done.Contains(parent.Name)) continue;

            int at = open.FindIndex(one => one.Role.Name == parent.Name);
            if (at >= 0) return open.Skip(at).Select(one => one.Role.Name).Append(parent.Name).ToArray();
            open.Add((parent, new Queue<string>(parent.Extends)));
        }

        return null;
    }
}
