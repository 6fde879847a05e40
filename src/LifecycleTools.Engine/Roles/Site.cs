using System;

namespace LifecycleTools.Engine.Roles;

/// <summary>A place where people work, and what follows from it.</summary>
public sealed record Site
{
    /// <summary>Name in the map.</summary>
    public required string Name { get; init; }

    /// <summary>Two letters of ISO 3166; licenses cannot be given without it.</summary>
    public required string UsageLocation { get; init; }

    /// <summary>IANA time zone. A departure takes effect at this zone's local time.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Language tag, for example de-CH.</summary>
    public required string Language { get; init; }

    /// <summary>Domain of user principal names and mail addresses; must be verified in the tenant.</summary>
    public required string MailDomain { get; init; }

    /// <summary>The site in the RMM, by id or name. Null: none.</summary>
    public string? RmmSite { get; init; }

    /// <summary>The company in the PSA, by id or name. Null: the one of the tenant file.</summary>
    public string? PsaCompany { get; init; }

    /// <summary>When the working day ends, local time: the hour at which a departure given by date alone takes effect.</summary>
    public TimeSpan EndOfDay { get; init; } = TimeSpan.FromHours(17);

    /// <summary>Office name for the person's profile. Null: not set.</summary>
    public string? Office { get; init; }

    /// <summary>City for the person's profile. Null: not set.</summary>
    public string? City { get; init; }

    /// <summary>Country for the person's profile. Null: not set.</summary>
    public string? Country { get; init; }

    /// <summary>Company name for the person's profile. Null: not set.</summary>
    public string? Company { get; init; }

    /// <summary>What everyone at this site gets.</summary>
    public Grants Gives { get; init; } = Grants.Nothing;
}
