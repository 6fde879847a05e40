using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Something that the person is to join, found in the tenant.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Why">Which parts of the role map want it.</param>
public sealed record Joinable(string Id, string Name, string Why);

/// <summary>A shared mailbox that the person is to open, found in the tenant.</summary>
public sealed record OpenableMailbox(Mailbox Mailbox, Roles.SharedMailboxEntitlement Wanted);

/// <summary>What the names in the role map lead to in this tenant. Only what can be joined is in here.</summary>
public sealed record ResolvedReferences
{
    /// <summary>Security and Microsoft 365 groups and teams, each once.</summary>
    public IReadOnlyList<Joinable> Groups { get; init; } = [];

    /// <summary>Distribution lists and mail-enabled security groups, each once.</summary>
    public IReadOnlyList<Joinable> Lists { get; init; } = [];

    /// <summary>Shared mailboxes.</summary>
    public IReadOnlyList<OpenableMailbox> SharedMailboxes { get; init; } = [];

    /// <summary>The group whose members must register sign-in methods; null for none.</summary>
    public Joinable? RegistrationGroup { get; init; }

    /// <summary>SKUs that come with the groups, and the group each comes with.</summary>
    public IReadOnlyList<(string SkuId, string Group)> LicensesOfGroups { get; init; } = [];

    /// <summary>What cannot be joined, and why.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];

    /// <summary>One entry an object, with the reasons of all.</summary>
    internal static IReadOnlyList<Joinable> Once(IEnumerable<Joinable> all) =>
        all.GroupBy(one => one.Id)
            .Select(same => same.First() with { Why = string.Join("; ", same.Select(one => one.Why).Distinct()) })
            .ToList();
}
