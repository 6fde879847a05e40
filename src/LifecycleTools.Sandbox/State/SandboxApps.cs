using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

public sealed class SandboxApplication : SandboxObject
{
    public string AppId { get; set; } = "";
    public List<string> Owners { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.application";

    protected override void CopyLists() => Owners = Owners.ToList();
}

public sealed class SandboxServicePrincipal : SandboxObject
{
    public string AppId { get; set; } = "";
    public string ServicePrincipalType { get; set; } = "Application";
    public bool AccountEnabled { get; set; } = true;
    public List<SandboxAppRole> AppRoles { get; set; } = new();
    public List<string> Owners { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.servicePrincipal";

    protected override void CopyLists() => Owners = Owners.ToList();
}

public sealed class SandboxAppRole
{
    public string Id { get; set; } = "";
    public string Value { get; set; } = "";
    public string DisplayName { get; set; } = "";

    /// <summary>User or Application.</summary>
    public string AllowedMemberType { get; set; } = "User";
}

public sealed class SandboxAppRoleAssignment
{
    public string Id { get; set; } = "";
    public string AppRoleId { get; set; } = "";
    public string PrincipalId { get; set; } = "";

    /// <summary>User, Group or ServicePrincipal.</summary>
    public string PrincipalType { get; set; } = "User";
    public string ResourceId { get; set; } = "";
    public DateTimeOffset CreatedUtc { get; set; }
}

/// <summary>A delegated permission that a person (or everyone) consented to.</summary>
public sealed class SandboxPermissionGrant
{
    public string Id { get; set; } = "";
    public string ClientId { get; set; } = "";

    /// <summary>Principal or AllPrincipals.</summary>
    public string ConsentType { get; set; } = "Principal";
    public string? PrincipalId { get; set; }
    public string ResourceId { get; set; } = "";
    public string Scope { get; set; } = "";
}

/// <summary>The app that the caller signs in as, and what the sign-in authority accepts for it.</summary>
public sealed partial class SandboxClientApp
{
    public string AppId { get; set; } = "";
    public string ServicePrincipalId { get; set; } = "";
    public string? Secret { get; set; }

    /// <summary>SHA-1, as Entra ID shows it.</summary>
    public string? CertificateThumbprint { get; set; }
}
