using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Finds the account of who comes back, among deleted ones too, and whether anything forbids it.</summary>
/// <why>A return that cannot end well must not begin; a deleted account is found too.</why>
[Step("directory.check-return", LifecycleSystem.Directory)]
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
        return new Found(person);
    }

    /// <inheritdoc/>
    public override Assessment Assess(Found now, StepContext of)
    {
        Person who = now.Person;
        string name = who.UserPrincipalName;
        if (of.Tenant.Protected.Any(mark => string.Equals(mark, name, StringComparison.OrdinalIgnoreCase) || string.Equals(mark, who.Id.Value, StringComparison.OrdinalIgnoreCase)))
        {
            return Assessment.Forbidden(name, "is protected by the tenant file and is never touched", ErrorIds.PersonProtected);
        }

        if (who.IsManagementRestricted)
        {
            return Assessment.Forbidden(name, "is in a restricted management unit, which the app's permissions do not reach: take them out of it first", ErrorIds.PersonProtected);
        }

        if (StepRights.Obstacles(of) is { Count: > 0 } lacking) return Assessment.Of("permissions are missing", [], lacking);

        string state = who.Deleted is { } deleted ? $"deleted on {deleted.UtcDateTime:yyyy-MM-dd}" : who.SignInAllowed ? "sign-in allowed" : "sign-in blocked";
        return Assessment.Done($"{who.DisplayName} ({name}) [{who.Id}], {state}; departure {of.Return.Was.RunId}{StepRights.InWords(of)}");
    }

    /// <summary>The account, deleted or not.</summary>
    public sealed record Found(Person Person);
}
