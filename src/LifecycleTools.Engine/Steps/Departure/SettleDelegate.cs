using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Decides who takes over mailbox and files: who was named, else the first of the role map's chain that can.</summary>
/// <why>What follows names who takes over, so it is settled first.</why>
/// <person>Nobody of the role map's chain can take over. Agree on a person and run the departure again with -Delegate; access has ended already.</person>
[Step("directory.settle-delegate", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class SettleDelegate : Step<SettleDelegate.Choice>
{
    /// <inheritdoc/>
    public override string Action => "Settle who takes over";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<Choice> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Leaving leaving = of.Departure;
        IReadOnlyList<string> chain = leaving.Request.Delegate.Length > 0 ? [leaving.Request.Delegate] : leaving.Rules.Delegates;
        List<string> passedOver = [];
        foreach (string keyword in chain)
        {
            Person? candidate = await FindAsync(keyword, of, cancel).ConfigureAwait(false);
            if (WhyNot(candidate, leaving.Who) is { } reason)
            {
                passedOver.Add($"{keyword} {reason}");
                continue;
            }

            leaving.Delegate = candidate;
            return new Choice(candidate, keyword, passedOver);
        }

        return new Choice(null, "", passedOver);
    }

    /// <inheritdoc/>
    public override Assessment Assess(Choice now, StepContext of)
    {
        string passed = now.PassedOver.Count == 0 ? "" : "; passed over: " + string.Join(", ", now.PassedOver);
        if (now.Delegate is { } found)
        {
            return Assessment.Done($"{found.DisplayName} ({found.UserPrincipalName}) takes over as {now.Keyword}{passed}");
        }

        string why = now.PassedOver.Count == 0 ? "the role map names nobody" : string.Join(", ", now.PassedOver);
        return Assessment.Of("nobody takes over", [],
            [new Obstacle(of.PersonName, $"nobody can take over: {why}; run it again with -Delegate", NeedsPerson: true) { ErrorId = ErrorIds.ManagerNotFound }]);
    }

    private static async Task<Person?> FindAsync(string keyword, StepContext of, CancellationToken cancel)
    {
        Person? manager = of.Departure.Manager;
        return keyword switch
        {
            DepartureRules.Manager => manager,
            DepartureRules.ManagersManager => manager is null
                ? null
                : await of.Systems.Directory.ReadManagerAsync(manager.Id, cancel).ConfigureAwait(false),
            _ => await of.Systems.Directory.ReadAsync(new PersonId(keyword), cancel).ConfigureAwait(false),
        };
    }

    private static string? WhyNot(Person? candidate, Person leaver)
    {
        if (candidate is null) return "does not exist";
        if (candidate.Id == leaver.Id) return "is the leaver";
        if (!candidate.SignInAllowed) return $"({candidate.UserPrincipalName}) cannot sign in";
        return candidate.IsGuest ? $"({candidate.UserPrincipalName}) is a guest" : null;
    }

    /// <summary>Who takes over, and who was passed over.</summary>
    public sealed record Choice(Person? Delegate, string Keyword, IReadOnlyList<string> PassedOver);
}
