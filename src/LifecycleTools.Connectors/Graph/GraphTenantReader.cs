using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Person = LifecycleTools.Engine.People.Person;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Everyone in Entra ID, and the shared mailboxes of Exchange Online.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "List users".   Limits: 999 people in one page.</remarks>
internal sealed class GraphTenantReader(GraphCalls graph, ExchangeSharedMailboxes mailboxes) : GraphPort(graph), ITenantReader
{
    private const int LargestPage = 999;
    private static readonly string[] s_withLicenses = [.. GraphPeople.Properties, "licenseAssignmentStates"];

    /// <inheritdoc/>
    /// <remarks>Source: "List users", property licenseAssignmentStates.</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<TenantPerson>> ReadPeopleAsync(CancellationToken cancel)
    {
        IReadOnlyList<User> found = await CallAsync(Graph.ListAsync(
            Api.Users.ToGetRequestInformation(ask =>
            {
                ask.QueryParameters.Filter = "accountEnabled eq true and userType eq 'Member'";
                ask.QueryParameters.Select = s_withLicenses;
                ask.QueryParameters.Top = LargestPage;
            }),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return found.Select(user => new TenantPerson(
            GraphPeople.From(user),
            GraphCalls.Present(user.LicenseAssignmentStates, "licenseAssignmentStates").Select(GraphLicenses.From).ToList())).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Guests are left out here: a filter by user type beside startswith would be an advanced query.   Source: "List users".</remarks>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<IReadOnlyList<Person>> SearchPeopleAsync(string beginning, int most, CancellationToken cancel)
    {
        UserCollectionResponse? page = await CallAsync(Api.Users.GetAsync(
            ask =>
            {
                string typed = ODataText.Quoted(beginning);
                if (beginning.Length > 0) ask.QueryParameters.Filter = $"startswith(displayName,{typed}) or startswith(userPrincipalName,{typed})";
                ask.QueryParameters.Select = GraphPeople.Properties;
                ask.QueryParameters.Top = most;
            },
            cancel)).ConfigureAwait(false);
        return GraphCalls.Present(page?.Value, "list of people").Select(GraphPeople.From).Where(person => !person.IsGuest).ToList();
    }

    /// <inheritdoc/>
    [Needs("Exchange.ManageAsApp")]
    public Task<IReadOnlyList<MailboxRight>> ReadSharedMailboxRightsAsync(CancellationToken cancel) => mailboxes.ReadRightsAsync(cancel);
}
