namespace LifecycleTools;

/// <summary>A role of a role map.</summary>
public sealed class RoleInfo
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The roles it builds on.</summary>
    public string[] Extends { get; init; } = [];

    /// <summary>True for one that only others build on.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>The sites of the map.</summary>
    public string[] Sites { get; init; } = [];
}

/// <summary>One thing that a role means at a site.</summary>
public sealed class RoleEntitlement
{
    /// <summary>The role.</summary>
    public string Role { get; init; } = "";

    /// <summary>The site.</summary>
    public string Site { get; init; } = "";

    /// <summary>License, Group, DistributionList, Team, SharedMailbox, Setting, DeviceTag, Software.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What.</summary>
    public string Value { get; init; } = "";

    /// <summary>How: disabled plans, rights, values.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Which role, site or override gives it.</summary>
    public string Why { get; init; } = "";
}
