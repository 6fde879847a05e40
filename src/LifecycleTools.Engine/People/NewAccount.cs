namespace LifecycleTools.Engine.People;

/// <summary>An account to be made.</summary>
public sealed record NewAccount
{
    /// <summary>The name to sign in with.</summary>
    public required string UserPrincipalName { get; init; }

    /// <summary>The mail alias.</summary>
    public required string MailNickname { get; init; }

    /// <summary>The name that others see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Whether sign-in is allowed from the beginning.</summary>
    public required bool SignInAllowed { get; init; }

    /// <summary>Two letters, ISO 3166.</summary>
    public required string UsageLocation { get; init; }

    /// <summary>HR's number: what makes a rerun find the account that an answer was lost for.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>First name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Last name.</summary>
    public string? Surname { get; init; }
}
