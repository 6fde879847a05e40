using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>Puts the token of a resource on requests to that resource and on no others; renews it once when it is refused.</summary>
/// <remarks>Source: Microsoft identity platform, "Claims challenges, claims requests" (continuous access evaluation).</remarks>
internal sealed class AuthorizeHandler(ITokens tokens, IReadOnlyList<Resource> resources) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = null;
        if (resources.FirstOrDefault(each => each.Covers(request.RequestUri!)) is not { } resource)
        {
            return await base.SendAsync(request, cancel).ConfigureAwait(false);
        }

        await AttachAsync(refresh: false, claims: null).ConfigureAwait(false);
        HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        string? claims = ClaimsOf(response);
        response.Dispose();
        await AttachAsync(refresh: true, claims).ConfigureAwait(false);
        return await base.SendAsync(request, cancel).ConfigureAwait(false);

        async Task AttachAsync(bool refresh, string? claims) =>
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", await tokens.GetAsync(resource.Name, refresh, claims, cancel).ConfigureAwait(false));
    }

    private static string? ClaimsOf(HttpResponseMessage response)
    {
        foreach (AuthenticationHeaderValue challenge in response.Headers.WwwAuthenticate)
        {
            if (challenge.Scheme != "Bearer" || challenge.Parameter is null) continue;

            Match found = Regex.Match(challenge.Parameter, "(?<![\\w])claims=\"([^\"]+)\"", RegexOptions.CultureInvariant);
            if (found.Success) return Decode(found.Groups[1].Value);
        }

        return null;
    }

    private static string? Decode(string base64)
    {
        try
        {
            string padded = base64.Replace('-', '+').Replace('_', '/');
            padded = padded.PadRight(padded.Length + ((4 - (padded.Length % 4)) % 4), '=');
            return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
        }
        catch (FormatException)
        {
            // A challenge that cannot be read still means "renew": a new token without claims is the best answer to it.
            return null;
        }
    }
}
