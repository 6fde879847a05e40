using System;
using System.Collections.Generic;
using LifecycleTools.Engine.People;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Graph;

/// <summary>The one request that finds a user by id or by name, odd names included.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "Get a user"; known issue: a name that begins with $ needs users('...').</remarks>
internal static class UserAddresses
{
    private const string ByKey = "{+baseurl}/users/{user%2Did}{?%24select}";
    private const string ByQuotedKey = "{+baseurl}/users('{user%2Did}'){?%24select}";

    /// <summary>GET of one user with these properties.</summary>
    public static RequestInformation Get(GraphCalls graph, PersonId person, string[] select)
    {
        bool quoted = person.Value.StartsWith("$", StringComparison.Ordinal);
        var request = new RequestInformation(Method.GET, quoted ? ByQuotedKey : ByKey, new Dictionary<string, object>
        {
            ["baseurl"] = graph.Api.RequestAdapter.BaseUrl!,
            ["user%2Did"] = quoted ? ODataText.Doubled(person.Value) : person.Value,
        });
        request.QueryParameters.Add("%24select", select);
        request.Headers.TryAdd("Accept", "application/json");
        return request;
    }
}
