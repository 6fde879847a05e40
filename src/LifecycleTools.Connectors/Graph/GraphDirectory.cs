using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using Microsoft.Graph.Models;
using Person = LifecycleTools.Engine.People.Person;

namespace LifecycleTools.Connectors.Graph;

/// <summary>People in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "User".   Takes effect: at once where it was written, within a minute where it is read.</remarks>
internal sealed class GraphDirectory(GraphCalls graph) : GraphPort(graph), IDirectory
{
    /// <inheritdoc/>
    /// <remarks>Source: "Get a user".</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<Person?> ReadAsync(PersonId person, CancellationToken cancel)
    {
        User? user = await FindOneAsync(
            Api.RequestAdapter.SendAsync(UserAddresses.Get(Graph, person, GraphPeople.Properties), User.CreateFromDiscriminatorValue, cancellationToken: cancel))
            .ConfigureAwait(false);
        return user is null ? null : GraphPeople.From(user);
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List users". A filter reads an index that may lag behind a creation by a minute.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<Person>> FindByEmployeeIdAsync(string employeeId, CancellationToken cancel)
    {
        IReadOnlyList<User> found = await CallAsync(Graph.ListAsync(
            Api.Users.ToGetRequestInformation(ask =>
            {
                ask.QueryParameters.Filter = $"employeeId eq {ODataText.Quoted(employeeId)}";
                ask.QueryParameters.Select = GraphPeople.Properties;
            }),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return found.Select(GraphPeople.From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List users", "List deletedItems", "List groups"; one batch. Contacts are Exchange's: Graph v1.0 cannot be asked for them by address.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    [Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<NameClash>> FindClashesAsync(string userPrincipalName, string mailNickname, CancellationToken cancel)
    {
        var clashes = new NameClashes(Graph, userPrincipalName, mailNickname);
        return await CallAsync(clashes.FindAsync(cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Create user".   Undo: delete the user; it can be restored for 30 days.</remarks>
    [Needs("User.ReadWrite.All", "Directory.ReadWrite.All")]
    public async Task<PersonId> CreateAsync(NewAccount account, Secret password, CancellationToken cancel)
    {
        var user = new User
        {
            AccountEnabled = account.SignInAllowed,
            UserPrincipalName = account.UserPrincipalName,
            MailNickname = account.MailNickname,
            DisplayName = account.DisplayName,
            UsageLocation = account.UsageLocation,
            PasswordProfile = new PasswordProfile { Password = password.Reveal(), ForceChangePasswordNextSignIn = true },
        };
        if (account.EmployeeId is not null) user.EmployeeId = account.EmployeeId;
        if (account.GivenName is not null) user.GivenName = account.GivenName;
        if (account.Surname is not null) user.Surname = account.Surname;

        try
        {
            User? made = await CallAsync(Api.Users.PostAsync(user, cancellationToken: cancel)).ConfigureAwait(false);
            return new PersonId(made?.Id ?? throw WithoutId(account));
        }
        catch (GraphRefusal refusal) when (refusal.IsAlreadyThere)
        {
            throw refusal.As(ErrorIds.NameTaken, ErrorKind.Exists, "Pick another name.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Update user".   Undo: write the old values.</remarks>
    [Needs("User.ReadWrite.All", "Directory.ReadWrite.All")]
    public async Task UpdateAsync(PersonId person, Profile profile, CancellationToken cancel)
    {
        if (profile == new Profile()) return;

        // Only what is set here is sent: the SDK would send a null that was set, and that would clear the property.
        var user = new User();
        if (profile.GivenName is not null) user.GivenName = profile.GivenName;
        if (profile.Surname is not null) user.Surname = profile.Surname;
        if (profile.DisplayName is not null) user.DisplayName = profile.DisplayName;
        if (profile.JobTitle is not null) user.JobTitle = profile.JobTitle;
        if (profile.Department is not null) user.Department = profile.Department;
        if (profile.CompanyName is not null) user.CompanyName = profile.CompanyName;
        if (profile.OfficeLocation is not null) user.OfficeLocation = profile.OfficeLocation;
        if (profile.MobilePhone is not null) user.MobilePhone = profile.MobilePhone;
        if (profile.EmployeeId is not null) user.EmployeeId = profile.EmployeeId;
        if (profile.EmployeeHireDate is not null) user.EmployeeHireDate = profile.EmployeeHireDate;
        if (profile.UsageLocation is not null) user.UsageLocation = profile.UsageLocation;
        await CallAsync(Api.Users[Key(person)].PatchAsync(user, cancellationToken: cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List manager"; 404 when there is none.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<Person?> ReadManagerAsync(PersonId person, CancellationToken cancel)
    {
        DirectoryObject? manager = await FindOneAsync(
            Api.Users[Key(person)].Manager.GetAsync(ask => ask.QueryParameters.Select = GraphPeople.Properties, cancel)).ConfigureAwait(false);
        return manager switch
        {
            null => null,
            User user => GraphPeople.From(user),
            _ => throw new LifecycleException(ErrorIds.ManagerNotFound, ErrorKind.NotFound,
                $"The manager of {person} was not read: {manager.Id} is not a user ({manager.OdataType})."),
        };
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List deletedItems". An address is compared with the mail property: the name that signs in is changed by the deletion.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public Task<IReadOnlyList<Person>> FindDeletedAsync(string? employeeId, string? mail, CancellationToken cancel)
    {
        string filter = string.Join(" or ", new[]
        {
            string.IsNullOrEmpty(employeeId) ? null : $"employeeId eq {ODataText.Quoted(employeeId!)}",
            string.IsNullOrEmpty(mail) ? null : $"mail eq {ODataText.Quoted(mail!)}",
        }.OfType<string>());
        return filter.Length == 0 ? Task.FromResult<IReadOnlyList<Person>>([]) : ListDeletedAsync(filter, cancel);
    }

    /// <inheritdoc/>
    /// <remarks>Source: "List deletedItems".</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<Person?> ReadDeletedAsync(PersonId person, CancellationToken cancel) =>
        (await ListDeletedAsync($"id eq {ODataText.Quoted(person.Value)}", cancel).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    /// <remarks>Undo: delete the user again.   Source: "Restore deleted item".   Limits: an administrator's account needs a directory role as well.</remarks>
    [Needs("User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public async Task RestoreAsync(PersonId person, CancellationToken cancel)
    {
        try
        {
            await CallAsync(Api.Directory.DeletedItems[Key(person)].Restore.PostAsync(cancellationToken: cancel)).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.IsAlreadyThere)
        {
            throw refusal.As(ErrorIds.NameTaken, ErrorKind.Exists, "Somebody has its name or address by now: rename that account, then resume the run.");
        }
    }

    private async Task<IReadOnlyList<Person>> ListDeletedAsync(string filter, CancellationToken cancel, [CallerMemberName] string method = "")
    {
        IReadOnlyList<User> found = await CallAsync(Graph.ListAsync(
            Api.Directory.DeletedItems.GraphUser.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = (filter, GraphPeople.DeletedProperties)),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel), method).ConfigureAwait(false);
        return found.Select(GraphPeople.FromDeleted).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Assign manager".   Undo: set the old one.</remarks>
    [Needs("User.ReadWrite.All", "Directory.ReadWrite.All")]
    public Task SetManagerAsync(PersonId person, PersonId manager, CancellationToken cancel) =>
        CallAsync(Api.Users[Key(person)].Manager.Ref.PutAsync(
            new ReferenceUpdate { OdataId = Graph.UserAddress(manager.Value) }, cancellationToken: cancel));

    private static LifecycleException WithoutId(NewAccount account) => new(
        ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"The account {account.UserPrincipalName} may have been made, but the answer has no id.")
    {
        IsAmbiguous = true,
    };
}
