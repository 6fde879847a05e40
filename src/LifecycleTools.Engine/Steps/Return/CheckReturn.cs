using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Finds the account of who comes back, among deleted ones too, and whether anything forbids it.</summary>
/// <remarks>Guards as those of a departure: nobody lets themselves in again, and nobody lets an administrator in by rule.</remarks>
/// <why>A return that cannot end well must not begin; a deleted account is found too.</why>
[Step("directory.check-return", LifecycleSystem.Directory)]
[Needs("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "the token does not name the app")]
[Needs("Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", When = "roles wait to be activated")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class CheckReturn : Step<CheckReturn.Found>
{
    /// <inheritdoc/>
    public override string Action => "Check who comes back";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<Found> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        PersonId id = of.Return.Id;
        Person? person = await of.Systems.Directory.ReadAsync(id, cancel).ConfigureAwait(false)
            ?? await of.Systems.Directory.ReadDeletedAsync(id, cancel).ConfigureAwait(false);
        if (person is null)
        {
            throw new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.NotFound,
                $"Nothing was undone: the account of {of.Return.Was.Name} [{id}] is gone for good, with what hung on it.")
            {
                RecommendedAction = "Make a new account with New-LifecycleHire.",
            };
        }

        of.Held = await of.Systems.Facts.ReadHeldRightsAsync(quick: false, cancel).ConfigureAwait(false);
        of.Return.Person = person;
        of.Facts.Learn(FactNames.AccountId, id.Value);
        of.Facts.Learn(FactNames.FormerAccount, id.Value);
        if (person.Deleted is not null) of.Facts.Learn(FactNames.FormerDeleted, "true");
        string doubt = await ReadManagerAsync(of, cancel).ConfigureAwait(false);
        return await GuardsAsync(person, doubt, of, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Assessment Assess(Found now, StepContext of)
    {
        Person who = now.Person;
        string name = who.UserPrincipalName;
        if (Protection.WhyNever(who, now.OwnId, of) is { } never) return Assessment.Of(never.Reason, [], [never]);

        // Where somebody has allowed sign-in meanwhile, who approves administrators has decided already.
        if (now.Privileges.Any && !who.SignInAllowed && of.Return.Was.SignInWasAllowed)
        {
            return Assessment.Forbidden(
                name, $"is an administrator ({now.Privileges.InWords}), and is not let in again by rule: take the role away, or have whoever approves administrators allow sign-in by hand", ErrorIds.PersonProtected);
        }

        if (StepRights.Obstacles(of) is { Count: > 0 } lacking) return Assessment.Of("permissions are missing", [], lacking);

        string state = who.Deleted is { } deleted ? $"deleted on {deleted.UtcDateTime:yyyy-MM-dd}" : who.SignInAllowed ? "sign-in allowed" : "sign-in blocked";
        return Assessment.Done($"{who.DisplayName} ({name}) [{who.Id}], {state}; departure {of.Return.Was.RunId}{now.Privileges.Doubt}{now.ManagerDoubt}{StepRights.InWords(of)}");
    }

    // Only the ticket names them, as whom to ask; the step that puts the manager back looks for itself. So nothing hangs on it here.
    private static async Task<string> ReadManagerAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.Manager is not { } manager) return "";
        try
        {
            of.Return.Manager = await of.Systems.Directory.ReadAsync(manager, cancel).ConfigureAwait(false);
            return "";
        }
        catch (LifecycleException failure)
        {
            return $"; who managed them could not be read ({failure.Message.TrimEnd('.')}), so they are not the contact of the ticket";
        }
    }

    private static async Task<Found> GuardsAsync(Person person, string managerDoubt, StepContext of, CancellationToken cancel)
    {
        string own = await of.Systems.Facts.ReadOwnIdAsync(cancel).ConfigureAwait(false);
        return new Found(person, own, person.Deleted is null ? await Protection.ReadPrivilegesAsync(person.Id, of, cancel).ConfigureAwait(false) : Privileges.None, managerDoubt);
    }

    /// <summary>The account, deleted or not.</summary>
    /// <param name="OwnId">Object id of the account that runs this.</param>
    /// <param name="Privileges">What makes the person an administrator; nothing of a deleted account can be read.</param>
    /// <param name="ManagerDoubt">Why it is not known who managed them; empty when it is.</param>
    public sealed record Found(Person Person, string OwnId, Privileges Privileges, string ManagerDoubt = "");
}
