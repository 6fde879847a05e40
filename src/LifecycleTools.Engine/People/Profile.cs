using System;

namespace LifecycleTools.Engine.People;

/// <summary>What the directory should say about a person. Null: leave it as it is.</summary>
public sealed record Profile
{
    /// <summary>First name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Last name.</summary>
    public string? Surname { get; init; }

    /// <summary>The name that others see.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Job title.</summary>
    public string? JobTitle { get; init; }

    /// <summary>Department.</summary>
    public string? Department { get; init; }

    /// <summary>Company.</summary>
    public string? CompanyName { get; init; }

    /// <summary>Office.</summary>
    public string? OfficeLocation { get; init; }

    /// <summary>Mobile phone.</summary>
    public string? MobilePhone { get; init; }

    /// <summary>HR's number of the person.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>The first day, in UTC.</summary>
    public DateTimeOffset? EmployeeHireDate { get; init; }

    /// <summary>Two letters, ISO 3166.</summary>
    public string? UsageLocation { get; init; }
}
