using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Roles;

/// <summary>Walks roles along what they extend.</summary>
public sealed class RoleLineage
{
    private readonly Func<string, Role?> _find;
    private readonly HashSet<string> _done = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="find">Finds a role by name; null for one that does not exist, which is then left out.</param>
    public RoleLineage(Func<string, Role?> find) => _find = find;

    /// <summary>Lists the bases of a role, then the role, each once.</summary>
    /// <exception cref="LifecycleException">RoleMapInvalid: the roles extend one another in a circle.</exception>
    public static IReadOnlyList<Role> Of(Role role, Func<string, Role?> find)
    {
        var lineage = new List<Role>();
        if (new RoleLineage(find).Walk(role, lineage) is { } cycle)
        {
            throw new LifecycleException(ErrorIds.RoleMapInvalid, ErrorKind.Data,
                $"Role '{role.Name}' was not resolved: roles extend one another in a circle ({string.Join(" -> ", cycle)}).");
        }

        return lineage;
    }

    /// <summary>Finds the circle that a role is part of or leads to. Each circle is found once, however many roles are asked about.</summary>
    /// <returns>The names along the circle, the first one repeated at the end; null when there is none, or it was found before.</returns>
    public IReadOnlyList<string>? FindCycle(Role role) => Walk(role, new List<Role>());

    // With a stack of its own: a chain of thousands of roles must not end the process. Roles that are done are not
    // walked again: diamonds on diamonds would take exponential time.
    private IReadOnlyList<string>? Walk(Role start, List<Role> lineage)
    {
        if (_done.Contains(start.Name)) return null;

        var open = new List<(Role Role, Queue<string> Left)>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Open(start);

        while (open.Count > 0)
        {
            (Role role, Queue<string> left) = open[open.Count - 1];
            if (left.Count == 0)
            {
                open.RemoveAt(open.Count - 1);
                names.Remove(role.Name);
                _done.Add(role.Name);
                lineage.Add(role);
            }
            else if (_find(left.Dequeue()) is { } parent && !_done.Contains(parent.Name))
            {
                if (names.Contains(parent.Name))
                {
                    _done.UnionWith(names);
                    return open.Select(one => one.Role.Name).SkipWhile(name => !SameName(name, parent.Name)).Append(parent.Name).ToArray();
                }

                Open(parent);
            }
        }

        return null;

        void Open(Role role)
        {
            open.Add((role, new Queue<string>(role.Extends)));
            names.Add(role.Name);
        }
    }

    private static bool SameName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
