using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Finds the account of this run when the answer that had its id was lost.</summary>
internal static class AccountSearch
{
    // The service's clock and ours need not agree to the second.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Looks by employee id, then by the chosen name; what is found is learned.</summary>
    /// <returns>Null when the directory shows no account of ours (yet).</returns>
    public static async Task<Person?> FindOursAsync(StepContext of, CancellationToken cancel)
    {
        Person? found = await ByEmployeeIdAsync(of, cancel).ConfigureAwait(false) ?? await ByNameAsync(of, cancel).ConfigureAwait(false);
        if (found is not null) Recognize(found, of);
        return found;
    }

    /// <summary>Learns that this is the account. One that we began to make counts as young, so that its replicas are waited for.</summary>
    public static void Recognize(Person person, StepContext of)
    {
        if (of.Facts[FactNames.AccountIntended] is not null && of.Facts[FactNames.AccountCreated] is null)
        {
            of.Facts.Learn(FactNames.AccountCreated, person.Created ?? of.Clock.UtcNow);
        }

        of.Facts.Learn(FactNames.AccountId, person.Id.Value);
    }

    private static async Task<Person?> ByEmployeeIdAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Hire.Request.EmployeeId.Length == 0) return null;
        IReadOnlyList<Person> same = await of.Systems.Directory.FindByEmployeeIdAsync(of.Hire.Request.EmployeeId, cancel).ConfigureAwait(false);
        return same.FirstOrDefault(person => Newcomers.Agrees(person, of.Hire.Request) && !FormerAccounts.IsFormer(person, of));
    }

    // The name alone proves nothing: only an account made since we began, for a person of this name, can be ours.
    private static async Task<Person?> ByNameAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Facts.Time(FactNames.AccountIntended) is not { } intended || of.Facts[FactNames.AccountName] is not { } name) return null;
        Person? held = await of.Systems.Directory.ReadAsync(new PersonId(name), cancel).ConfigureAwait(false);
        return held is { Created: { } created } && created >= intended - s_clockSkew
            && string.IsNullOrEmpty(held.EmployeeId) == (of.Hire.Request.EmployeeId.Length == 0)
            && Newcomers.Agrees(held, of.Hire.Request)
                ? held
                : null;
    }
}
