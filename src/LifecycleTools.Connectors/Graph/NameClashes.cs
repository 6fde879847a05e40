using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Everything that holds a name or an alias already, asked in one batch.</summary>
internal sealed class NameClashes(GraphCalls graph, string userPrincipalName, string mailNickname)
{
    private static readonly string[] s_user = ["id", "displayName", "userPrincipalName", "mail", "mailNickname", "proxyAddresses"];
    private static readonly string[] s_group = ["id", "displayName", "mail", "mailNickname", "proxyAddresses"];

    public async Task<IReadOnlyList<NameClash>> FindAsync(CancellationToken cancel)
    {
        string address = ODataText.Quoted(userPrincipalName);
        string group = $"mail eq {address} or mailNickname eq {ODataText.Quoted(mailNickname)} or {ODataText.HasAddress(userPrincipalName)}";
        string user = $"userPrincipalName eq {address} or {group}";

        // Started together, so that they share a batch.
        Task<IReadOnlyList<User>> users = graph.ListAsync(
            graph.Api.Users.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = (user, s_user)),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel);
        Task<IReadOnlyList<User>> deleted = graph.ListAsync(
            graph.Api.Directory.DeletedItems.GraphUser.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = (user, s_user)),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel);
        Task<IReadOnlyList<Microsoft.Graph.Models.Group>> groups = graph.ListAsync(
            graph.Api.Groups.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = (group, s_group)),
            GroupCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel);
        await Task.WhenAll(users, deleted, groups).ConfigureAwait(false);

        return (await users.ConfigureAwait(false)).Select(each => From("user", each))
            .Concat((await deleted.ConfigureAwait(false)).Select(each => From("deleted user", each)))
            .Concat((await groups.ConfigureAwait(false)).Select(From))
            .ToList();
    }

    private NameClash From(string kind, User user) =>
        new(kind, user.Id ?? "", user.DisplayName ?? "", Held(user.UserPrincipalName, user.Mail, user.MailNickname, user.ProxyAddresses));

    private NameClash From(Microsoft.Graph.Models.Group group) =>
        new("group", group.Id ?? "", group.DisplayName ?? "", Held(null, group.Mail, group.MailNickname, group.ProxyAddresses));

    private string Held(string? name, string? mail, string? nickname, List<string>? proxies)
    {
        if (Same(name, userPrincipalName) || Same(mail, userPrincipalName)) return userPrincipalName;
        if (proxies?.FirstOrDefault(each => ODataText.IsAddress(each, userPrincipalName)) is { } proxy) return proxy;
        return Same(nickname, mailNickname) ? mailNickname : userPrincipalName;
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
