using System;
using System.Collections.Generic;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>What a tenant's people have now: what a role map is proposed from.</summary>
public sealed record TenantSurvey
{
    /// <summary>The tenant's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Everyone who may sign in, guests left out.</summary>
    public required IReadOnlyList<SurveyedPerson> People { get; init; }

    /// <summary>Every group that one of them is in, by id.</summary>
    public required IReadOnlyDictionary<string, Group> Groups { get; init; }

    /// <summary>The products that the tenant subscribes to.</summary>
    public required IReadOnlyList<Sku> Skus { get; init; }

    /// <summary>The domains that are verified.</summary>
    public required IReadOnlyList<string> VerifiedDomains { get; init; }
}

/// <summary>Someone, and what they have.</summary>
public sealed record SurveyedPerson
{
    /// <summary>Who.</summary>
    public required Person Person { get; init; }

    /// <summary>Licenses, direct and inherited.</summary>
    public IReadOnlyList<LicenseState> Licenses { get; init; } = [];

    /// <summary>Ids of the groups of every kind that they are direct members of.</summary>
    public IReadOnlyList<string> GroupIds { get; init; } = [];

    /// <summary>Their rights on shared mailboxes.</summary>
    public IReadOnlyList<MailboxRight> SharedMailboxes { get; init; } = [];

    /// <summary>Tags of their devices in the RMM.</summary>
    public IReadOnlyList<string> DeviceTags { get; init; } = [];

    /// <summary>Language of their mailbox; empty when it tells none, or there is no mailbox.</summary>
    public string Language { get; init; } = "";

    /// <summary>IANA time zone of their mailbox; empty when it tells none, or there is no mailbox.</summary>
    public string TimeZone { get; init; } = "";
}
