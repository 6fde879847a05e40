using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Looks whether the person was here before, so that nobody gets a second account without having asked for it.</summary>
/// <why>Somebody who comes back has mail and files in an old account; a second one would hide them.</why>
[Step("directory.find-former-account", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class FindFormerAccount : Step<FindFormerAccount.Found>
{
    /// <inheritdoc/>
    public override string Action => "Look for an account from before";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<Found> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        // What an earlier process settled stays settled: the account that was restored is nobody's former one any more.
        if (of.Facts[FactNames.AccountId] is not null) return new Found([]);
        var found = new Found(await FormerAccounts.FindAsync(of, cancel).ConfigureAwait(false));
        if (of.Hire.Request.Former != FormerAccount.Restore || found.Accounts.Count != 1) return found;

        found = found with { Protected = await TakenOver.WhyNotAsync(found.Accounts[0], of, cancel).ConfigureAwait(false) };
        if (found.Protected is null && !found.Accounts[0].IsSynchronized) GoOnWith(found.Accounts[0], of);
        return found;
    }

    /// <inheritdoc/>
    public override Assessment Assess(Found now, StepContext of)
    {
        if (of.Facts[FactNames.FormerAccount] is { } id) return Assessment.Done($"goes on with the account from before: {of.PersonName} [{id}]");
        if (now.Accounts.Count == 0) return Assessment.Done("no account from before");

        if (now.Protected is { } never) return Assessment.Of(never.Reason, [], [never]);

        string names = string.Join(", ", now.Accounts.Select(InWords));
        if (of.Hire.Request.Former == FormerAccount.New) return Assessment.Done($"a second account was asked for; from before there is {names}");
        if (of.Hire.Request.Former == FormerAccount.Restore)
        {
            return now.Accounts.Count > 1
                ? Assessment.Forbidden(of.PersonName, $"had several accounts: {names}; name one with -UserPrincipalName and its employee id", ErrorIds.PersonAmbiguous)
                : Assessment.Forbidden(now.Accounts[0].UserPrincipalName, "is synchronized: enable the account in Active Directory", ErrorIds.PersonSynchronized);
        }

        return Assessment.Forbidden(of.PersonName,
            $"was here before: {names}. Nothing was changed. Run it again with -Restore to go on with that account, or with -NewAccount for a second one; "
            + "Undo-LifecycleOffboard brings back what the account had", ErrorIds.FormerAccountFound);
    }

    private static void GoOnWith(Person former, StepContext of)
    {
        of.Facts.Learn(FactNames.FormerAccount, former.Id.Value);
        if (former.Deleted is not null) of.Facts.Learn(FactNames.FormerDeleted, "true");
        of.Facts.Learn(FactNames.AccountAlias, former.MailNickname ?? former.UserPrincipalName.Split('@')[0]);
        of.Facts.Learn(FactNames.AccountDisplayName, of.Hire.Request.DisplayName.Length > 0 ? of.Hire.Request.DisplayName : former.DisplayName);
        of.Facts.Learn(FactNames.AccountName, former.UserPrincipalName);
        of.Facts.Learn(FactNames.AccountId, former.Id.Value);
    }

    private static string InWords(Person person) =>
        $"{person.UserPrincipalName} [{person.Id}], {(person.Deleted is { } deleted ? $"deleted on {deleted.UtcDateTime:yyyy-MM-dd}" : "disabled")}";

    /// <summary>The accounts from before.</summary>
    public sealed record Found(IReadOnlyList<Person> Accounts)
    {
        /// <summary>Why the one that was asked for is nobody's to hire into; null when nothing says so.</summary>
        public Obstacle? Protected { get; init; }
    }
}
