using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>The tenant's licenses and who has them.</summary>
public interface ILicenses
{
    /// <summary>Every product that the tenant subscribes to, with its seats.</summary>
    Task<IReadOnlyList<Sku>> ReadSkusAsync(CancellationToken cancel);

    /// <summary>What a person has, direct and inherited.</summary>
    Task<IReadOnlyList<LicenseState>> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Adds and removes direct licenses in one call, so that products that depend on each other agree.</summary>
    /// <exception cref="Errors.LifecycleException">LicenseSeatsMissing, LicenseNotAssignable.</exception>
    Task AssignAsync(PersonId person, IReadOnlyList<LicenseChange> add, IReadOnlyList<string> removeSkuIds, CancellationToken cancel);
}

/// <summary>A product.</summary>
/// <param name="Id">The SKU's guid.</param>
/// <param name="PartNumber">SPE_E3 and the like.</param>
/// <param name="Seats">Seats that may be assigned.</param>
/// <param name="Used">Seats in use.</param>
/// <param name="IsEnabled">False when it is suspended or not for people.</param>
/// <param name="Plans">Its service plans.</param>
public sealed record Sku(string Id, string PartNumber, int Seats, int Used, bool IsEnabled, IReadOnlyList<ServicePlan> Plans)
{
    /// <summary>Seats left.</summary>
    public int Free => Seats - Used;
}

/// <summary>A part of a product. <paramref name="Name"/> is the service plan name, EXCHANGE_S_ENTERPRISE and the like.</summary>
public sealed record ServicePlan(string Id, string Name)
{
    /// <summary>Whether a mailbox lives on it. Nearly every product has the foundation plan, which brings none; nor does an archive of its own.</summary>
    public bool BringsMailbox =>
        IsExchange && Name.IndexOf("_ARCHIVE", StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>Whether a mailbox, or the archive that belongs to it, is lost without it.</summary>
    public bool HoldsMailbox => IsExchange;

    private bool IsExchange =>
        Name.StartsWith("EXCHANGE_", StringComparison.OrdinalIgnoreCase)
        && Name.IndexOf("_FOUNDATION", StringComparison.OrdinalIgnoreCase) < 0
        && Name.IndexOf("_ANALYTICS", StringComparison.OrdinalIgnoreCase) < 0;
}

/// <summary>One license of a person.</summary>
/// <param name="SkuId">The SKU's guid.</param>
/// <param name="ByGroupId">The group it is inherited from; null for a direct one.</param>
/// <param name="DisabledPlanIds">Service plans switched off.</param>
/// <param name="State">Active, ActiveWithError, Disabled, Error.</param>
/// <param name="Error">CountViolation, MutuallyExclusiveViolation ...; null without one.</param>
public sealed record LicenseState(string SkuId, string? ByGroupId, IReadOnlyList<string> DisabledPlanIds, string State, string? Error);

/// <summary>A license to add. The disabled plans are the whole list, not a change to it.</summary>
public sealed record LicenseChange(string SkuId, IReadOnlyList<string> DisabledPlanIds);
