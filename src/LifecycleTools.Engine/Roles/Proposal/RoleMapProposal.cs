using System;
using System.Collections.Generic;

namespace LifecycleTools;

/// <summary>A role map that was proposed from what a tenant's people have. Nothing in it is decided.</summary>
public sealed class RoleMapProposal
{
    /// <summary>Name of the map.</summary>
    public required string Map { get; init; }

    /// <summary>The tenant that was looked at.</summary>
    public required string Tenant { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTime TakenUtc { get; init; }

    /// <summary>The file; empty when none was written.</summary>
    public string Path { get; init; } = "";

    /// <summary>The share, from 0 to 1, of a role's people who must have something for the role to give it.</summary>
    public required double Threshold { get; init; }

    /// <summary>How many people were looked at.</summary>
    public required int People { get; init; }

    /// <summary>How many of them have one of the roles at one of the sites.</summary>
    public required int Placed { get; init; }

    /// <summary>The pattern of user principal names, and how many follow it; null when none is common.</summary>
    public ProposedPattern? UserPrincipalName { get; init; }

    /// <summary>Sites, the largest first.</summary>
    public required IReadOnlyList<ProposedSite> Sites { get; init; }

    /// <summary>Roles: the base, then departments by name, each before its job titles.</summary>
    public required IReadOnlyList<ProposedRole> Roles { get; init; }

    /// <summary>What a person has to decide.</summary>
    public required IReadOnlyList<ProposalOutlier> Outliers { get; init; }

    /// <summary>The map as commented YAML.</summary>
    public string Yaml { get; init; } = "";

    internal RoleMapProposal With(string yaml, string path) => new()
    {
        Map = Map, Tenant = Tenant, TakenUtc = TakenUtc, Path = path, Threshold = Threshold, People = People, Placed = Placed,
        UserPrincipalName = UserPrincipalName, Sites = Sites, Roles = Roles, Outliers = Outliers, Yaml = yaml,
    };

    /// <summary>The same, written to a file.</summary>
    public RoleMapProposal WrittenTo(string path) => With(Yaml, path);
}

/// <summary>A pattern of names and how common it is.</summary>
/// <param name="Pattern">{given}.{surname} and the like.</param>
/// <param name="Count">How many follow it.</param>
/// <param name="Of">Of how many.</param>
public sealed record ProposedPattern(string Pattern, int Count, int Of);

/// <summary>A place where people work, as it was found.</summary>
public sealed record ProposedSite
{
    /// <summary>Name in the map.</summary>
    public required string Name { get; init; }

    /// <summary>Two letters of ISO 3166.</summary>
    public required string UsageLocation { get; init; }

    /// <summary>IANA time zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>How many mailboxes told that zone, and how many told any.</summary>
    public required Share TimeZoneShare { get; init; }

    /// <summary>Language tag.</summary>
    public required string Language { get; init; }

    /// <summary>How many mailboxes told that language, and how many told any.</summary>
    public required Share LanguageShare { get; init; }

    /// <summary>Domain of user principal names.</summary>
    public required string MailDomain { get; init; }

    /// <summary>Office as the directory writes it; null for people without one.</summary>
    public string? Office { get; init; }

    /// <summary>User principal names of those who work there.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>What people there have in common, whatever they do.</summary>
    public IReadOnlyList<ProposedGrant> Grants { get; init; } = [];
}

/// <summary>A role, as it was found.</summary>
public sealed record ProposedRole
{
    /// <summary>Name in the map.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    /// <summary>The role it builds on; null for the base.</summary>
    public string? Extends { get; init; }

    /// <summary>Whether it only serves others.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>The department it was found in; null for the base.</summary>
    public string? Department { get; init; }

    /// <summary>The job title it was found in; null for a whole department.</summary>
    public string? JobTitle { get; init; }

    /// <summary>User principal names of those who have it, by this role's own name. Those of the base have one of the others.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>How many people the shares are of.</summary>
    public required int People { get; init; }

    /// <summary>What it gives, and what is to be decided.</summary>
    public IReadOnlyList<ProposedGrant> Grants { get; init; } = [];
}

/// <summary>How many of how many.</summary>
public sealed record Share(int Count, int Of)
{
    /// <summary>From 0 to 1.</summary>
    public double Value => Of == 0 ? 0 : (double)Count / Of;

