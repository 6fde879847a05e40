using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>Stops the one mistake that deletes a person: taking a member out of something without saying /$ref.</summary>
/// <remarks>
/// Source: Microsoft Graph v1.0, "Remove member": "If /$ref is not appended to the request and the calling app has
/// permissions to manage the member object type, the member object will also be deleted".
/// </remarks>
internal sealed class ReferenceGuard : DelegatingHandler
{
    private static readonly Regex s_deletesTheObject = new(
        "/(members|owners|registeredOwners|registeredUsers|sponsors|acceptedSenders|rejectedSenders)/(?!(\\$|%24)ref$)[^/]+/?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    // A team's and a channel's members are memberships, not people; their delete has no /$ref.
    private static readonly Regex s_conversation = new("/teams/[^/]+/(channels/[^/]+/)?members/[^/]+/?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Delete && s_deletesTheObject.IsMatch(path) && !s_conversation.IsMatch(path))
        {
            throw new InvalidOperationException($"{CallRecord.Describe(request)} was not sent: without /$ref it would delete the object itself.");
        }

        return base.SendAsync(request, cancel);
    }
}
