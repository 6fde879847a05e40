using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Systems;

/// <summary>OAuth 2 token requests, as vendors take them: a form in, access_token and expires_in out.</summary>
/// <param name="transport">What reaches the network, or the sandbox.</param>
/// <param name="product">For messages.</param>
/// <remarks>Source: RFC 6749, 4.3, 4.4, 5 and 6.</remarks>
internal sealed class OAuthSignIn(HttpMessageHandler transport, IClock clock, string product)
{
    // A sign-in changes nothing that anybody could see, so it may be asked again, and belongs to no step.
    private readonly HttpClient _client = HttpPipeline.Chain(transport, clock, new PassOn(), new PipelineSettings { MostRetries = 3 }, [], []);

    /// <summary>Asks for a token.</summary>
    /// <param name="basic">For an authority that wants the client in a header; null for one that wants it in the form.</param>
    /// <param name="seeMore">Gets the whole answer, for what else stands in it (a new refresh token); null when nothing is of interest.</param>
    /// <exception cref="LifecycleException">ConnectorSignInFailed; what the pipeline throws when no answer came.</exception>
    public async Task<BearerToken> AskAsync(
        Uri address, IReadOnlyDictionary<string, string> form, AuthenticationHeaderValue? basic, Action<JsonObject>? seeMore, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        new RequestMarks { IsRead = true, IsRepeatable = true, What = $"sign in to {product}" }.On(request);
        if (basic is not null) request.Headers.Add("Authorization", basic.ToString());
        DateTimeOffset asked = clock.UtcNow;
        using HttpResponseMessage response = await _client.SendAsync(request, cancel).ConfigureAwait(false);
        JsonObject? answer = Read(response.Content is null ? "" : await response.Content.ReadAsStringAsync().ConfigureAwait(false));
        if (!response.IsSuccessStatusCode || answer?["access_token"]?.ToString() is not { Length: > 0 } token) throw Failed(response, answer);

        seeMore?.Invoke(answer);
        double seconds = answer["expires_in"] is JsonValue life && double.TryParse(life.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double given) ? given : 300;
        return new BearerToken(new Secret(token), asked + TimeSpan.FromSeconds(seconds));
    }

    private LifecycleException Failed(HttpResponseMessage response, JsonObject? answer)
    {
        int status = (int)response.StatusCode;
        string said = (answer?["error_description"] ?? answer?["error"])?.ToString() ?? "no reason was given";
        return status is 429 or >= 500
            ? new LifecycleException(ErrorIds.ConnectorUnreachable, ErrorKind.Network, $"{product} gave no token: {said} ({status}).")
            : new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"{product} refused the sign-in: {said.TrimEnd('.')} ({status}).")
            {
                RecommendedAction = "Check the client id and secret in the tenant file, and that they belong to this address.",
            };
    }

    private static JsonObject? Read(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // A proxy's page says nothing about the sign-in; the status does.
            return null;
        }
    }

    private sealed class PassOn : DelegatingHandler;
}
