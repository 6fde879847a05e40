using System;

namespace LifecycleTools;

/// <summary>A connected tenant.</summary>
public sealed class TenantInfo
{
    /// <summary>The name that -Tenant picks it by.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its id.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The name that the tenant gives itself.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Global, UsGov, UsGovDod, China, Custom or sandbox.</summary>
    public string Cloud { get; init; } = "";

    /// <summary>How it was signed in to.</summary>
    public string Kind { get; init; } = "";

    /// <summary>A tenant in memory.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>When, in UTC.</summary>
    public DateTime ConnectedUtc { get; init; }

    /// <summary>The role map's file or folder; empty when none is set.</summary>
    public string RoleMap { get; init; } = "";

    /// <summary>The folder of the journals.</summary>
    public string Journal { get; init; } = "";
}
