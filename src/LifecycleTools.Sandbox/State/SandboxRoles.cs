using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LifecycleTools.Sandbox.State;

/// <summary>A directory role; assignments are in <see cref="SandboxTenant.RoleAssignments"/>.</summary>
public sealed class SandboxRole : SandboxObject
{
    /// <summary>The same in every tenant; also the id of the role definition.</summary>
    public string TemplateId { get; set; } = "";
    public string Description { get; set; } = "";

    /// <summary>False: known as a template and a definition, but not listed by /directoryRoles.</summary>
    public bool IsActivated { get; set; } = true;

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.directoryRole";
}

public sealed class SandboxRoleAssignment
{
    public string Id { get; set; } = "";
    public string RoleTemplateId { get; set; } = "";
    public string PrincipalId { get; set; } = "";
    public string DirectoryScopeId { get; set; } = "/";

    /// <summary>True: only eligible, must be activated.</summary>
    public bool IsEligible { get; set; }
    public DateTimeOffset StartUtc { get; set; }
    public DateTimeOffset? EndUtc { get; set; }
}

public sealed class SandboxRoleRequest
{
    public string Id { get; set; } = "";
    public bool IsEligibility { get; set; }
    public string Action { get; set; } = "";
    public string RoleTemplateId { get; set; } = "";
    public string PrincipalId { get; set; } = "";
    public string DirectoryScopeId { get; set; } = "/";
    public string? Justification { get; set; }
    public DateTimeOffset CreatedUtc { get; set; }
}

public sealed class SandboxAdministrativeUnit : SandboxObject
{
    public string? Description { get; set; }
    public List<string> Members { get; set; } = new();

    [JsonIgnore]
    public override string ODataType => "#microsoft.graph.administrativeUnit";

    protected override void CopyLists() => Members = Members.ToList();
}
