using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : IDirectory, ISignIn
{
    private readonly Dictionary<string, string> _managers = [];

    /// <summary>People by object id.</summary>
    public Dictionary<string, Person> People { get; } = [];

    /// <summary>Names that deleted users, groups and contacts hold.</summary>
    public List<NameClash> OtherNames { get; } = [];

    /// <summary>The password last set, by object id.</summary>
    public Dictionary<string, (Secret Password, bool MustChange)> Passwords { get; } = [];

    /// <summary>Seeds a person: <c>AddPerson("jane@contoso.example", person => person with { ... })</c>.</summary>
    public Person AddPerson(string userPrincipalName, Func<Person, Person>? more = null)
    {
        string local = userPrincipalName.Split('@')[0];
        var person = new Person
        {
            Id = new PersonId(NewId()), UserPrincipalName = userPrincipalName, DisplayName = local, Mail = userPrincipalName,
            MailNickname = local, SignInAllowed = true, UsageLocation = "CH", Created = Clock.UtcNow.AddYears(-1),
        };
        person = more?.Invoke(person) ?? person;
        People[person.Id.Value] = person;
        return person;
    }

    /// <summary>Seeds a manager.</summary>
    public void SetManager(Person person, Person manager) => _managers[person.Id.Value] = manager.Id.Value;

    /// <summary>Who manages someone, as an object id; null for nobody.</summary>
    public string? ManagerOf(PersonId person) => _managers.TryGetValue(Need(person).Id.Value, out string? manager) ? manager : null;

    /// <summary>The person now, by either name.</summary>
    public Person? Find(PersonId person) => People.Values.FirstOrDefault(one =>
        one.Id == person || string.Equals(one.UserPrincipalName, person.Value, StringComparison.OrdinalIgnoreCase));

    private Person Need(PersonId person) => Find(person) ?? throw Missing(person);

    private LifecycleException? Unless(PersonId person) => Find(person) is null ? Missing(person) : null;

    private static LifecycleException Missing(PersonId person) =>
        new(ErrorIds.PersonNotFound, ErrorKind.NotFound, $"Nobody is called {person}.") { MayBeReplication = true };

    private void Change(PersonId person, Func<Person, Person> change)
    {
        Person now = Need(person);
        People[now.Id.Value] = change(now);
    }

    Task<Person?> IDirectory.ReadAsync(PersonId person, CancellationToken cancel) => ReadAsync("directory.read", () => Find(person), cancel);

    Task<IReadOnlyList<Person>> IDirectory.FindByEmployeeIdAsync(string employeeId, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Person>>("directory.find-employee", () => People.Values.Where(person => person.EmployeeId == employeeId).ToList(), cancel);

    Task<IReadOnlyList<NameClash>> IDirectory.FindClashesAsync(string userPrincipalName, string mailNickname, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<NameClash>>("directory.find-clashes", () => Clashes(userPrincipalName, mailNickname), cancel);

    private List<NameClash> Clashes(string name, string alias)
    {
        bool Same(string? held, string asked) => string.Equals(held, asked, StringComparison.OrdinalIgnoreCase);
        return People.Values
            .Where(person => Same(person.UserPrincipalName, name) || Same(person.Mail, name) || Same(person.MailNickname, alias))
            .Select(person => new NameClash("user", person.Id.Value, person.DisplayName, person.UserPrincipalName))
            .Concat(OtherNames.Where(other => Same(other.Holds, name) || Same(other.Holds, alias)))
            .ToList();
    }

    async Task<PersonId> IDirectory.CreateAsync(NewAccount account, Secret password, CancellationToken cancel)
    {
        var person = new Person
        {
            Id = new PersonId(NewId()), UserPrincipalName = account.UserPrincipalName, DisplayName = account.DisplayName,
            Mail = account.UserPrincipalName, MailNickname = account.MailNickname, GivenName = account.GivenName, Surname = account.Surname,
            EmployeeId = account.EmployeeId, UsageLocation = account.UsageLocation, SignInAllowed = account.SignInAllowed,
            Created = Clock.UtcNow, PasswordChanged = Clock.UtcNow,
        };
        await WriteAsync("directory.create", account.UserPrincipalName, () => Add(person, password), cancel, () =>
            Clashes(account.UserPrincipalName, account.MailNickname).Count == 0
                ? null
                : new LifecycleException(ErrorIds.NameTaken, ErrorKind.Exists, $"{account.UserPrincipalName} is taken.")).ConfigureAwait(false);
        return person.Id;
    }

    private void Add(Person person, Secret password)
    {
        People[person.Id.Value] = person;
        Passwords[person.Id.Value] = (password, true);
    }

    Task IDirectory.UpdateAsync(PersonId person, Profile profile, CancellationToken cancel) =>
        WriteAsync("directory.update", Named(person), () => Change(person, now => now with
        {
            GivenName = profile.GivenName ?? now.GivenName, Surname = profile.Surname ?? now.Surname,
            DisplayName = profile.DisplayName ?? now.DisplayName, JobTitle = profile.JobTitle ?? now.JobTitle,
            Department = profile.Department ?? now.Department, CompanyName = profile.CompanyName ?? now.CompanyName,
            OfficeLocation = profile.OfficeLocation ?? now.OfficeLocation, MobilePhone = profile.MobilePhone ?? now.MobilePhone,
            EmployeeId = profile.EmployeeId ?? now.EmployeeId, EmployeeHireDate = profile.EmployeeHireDate ?? now.EmployeeHireDate,
            UsageLocation = profile.UsageLocation ?? now.UsageLocation,
        }), cancel, () => Unless(person));

    Task<Person?> IDirectory.ReadManagerAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync("directory.read-manager", () => ManagerOf(person) is { } manager ? Find(new PersonId(manager)) : null, cancel);

    /// <summary>Deleted people by object id.</summary>
    public Dictionary<string, Person> DeletedPeople { get; } = [];

    /// <summary>Deletes a person as the service does: memberships end.</summary>
    public void Delete(Person person)
    {
        DeletedPeople[person.Id.Value] = People[person.Id.Value] with { Deleted = Clock.UtcNow };
        People.Remove(person.Id.Value);
        foreach (HashSet<string> members in _members.Values) members.Remove(person.Id.Value);
    }

    Task<IReadOnlyList<Person>> IDirectory.FindDeletedAsync(string? employeeId, string? mail, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<Person>>("directory.find-deleted", () => DeletedPeople.Values
            .Where(person => (employeeId is not null && person.EmployeeId == employeeId) || (mail is not null && Same(person.Mail ?? "", mail))).ToList(), cancel);

    Task<Person?> IDirectory.ReadDeletedAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync("directory.read-deleted", () => DeletedPeople.TryGetValue(person.Value, out Person? found) ? found : null, cancel);

    Task IDirectory.RestoreAsync(PersonId person, CancellationToken cancel) =>
        WriteAsync("directory.restore", person.Value, () =>
        {
            People[person.Value] = DeletedPeople[person.Value] with { Deleted = null };
            DeletedPeople.Remove(person.Value);
        }, cancel, () => DeletedPeople.ContainsKey(person.Value) ? null : Missing(person));

    Task IDirectory.SetManagerAsync(PersonId person, PersonId manager, CancellationToken cancel) =>
        WriteAsync("directory.set-manager", Named(person), () => _managers[Need(person).Id.Value] = Need(manager).Id.Value, cancel, () => Unless(person));

    Task ISignIn.SetAllowedAsync(PersonId person, bool allowed, CancellationToken cancel) =>
        WriteAsync("signin.set-allowed", $"{Named(person)} {allowed}", () => Change(person, now => now with { SignInAllowed = allowed }), cancel, () => Unless(person));

    Task ISignIn.RevokeSessionsAsync(PersonId person, CancellationToken cancel) =>
        WriteAsync("signin.revoke", Named(person), () => Change(person, now => now with { SessionsValidFrom = Clock.UtcNow }), cancel, () => Unless(person));

    Task ISignIn.ResetPasswordAsync(PersonId person, Secret password, bool mustChange, CancellationToken cancel) =>
        WriteAsync("signin.reset-password", Named(person), () =>
        {
            Change(person, now => now with { PasswordChanged = Clock.UtcNow });
            Passwords[Need(person).Id.Value] = (password, mustChange);
        }, cancel, () => Unless(person));

    // Steps side by side ask for names while others change the people.
    private string Named(PersonId person)
    {
        lock (_gate) return Find(person)?.UserPrincipalName ?? person.Value;
    }
}
