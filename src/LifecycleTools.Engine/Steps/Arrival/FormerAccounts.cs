using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Accounts that the person had before: left and disabled, or deleted within the last thirty days.</summary>
internal static class FormerAccounts
{
    // An account of an earlier run of the same hire may not have its first day yet: it is disabled because it is new.
    private static readonly TimeSpan s_new = TimeSpan.FromDays(1);

    /// <summary>Disabled, and neither waiting for its first day nor of this run.</summary>
    public static bool IsFormer(Person person, StepContext of)
    {
        if (person.SignInAllowed || person.IsGuest || person.Id.Value == of.Facts[FactNames.AccountId]) return false;
        if (person.Created > of.Clock.UtcNow - s_new) return false;
        return person.EmployeeHireDate is not { } firstDay
            || (firstDay <= of.Clock.UtcNow && firstDay.UtcDateTime.Date != of.Hire.Request.StartDate?.UtcDateTime.Date);
    }

    /// <summary>Looks by employee id and by the name that the person would get, among disabled and among deleted accounts.</summary>
    public static async Task<IReadOnlyList<Person>> FindAsync(StepContext of, CancellationToken cancel)
    {
        HireRequest request = of.Hire.Request;
        string employee = request.EmployeeId;
        string? wanted = WantedName(of);
        Task<IReadOnlyList<Person>> same = employee.Length == 0
            ? Task.FromResult<IReadOnlyList<Person>>([])
            : of.Systems.Directory.FindByEmployeeIdAsync(employee, cancel);
        Task<Person?> named = wanted is null ? Task.FromResult<Person?>(null) : of.Systems.Directory.ReadAsync(new PersonId(wanted), cancel);
        Task<IReadOnlyList<Person>> deleted = of.Systems.Directory.FindDeletedAsync(employee.Length == 0 ? null : employee, wanted, cancel);
        await Task.WhenAll(same, named, deleted).ConfigureAwait(false);

        IEnumerable<Person> there = (await same.ConfigureAwait(false)).Concat(await named.ConfigureAwait(false) is { } holder ? [holder] : []);
        return there.Where(person => IsFormer(person, of)).Concat(await deleted.ConfigureAwait(false))
            .Where(person => IsSame(person, request)).GroupBy(person => person.Id).Select(found => found.First()).ToList();
    }

    // The same number, or the same full name where one of the two has no number: namesakes have numbers of their own.
    private static bool IsSame(Person person, HireRequest request)
    {
        if (!Newcomers.Agrees(person, request)) return false;
        if (request.EmployeeId.Length > 0 && !string.IsNullOrEmpty(person.EmployeeId)) return person.EmployeeId == request.EmployeeId;
        return !string.IsNullOrWhiteSpace(person.GivenName) && !string.IsNullOrWhiteSpace(person.Surname);
    }

    private static string? WantedName(StepContext of)
    {
        HireRequest request = of.Hire.Request;
        if (request.UserPrincipalName.Length > 0) return request.UserPrincipalName;
        try
        {
            Roles.Site site = of.Hire.Means.Site;
            return NameBuilder.Candidates(request.GivenName, request.Surname, of.Hire.Means.Naming, site.MailDomain, site.Language).FirstOrDefault()?.UserPrincipalName;
        }
        catch (LifecycleException unnamed) when (unnamed.Id is ErrorIds.NameInvalid or ErrorIds.NameNotLatin)
        {
            // The step that chooses the name says so; nobody has an account of a name that there cannot be.
            return null;
        }
    }
}