    /// <summary>"9 of 10 (90 %)".</summary>
    public override string ToString() => Count == Of ? $"{Count} of {Of}" : FormattableString.Invariant($"{Count} of {Of} ({Math.Floor(Value * 100):0} %)");
}

/// <summary>What kind of thing people have.</summary>
public enum ProposedKind
{
    /// <summary>A direct license.</summary>
    License,

    /// <summary>A security or Microsoft 365 group.</summary>
    Group,

    /// <summary>A team.</summary>
    Team,

    /// <summary>A distribution list or mail-enabled security group.</summary>
    DistributionList,

    /// <summary>A shared mailbox.</summary>
    SharedMailbox,

    /// <summary>A tag of the person's device.</summary>
    DeviceTag,
}

/// <summary>What became of a thing that people have in common.</summary>
public enum ProposedVerdict
{
    /// <summary>The map gives it.</summary>
    Given,

    /// <summary>Half of them or more have it, but fewer than the threshold: a person decides.</summary>
    Undecided,

    /// <summary>A dynamic group: its rule decides, and nobody is put in.</summary>
    ByRule,

    /// <summary>The directory on premises owns it: it is given there.</summary>
    OnPremises,

    /// <summary>Its members can hold directory roles: a person decides.</summary>
    Privileged,

    /// <summary>A product that the tenant cannot assign any more.</summary>
    NotAssignable,
}

/// <summary>Something that people of a role or a site have in common.</summary>
public sealed record ProposedGrant
{
    /// <summary>What kind.</summary>
    public required ProposedKind Kind { get; init; }

    /// <summary>As the map names it: an address, a unique name, an object id, a SKU part number.</summary>
    public required string Value { get; init; }

    /// <summary>Its name for people, where <see cref="Value"/> is none; empty otherwise.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who has it.</summary>
    public required Share Share { get; init; }

    /// <summary>What became of it.</summary>
    public required ProposedVerdict Verdict { get; init; }

    /// <summary>Service plans that those with the license do not have.</summary>
    public IReadOnlyList<string> DisabledPlans { get; init; } = [];

    /// <summary>A shared mailbox may be opened.</summary>
    public bool FullAccess { get; init; } = true;

    /// <summary>A shared mailbox may be sent from.</summary>
    public bool SendAs { get; init; } = true;

    /// <summary>What else is to be known: products that a group brings, the rule of a dynamic one.</summary>
    public string Note { get; init; } = "";
}

/// <summary>Why somebody is listed for a person to decide.</summary>
public enum ProposalOutlierKind
{
    /// <summary>No usage location: nothing says which country's rules hold, and no license can be given.</summary>
    UsageLocationMissing,

    /// <summary>No department: no role fits.</summary>
    DepartmentMissing,

    /// <summary>Too few people share the department to say what they have in common.</summary>
    DepartmentTooSmall,

    /// <summary>No office, where others in the country have one.</summary>
    OfficeMissing,

    /// <summary>Too few people share the office to make a site of it.</summary>
    OfficeTooSmall,

    /// <summary>Another usage location than nearly everybody in the same office.</summary>
    UsageLocationDiffers,

    /// <summary>The mailbox has another time zone than the site.</summary>
    TimeZoneDiffers,

    /// <summary>A user principal name of another domain than the site's.</summary>
    MailDomainDiffers,

    /// <summary>No mailbox of an office tells a time zone or a language.</summary>
    SiteUnknown,

    /// <summary>Has something that neither role nor site gives.</summary>
    HasMore,

    /// <summary>Has not what role or site gives.</summary>
    HasLess,

    /// <summary>Is in a group whose members can hold directory roles.</summary>
    Privileged,
}

/// <summary>Something that a person has to decide.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Person">User principal name; empty when it concerns a place.</param>
/// <param name="Role">The role they would have; empty when none fits.</param>
/// <param name="What">What it is about: a group, a license, an office.</param>
/// <param name="Detail">In a sentence.</param>
public sealed record ProposalOutlier(ProposalOutlierKind Kind, string Person, string Role, string What, string Detail);
