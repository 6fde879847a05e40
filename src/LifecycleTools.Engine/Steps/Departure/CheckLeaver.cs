using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Finds out who leaves, and whether anything forbids it, before anything is changed.</summary>
/// <remarks>Its reads go side by side, so that they can be one batch: whoever leaves is locked out a moment later.</remarks>
/// <why>Protected people, the operator and administrators that nobody approved end here, with nothing changed.</why>
[Step("directory.check-leaver", LifecycleSystem.Directory)]
[Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "the token does not name the app")]
[Needs("Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("LicenseAssignment.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", When = "roles wait to be activated")]
[Needs("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", When = "an administrator leaves")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class CheckLeaver : Step<CheckLeaver.Leaver>
{
    /// <summary>The role that may change administrators.</summary>
    private static readonly string[] s_strongRoles = ["Global Administrator", "Privileged Authentication Administrator"];

    /// <inheritdoc/>
    public override string Action => "Check who leaves";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<Leaver> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        TenantSystems systems = of.Systems;

        // A run that is resumed means whoever it began with: the name may be somebody else's by now.
        PersonId asked = new(of.Facts[FactNames.AccountId] ?? of.Departure.Request.Identity);
        Task<Person?> person = systems.Directory.ReadAsync(asked, cancel);
        Task<IReadOnlyList<Group>> groups = systems.Groups.ReadMembershipsAsync(asked, cancel);
        Task<IReadOnlyList<LicenseState>> licenses = systems.Licenses.ReadAsync(asked, cancel);
        Task<IReadOnlyList<Sku>> skus = systems.Licenses.ReadSkusAsync(cancel);
        Task<IReadOnlyList<string>> roles = systems.Privileges.ReadActiveRoleNamesAsync(asked, cancel);
        Task<IReadOnlyList<EligibleRole>?> eligible = Protection.ReadEligibleAsync(of, cancel);
        Task<Person?> manager = systems.Directory.ReadManagerAsync(asked, cancel);
        Task<string> own = systems.Facts.ReadOwnIdAsync(cancel);
        of.Held = await systems.Facts.ReadHeldRightsAsync(quick: !of.IsPreview, cancel).ConfigureAwait(false);

        // Whether there is such a person decides what the other answers mean, so theirs are looked at only after it.
        Person found = await FoundAsync(person, [groups, licenses, skus, roles, eligible, manager, own], of).ConfigureAwait(false);
        Leaver leaver = new(
            found, await groups.ConfigureAwait(false), await licenses.ConfigureAwait(false),
            Privileges.Of(found.Id, await roles.ConfigureAwait(false), await groups.ConfigureAwait(false), await eligible.ConfigureAwait(false)),
            await manager.ConfigureAwait(false), await own.ConfigureAwait(false))
        {
            MailboxProducts = MailboxProducts(await licenses.ConfigureAwait(false), await skus.ConfigureAwait(false)),
        };
        leaver = leaver with { OurRoles = await OurRolesAsync(leaver, of, cancel).ConfigureAwait(false) };
        leaver = leaver with { IsLastAdministrator = await IsLastAdministratorAsync(leaver, of, cancel).ConfigureAwait(false) };
        Keep(leaver, of);
        return leaver;
    }

    /// <inheritdoc/>
    public override Assessment Assess(Leaver now, StepContext of)
    {
        Person who = now.Person;
        string name = who.UserPrincipalName;
        if (Protection.WhyNever(who, now.OwnId, of) is { } never) return Assessment.Of(never.Reason, [], [never]);

        if (of.Departure.Request.EffectiveAt is { } from && from > of.Clock.UtcNow)
        {
            string when = from.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            return Assessment.Forbidden(name, $"leaves at {when}; run it then", ErrorIds.StepForbidden);
        }

        return now.Privileges.Any ? AssessPrivileged(now, of) : Assessment.Done(Summary(now) + StepRights.InWords(of));
    }

    private static Assessment AssessPrivileged(Leaver now, StepContext of)
    {
        string name = now.Person.UserPrincipalName;
        string holds = now.Privileges.InWords;
        if (now.IsLastAdministrator)
        {
            return Assessment.Forbidden(name, "is the last Global Administrator: name another one first", ErrorIds.PersonProtected);
        }

        if (!of.Departure.Request.ApprovePrivileged)
        {
            return Assessment.Forbidden(name, $"is an administrator ({holds}); run it again with -Force if this departure is meant", ErrorIds.PersonProtected);
        }

        // The directory guards who holds a role now; who could activate one is to it like anybody else.
        return now.Privileges.Active.Count == 0 || now.OurRoles.Any(role => s_strongRoles.Contains(role, StringComparer.OrdinalIgnoreCase))
            ? Assessment.Done($"{Summary(now)}; administrator, approved ({holds}){StepRights.InWords(of)}")
            : Assessment.Forbidden(name,
                $"is an administrator ({holds}), and the app holds none of the directory roles that may change one: {string.Join(" or ", s_strongRoles)}",
                ErrorIds.ConnectorPermissionMissing);
    }

    private static string Summary(Leaver now)
    {
        string kind = now.Person.IsGuest ? "guest" : now.Person.IsSynchronized ? "synchronized from on-premises" : "cloud account";
        return $"{now.Person.DisplayName} ({now.Person.UserPrincipalName}) [{now.Person.Id}], {kind}, {now.Groups.Count} groups, {now.Licenses.Count} licenses{Danger(now)}{now.Privileges.Doubt}";
    }

    // Such a group takes the license away by itself when sign-in is blocked, before anybody can convert the mailbox.
    private static string Danger(Leaver now)
    {
        string[] groups = now.MailboxProducts.Select(license => now.Groups.FirstOrDefault(group => group.Id == license.ByGroupId))
            .OfType<Group>().Where(LeaveGroups.LeavesByItself).Select(group => $"{group.Name} [{group.Id}]").Distinct().ToArray();
        return groups.Length == 0
            ? ""
            : $"; danger: the mailbox's license comes from {string.Join(", ", groups)}, whose rule drops blocked accounts, so the mailbox can be soft-deleted before it is shared";
    }

    private static List<LicenseState> MailboxProducts(IReadOnlyList<LicenseState> licenses, IReadOnlyList<Sku> skus) => licenses
        .Where(license => license.State.StartsWith("Active", StringComparison.OrdinalIgnoreCase)
            && skus.FirstOrDefault(sku => sku.Id == license.SkuId) is { } sku
            && sku.Plans.Any(plan => plan.BringsMailbox && !license.DisabledPlanIds.Contains(plan.Id)))
        .ToList();

    private static async Task<Person> FoundAsync(Task<Person?> person, Task[] others, StepContext of)
    {
        Person? found;
        try
        {
            found = await person.ConfigureAwait(false);
        }
        catch
        {
            await Task.WhenAll(others.Select(Ended)).ConfigureAwait(false);
            throw;
        }

        if (found is not null) return found;
        await Task.WhenAll(others.Select(Ended)).ConfigureAwait(false);
        throw new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.NotFound,
            $"Nobody was offboarded: {of.Departure.Request.Identity} is not a person of {of.Tenant.Name}.")
        {
            RecommendedAction = "Check the spelling; a deleted account is under deleted users.",
        };
    }

    // Their failures only repeat what the missing person says.
    private static Task Ended(Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static async Task<IReadOnlyList<string>> OurRolesAsync(Leaver leaver, StepContext of, CancellationToken cancel) =>
        leaver.Privileges.Active.Count > 0 ? (await of.Systems.Facts.ReadGrantedRightsAsync(cancel).ConfigureAwait(false)).DirectoryRoles : [];

    // Through a group too; an account that cannot sign in and an app are nobody who could help.
    private static async Task<bool> IsLastAdministratorAsync(Leaver leaver, StepContext of, CancellationToken cancel)
    {
        if (leaver.Privileges.Active.Count == 0) return false;
        IReadOnlyList<RoleHolder> holders = await of.Systems.Privileges.ReadHoldersAsync(s_strongRoles[0], cancel).ConfigureAwait(false);
        ILookup<bool, RoleHolder> own = holders.ToLookup(holder => string.Equals(holder.PersonId, leaver.Person.Id.Value, StringComparison.OrdinalIgnoreCase));
        return own[true].Any() && !own[false].Any(other => other.CanSignIn);
    }

    private static void Keep(Leaver leaver, StepContext of)
    {
        of.Facts.Learn(FactNames.AccountId, leaver.Person.Id.Value);
        of.Departure.Person = leaver.Person;
        of.Departure.Manager = leaver.Manager;
        of.Departure.Groups = leaver.Groups;
        if (of.Departure.Site is { } site)
        {
            of.Facts.Learn(FactNames.SiteName, site.Name);
            of.Facts.Learn(FactNames.SiteZone, site.TimeZone);
        }

        if (leaver.MailboxProducts.Count > 0)
        {
            of.Facts.Learn(FactNames.MailboxLicensed, string.Join(", ", leaver.MailboxProducts.Select(license => license.SkuId).Distinct()));
        }

        foreach (Group group in leaver.Groups) of.RecordSnapshot(SnapshotKinds.Group, Snapshots.Of(group));
        foreach (LicenseState license in leaver.Licenses) of.RecordSnapshot(SnapshotKinds.License, Snapshots.Of(license));
        of.RecordSnapshot(SnapshotKinds.Person, Snapshots.Of(leaver.Person, leaver.Manager));
    }

    /// <summary>Who leaves, as the first reads show them.</summary>
    /// <param name="OwnId">Object id of the account that runs this.</param>
    public sealed record Leaver(
        Person Person, IReadOnlyList<Group> Groups, IReadOnlyList<LicenseState> Licenses, Privileges Privileges, Person? Manager, string OwnId)
    {
        /// <summary>The licenses that bring a mailbox.</summary>
        public IReadOnlyList<LicenseState> MailboxProducts { get; init; } = [];

        /// <summary>Directory roles that we hold; read only for an administrator's departure.</summary>
        public IReadOnlyList<string> OurRoles { get; init; } = [];

        /// <summary>Nobody else who can sign in is Global Administrator.</summary>
        public bool IsLastAdministrator { get; init; }
    }
}
