using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>A person (or the account behind a shared mailbox). Change it through <see cref="SandboxTenant.Change{T}"/>.</summary>
public sealed class SandboxUser : SandboxObject
{
    public string UserPrincipalName { get; set; } = "";
    public string MailNickname { get; set; } = "";
    public string? Mail { get; set; }
    public string? GivenName { get; set; }
    public string? Surname { get; set; }
    public string? JobTitle { get; set; }
    public string? Department { get; set; }
    public string? CompanyName { get; set; }
    public string? OfficeLocation { get; set; }
    public string? EmployeeId { get; set; }
    public string? EmployeeType { get; set; }
    public DateTimeOffset? EmployeeHireDate { get; set; }
    public DateTimeOffset? EmployeeLeaveDateTime { get; set; }
    public string? MobilePhone { get; set; }
    public string? FaxNumber { get; set; }
    public string? StreetAddress { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? PostalCode { get; set; }
    public string? Country { get; set; }
    public string? UsageLocation { get; set; }
    public string? PreferredLanguage { get; set; }
    public string? PasswordPolicies { get; set; }
    public string UserType { get; set; } = "Member";
    public string? CreationType { get; set; }
    public string? ExternalUserState { get; set; }
    public bool AccountEnabled { get; set; } = true;
    public bool? ShowInAddressList { get; set; }
    public List<string> BusinessPhones { get; set; } = new();
    public List<string> OtherMails { get; set; } = new();

    /// <summary>Every address, primary with a capital <c>SMTP:</c> prefix.</summary>
    public List<string> ProxyAddresses { get; set; } = new();

    /// <summary>The object id of the manager, or null.</summary>
    public string? ManagerId { get; set; }

    /// <summary>True: synchronised from on-premises. False: once was. Null: never.</summary>
    public bool? OnPremisesSyncEnabled { get; set; }
    public string? OnPremisesDomainName { get; set; }
    public string? OnPremisesSamAccountName { get; set; }
    public string? OnPremisesDistinguishedName { get; set; }
    public string? OnPremisesImmutableId { get; set; }
    public DateTimeOffset? OnPremisesLastSyncDateTime { get; set; }
    public Dictionary<string, string?> ExtensionAttributes { get; set; } = new();

    public string? Password { get; set; }
    public bool ForceChangePasswordNextSignIn { get; set; }
    public bool ForceChangePasswordNextSignInWithMfa { get; set; }
    public DateTimeOffset? LastPasswordChangeUtc { get; set; }

    /// <summary>Refresh tokens issued before this instant are refused.</summary>
    public DateTimeOffset? SignInSessionsValidFromUtc { get; set; }

    public List<SandboxLicense> Licenses { get; set; } = new();
    public List<SandboxAuthenticationMethod> AuthenticationMethods { get; set; } = new();

    /// <summary>The method that cannot be deleted while others are left.</summary>
    public string? DefaultMethodId { get; set; }

    /// <summary>Null until a photo was put.</summary>
    public int? PhotoBytes { get; set; }

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.user";

    /// <summary>True for an account invited from elsewhere.</summary>
    [JsonIgnore]
    public bool IsGuest => UserType == "Guest";

    protected override void CopyLists()
    {
        BusinessPhones = BusinessPhones.ToList();
        OtherMails = OtherMails.ToList();
        ProxyAddresses = ProxyAddresses.ToList();
        Licenses = Licenses.ToList();
        AuthenticationMethods = AuthenticationMethods.ToList();
        ExtensionAttributes = new Dictionary<string, string?>(ExtensionAttributes);
    }
}

/// <summary>One assignment of a product: direct, or through a group.</summary>
public sealed record SandboxLicense
{
    public string SkuId { get; init; } = "";

    /// <summary>The group it comes from; null when assigned directly.</summary>
    public string? AssignedByGroup { get; init; }

    public IReadOnlyList<string> DisabledPlans { get; init; } = Array.Empty<string>();

    /// <summary>Active, Error, ...</summary>
    public string State { get; init; } = "Active";

    /// <summary>None, CountViolation, ProhibitedInUsageLocationViolation, ...</summary>
    public string Error { get; init; } = "None";

    public DateTimeOffset LastUpdatedUtc { get; init; }
}
