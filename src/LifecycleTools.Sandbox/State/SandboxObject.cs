using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>Anything in the directory that has an id: a person, a group, a device.</summary>
public abstract class SandboxObject
{
    public string Id { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public DateTimeOffset? CreatedUtc { get; set; }

    public DateTimeOffset? DeletedUtc { get; set; }

    /// <summary>True when it lies in a restricted management unit: tenant-wide permissions are refused.</summary>
    public bool IsManagementRestricted { get; set; }

    /// <summary>Reads answer 404 until this instant: the directory has not copied the new object everywhere.</summary>
    [JsonIgnore]
    public DateTimeOffset VisibleFromUtc { get; set; }

    /// <summary>How it was before changes that have not reached every replica, oldest first.</summary>
    internal List<(DateTimeOffset UntilUtc, SandboxObject Was)> Stale { get; private set; } = new();

    /// <summary>The type as Graph names it, with the leading number sign.</summary>
    [JsonIgnore]
    public abstract string ODataType { get; }

    /// <summary>A copy that later changes do not reach.</summary>
    internal SandboxObject Copy()
    {
        var copy = (SandboxObject)MemberwiseClone();
        copy.Stale = new();
        copy.CopyLists();
        return copy;
    }

    protected virtual void CopyLists()
    {
    }
}
