using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>Whom no run may touch: the same answers in a hire, a departure, an undoing and every resume of one, before anything is changed.</summary>
internal static class Protection
{
    /// <summary>Why this person is left alone whatever was asked for and approved; null when nothing says so.</summary>
    /// <param name="ownId">Object id of the account that runs this.</param>
    public static Obstacle? WhyNever(Person who, string ownId, StepContext of)
    {
        string? why =
            of.Tenant.Protected.Any(mark => Is(mark, who.UserPrincipalName) || Is(mark, who.Mail) || Is(mark, who.Id.Value)) ? "is protected by the tenant file and is never touched"
            : Is(ownId, who.Id.Value) ? "is the account that runs this; somebody else must do it"
            : who.IsManagementRestricted ? "is in a restricted management unit, which the app's permissions do not reach: take them out of it first"
            : null;
        return why is null ? null : new Obstacle(who.UserPrincipalName, why, NeedsPerson: false) { ErrorId = ErrorIds.PersonProtected };
    }

    /// <summary>Whom directory roles are offered; null when we may not know. A role that waits to be activated is a role.</summary>
    /// <remarks>Not to know is no reason to leave an account open: whoever asks says so, and the step that ends roles says what it lacks.</remarks>
    public static async Task<IReadOnlyList<EligibleRole>?> ReadEligibleAsync(StepContext of, CancellationToken cancel)
    {
        try
        {
            return await of.Systems.Privileges.ReadEligibleAsync(cancel).ConfigureAwait(false);
        }
        catch (LifecycleException missing) when (missing.Id == ErrorIds.ConnectorPermissionMissing)
        {
            return null;
        }
    }

    /// <summary>What makes the person an administrator.</summary>
    public static async Task<Privileges> ReadPrivilegesAsync(PersonId who, StepContext of, CancellationToken cancel)
    {
        Task<IReadOnlyList<string>> roles = of.Systems.Privileges.ReadActiveRoleNamesAsync(who, cancel);
        Task<IReadOnlyList<Group>> groups = of.Systems.Groups.ReadMembershipsAsync(who, cancel);
        Task<IReadOnlyList<EligibleRole>?> eligible = ReadEligibleAsync(of, cancel);
        await Task.WhenAll(roles, groups, eligible).ConfigureAwait(false);
        return Privileges.Of(who, await roles.ConfigureAwait(false), await groups.ConfigureAwait(false), await eligible.ConfigureAwait(false));
    }

    private static bool Is(string mark, string? name) => string.Equals(mark, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What makes somebody an administrator.</summary>
/// <param name="Active">Directory roles that are active, and groups whose members can hold one: the directory guards these accounts itself.</param>
/// <param name="Eligible">Directory roles that the person may activate.</param>
/// <param name="IsWhole">False when we may not know what can be activated.</param>
public sealed record Privileges(IReadOnlyList<string> Active, IReadOnlyList<string> Eligible, bool IsWhole)
{
    /// <summary>None, and all is known.</summary>
    public static Privileges None { get; } = new([], [], IsWhole: true);

    /// <summary>Whether there are any.</summary>
    public bool Any => Active.Count + Eligible.Count > 0;

    /// <summary>"User Administrator, Exchange Administrator (eligible)".</summary>
    public string InWords => string.Join(", ", Active.Concat(Eligible.Select(role => role + " (eligible)")));

    /// <summary>What must be said beside what was read; empty when all was.</summary>
    public string Doubt => IsWhole ? "" : "; whether a directory role can be activated is not known: RoleEligibilitySchedule.Read.Directory is missing";

    internal static Privileges Of(PersonId who, IReadOnlyList<string> roles, IReadOnlyList<Group> groups, IReadOnlyList<EligibleRole>? eligible)
    {
        HashSet<string> principals = new(groups.Select(group => group.Id), StringComparer.OrdinalIgnoreCase) { who.Value };
        IEnumerable<string> through = groups.Where(group => group.IsRoleAssignable).Select(group => "member of role-assignable group " + group.Name);
        return new Privileges(
            [.. roles, .. through], [.. (eligible ?? []).Where(role => principals.Contains(role.PrincipalId)).Select(role => role.RoleName).Distinct()], eligible is not null);
    }
}
