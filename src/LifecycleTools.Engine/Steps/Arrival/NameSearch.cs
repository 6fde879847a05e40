using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What came of looking for a free name.</summary>
/// <param name="Name">The name; null when none is free.</param>
/// <param name="Taken">Names that were tried and who holds them.</param>
/// <param name="Deleted">A deleted account that looks like this person's; null without one.</param>
public sealed record NameChoice(string? Name, IReadOnlyList<string> Taken, NameClash? Deleted);

/// <summary>Looks for a name that nobody holds, in the order of the role map.</summary>
internal static class NameSearch
{
    /// <summary>Tries each candidate against users, deleted users, groups, contacts and every proxy address; the first free one is learned.</summary>
    /// <param name="refused">Names that the service itself refused although they looked free.</param>
    /// <exception cref="LifecycleException">NameInvalid, NameNotLatin.</exception>
    public static async Task<NameChoice> ChooseAsync(StepContext of, ICollection<string> refused, CancellationToken cancel)
    {
        HireRequest request = of.Hire.Request;
        string display = request.DisplayName.Length > 0
            ? request.DisplayName
            : NameBuilder.DisplayName(request.GivenName, request.Surname, of.Hire.Means.Naming);
        List<string> taken = refused.Select(name => $"{name}: taken, says the directory").ToList();
        foreach (NameCandidate candidate in Candidates(of).Where(candidate => !refused.Contains(candidate.UserPrincipalName)))
        {
            IReadOnlyList<NameClash> clashes = await of.Systems.Directory
                .FindClashesAsync(candidate.UserPrincipalName, candidate.MailNickname, cancel).ConfigureAwait(false);
            if (clashes.Count == 0)
            {
                Learn(of, candidate, display);
                return new NameChoice(candidate.UserPrincipalName, taken, null);
            }

            // Another name would hide that the person was here before, with a mailbox that can still come back.
            if (request.UserPrincipalName.Length == 0 && request.Former != FormerAccount.New && clashes.FirstOrDefault(clash => IsDeletedSelf(clash, display)) is { } deleted)
            {
                return new NameChoice(null, taken, deleted);
            }

            taken.Add($"{candidate.UserPrincipalName}: {clashes[0].Kind} {clashes[0].Name} holds {clashes[0].Holds}");
        }

        return new NameChoice(null, taken, null);
    }

    private static IReadOnlyList<NameCandidate> Candidates(StepContext of)
    {
        HireRequest request = of.Hire.Request;
        Roles.Site site = of.Hire.Means.Site;
        if (request.UserPrincipalName.Length == 0)
        {
            return NameBuilder.Candidates(request.GivenName, request.Surname, of.Hire.Means.Naming, site.MailDomain, site.Language);
        }

        UserPrincipalNames.Check(request.UserPrincipalName);
        return [new NameCandidate(request.UserPrincipalName, request.UserPrincipalName.Split('@')[0])];
    }

    private static bool IsDeletedSelf(NameClash clash, string display) =>
        clash.Kind == "deleted user" && string.Equals(clash.Name, display, StringComparison.OrdinalIgnoreCase);

    // The name comes last: where it is known, the other two are known too.
    private static void Learn(StepContext of, NameCandidate candidate, string display)
    {
        of.Facts.Learn(FactNames.AccountAlias, candidate.MailNickname);
        of.Facts.Learn(FactNames.AccountDisplayName, display);
        of.Facts.Learn(FactNames.AccountName, candidate.UserPrincipalName);
    }
}
