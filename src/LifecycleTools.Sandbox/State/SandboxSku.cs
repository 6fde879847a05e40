using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>A product the tenant has bought.</summary>
public sealed class SandboxSku
{
    public string SkuId { get; set; } = "";
    public string SkuPartNumber { get; set; } = "";

    /// <summary>Seats that are paid for.</summary>
    public int Enabled { get; set; }
    public int Warning { get; set; }
    public int Suspended { get; set; }
    public int LockedOut { get; set; }
    public string CapabilityStatus { get; set; } = "Enabled";
    public string AppliesTo { get; set; } = "User";
    public List<SandboxServicePlan> ServicePlans { get; set; } = new();

    /// <summary>True when one of its plans gives a mailbox.</summary>
    [JsonIgnore]
    public bool GivesMailbox => ServicePlans.Any(plan => plan.GivesMailbox);
}

public sealed class SandboxServicePlan
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string AppliesTo { get; set; } = "User";

    /// <summary>Plans of other products that this one needs, by id.</summary>
    public List<string> DependsOn { get; set; } = new();

    /// <summary>Plans that cannot be assigned beside this one, by id.</summary>
    public List<string> Excludes { get; set; } = new();

    [JsonIgnore]
    public bool GivesMailbox => Name.StartsWith("EXCHANGE_S_", StringComparison.Ordinal)
        && Name is not "EXCHANGE_S_FOUNDATION" and not "EXCHANGE_S_ARCHIVE_ADDON";
}
