using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Requests;

/// <summary>Asks the directory who is meant: the manager of a hire, the person who leaves, the account that somebody had before.</summary>
/// <remarks>It asks for open requests only, side by side, and for each name once: what is asked grows with the changes, not with the company.</remarks>
internal sealed class RequestLookups(IDirectory directory, RequestBook book)
{
    private readonly HashSet<string> _here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IReadOnlyList<Person>>> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the person of a departure was found able to sign in.</summary>
    public bool IsStillHere(LifecycleRequest request) => request.Kind == RequestKind.Departure && _here.Contains(request.Id);

    /// <summary>The request with what the directory says of it; what it does not know becomes a finding.</summary>
    public async Task<LifecycleRequest> CompleteAsync(LifecycleRequest request, CancellationToken cancel) => request.Kind switch
    {
        RequestKind.Hire => await OfHireAsync(request, cancel).ConfigureAwait(false),
        _ => await OfPersonAsync(request, cancel).ConfigureAwait(false),
    };

    private async Task<LifecycleRequest> OfHireAsync(LifecycleRequest request, CancellationToken cancel)
    {
        Task<IReadOnlyList<Person>> managers = AskAsync(request.Manager, cancel);
        Task<IReadOnlyList<Person>> before = request.EmployeeId.Length == 0 ? Task.FromResult<IReadOnlyList<Person>>([]) : AskAsync(Number(request.EmployeeId), cancel);
        await Task.WhenAll(managers, before).ConfigureAwait(false);

        LifecycleRequest found = request with { FormerAccount = Former(request, await before.ConfigureAwait(false)) };
        if (request.Manager.Length == 0) return found;
        return (await managers.ConfigureAwait(false)).ToArray() switch
        {
            [{ SignInAllowed: true } manager] => found with { Manager = manager.UserPrincipalName },
            [_] => Invalid(found, RequestFindingIds.ManagerNotFound, RequestFields.Manager, $"The manager {request.Manager} cannot sign in. Name somebody who is there."),
            [] => Invalid(found, RequestFindingIds.ManagerNotFound, RequestFields.Manager, $"The manager {request.Manager} is not in the directory. Give a user principal name, an object id or HR's number."),
            _ => Invalid(found, RequestFindingIds.PersonAmbiguous, RequestFields.Manager, $"Several people have the number {request.Manager}, so the manager cannot be told. Give a user principal name."),
        };
    }

    private async Task<LifecycleRequest> OfPersonAsync(LifecycleRequest request, CancellationToken cancel)
    {
        if (request.Identity.Length == 0) return request;
        IReadOnlyList<Person> people = await AskAsync(request.Identity, cancel).ConfigureAwait(false);
        if (people.Count == 0 && request.EmployeeId.Length > 0) people = await AskAsync(Number(request.EmployeeId), cancel).ConfigureAwait(false);
        if (people.Count == 1 && people[0].SignInAllowed)
        {
            lock (_asked) _here.Add(request.Id);
        }

        return people.ToArray() switch
        {
            [Person person] => request with
            {
                Identity = person.Id.Value, UserPrincipalName = person.UserPrincipalName, Person = person.DisplayName.Length > 0 ? person.DisplayName : request.Person,
            },
            [] => Invalid(request, RequestFindingIds.PersonNotFound, RequestFields.Identity, $"{request.Identity} is not a person of the tenant. Give a user principal name, an object id or HR's number."),
            _ => Invalid(request, RequestFindingIds.PersonAmbiguous, RequestFields.Identity, $"Several people have the number {request.Identity}. Give a user principal name."),
        };
    }

    // Who left has an account that cannot sign in any more; who was made ready for a first day has one that cannot yet.
    private string Former(LifecycleRequest request, IReadOnlyList<Person> same)
    {
        bool IsPrepared(Person person) => book.Standings.Any(standing => standing.Kind == RequestKind.Hire && standing.IsPrepared && standing.Account == person.Id.Value);
        Person? former = same.FirstOrDefault(person => !person.SignInAllowed && !IsPrepared(person));
        if (former is not null) return $"{former.UserPrincipalName} [{former.Id}]";

        // A deleted account is not found by its number; that it was ours to close is still known.
        RequestStanding? left = book.Standings.LastOrDefault(standing => standing.Kind == RequestKind.Departure && standing.Outcome is not null
            && request.EmployeeId.Length > 0 && string.Equals(standing.EmployeeId, request.EmployeeId, StringComparison.OrdinalIgnoreCase));
        return left is null || same.Any(person => person.Id.Value == left.Account) ? "" : $"{left.UserPrincipalName} [{left.Account}]";
    }

    private Task<IReadOnlyList<Person>> AskAsync(string who, CancellationToken cancel)
    {
        if (who.Length == 0) return Task.FromResult<IReadOnlyList<Person>>([]);
        lock (_asked)
        {
            if (!_asked.TryGetValue(who, out Task<IReadOnlyList<Person>>? answer)) _asked[who] = answer = FindAsync(who, cancel);
            return answer;
        }
    }

    private async Task<IReadOnlyList<Person>> FindAsync(string who, CancellationToken cancel)
    {
        string number = who.StartsWith("#", StringComparison.Ordinal) ? who.Substring(1) : who;
        bool isName = number == who && (who.IndexOf('@') > 0 || new PersonId(who).IsObjectId);
        if (!isName) return await directory.FindByEmployeeIdAsync(number, cancel).ConfigureAwait(false);
        return await directory.ReadAsync(new PersonId(who), cancel).ConfigureAwait(false) is { } person ? [person] : [];
    }

    private static string Number(string employeeId) => "#" + employeeId;

    private static LifecycleRequest Invalid(LifecycleRequest request, string id, string field, string message) => request with
    {
        State = RequestState.Invalid, IsDue = false, Findings = [.. request.Findings, new RequestFinding(id, field, message)],
    };
}
