using System;

namespace LifecycleTools.Engine.People;

/// <summary>Someone as the directory knows them now. Null means that the directory says nothing.</summary>
public sealed record Person
{
    /// <summary>The object id.</summary>
    public required PersonId Id { get; init; }

    /// <summary>The name they sign in with.</summary>
    public required string UserPrincipalName { get; init; }

    /// <summary>The name that others see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The primary mail address.</summary>
    public string? Mail { get; init; }

    /// <summary>The mail alias.</summary>
    public string? MailNickname { get; init; }

    /// <summary>First name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Last name.</summary>
    public string? Surname { get; init; }

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

    /// <summary>Whether sign-in is allowed.</summary>
    public bool SignInAllowed { get; init; }

    /// <summary>A guest of the tenant.</summary>
    public bool IsGuest { get; init; }

    /// <summary>The directory on premises owns this account.</summary>
    public bool IsSynchronized { get; init; }

    /// <summary>In a restricted management unit: tenant-wide permissions do not reach it.</summary>
    public bool IsManagementRestricted { get; init; }

    /// <summary>Sessions that began before this are void.</summary>
    public DateTimeOffset? SessionsValidFrom { get; init; }

    /// <summary>When the password last changed.</summary>
    public DateTimeOffset? PasswordChanged { get; init; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the account was deleted; null while it is not.</summary>
    public DateTimeOffset? Deleted { get; init; }
}
