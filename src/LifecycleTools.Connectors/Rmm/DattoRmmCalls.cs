using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>The way to one Datto RMM platform: its sign-in, its quotas, its pages, and which right a refusal is about.</summary>
/// <remarks>Source: Datto RMM API 2.0.0 build 118; rmm.datto.com help, "API". A token lives 100 hours and is asked for again when it is refused.</remarks>
internal sealed class DattoRmmCalls
{
    public const string Product = "Datto RMM";
    private const int MostOfAPage = 250;
    private readonly SystemAccess _access;
    private readonly OAuthSignIn _signIn;
    private readonly Uri _platform;
    private readonly JsonCalls _calls;

    public DattoRmmCalls(SystemAccess access)
    {
        _access = access;
        _signIn = new OAuthSignIn(access.Transport, access.Clock, Product);

        // The page of a user's key shows the address with /api, and without it in older releases.
        string given = access.Address().OriginalString.TrimEnd('/');
        _platform = new Uri(given.EndsWith("/api", StringComparison.OrdinalIgnoreCase) ? given.Substring(0, given.Length - "/api".Length) : given);
        Uri root = new(_platform.OriginalString.TrimEnd('/') + "/api");

        // A block lasts five minutes, and comes after a wait of two.
        HttpClient client = HttpPipeline.Chain(
            access.Transport, access.Clock, new BearerHandler(root, access.Clock, AskAsync), new PipelineSettings { LongestInAll = TimeSpan.FromMinutes(15) },
            [], [new DattoRmmQuota(root, access.Clock)]);
        _calls = new JsonCalls(client, root, Product, access.Clock, DattoRmmJson.ErrorOf);
    }

    /// <summary>Reads.</summary>
    /// <param name="right">What the user of the key must be allowed to see, for the message of a refusal.</param>
    public Task<JsonNode?> GetAsync(string path, string right, CancellationToken cancel) => NamingAsync(right, () => _calls.GetAsync(path, cancel));

    /// <summary>Reads; null when it is not there.</summary>
    public Task<JsonNode?> FindAsync(string path, string right, CancellationToken cancel) => NamingAsync(right, () => _calls.FindAsync(path, cancel));

    /// <summary>Changes.</summary>
    /// <param name="isOnce">It makes something new each time it is sent, whatever its verb says.</param>
    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, bool isOnce, string right, CancellationToken cancel) =>
        NamingAsync(right, () => _calls.SendAsync(method, path, body, isOnce ? RequestMarks.Once : RequestMarks.Repeatable, cancel));

    /// <summary>The items of all pages.</summary>
    /// <param name="path">Without page and size.</param>
    /// <param name="list">The property that the items stand in.</param>
    public Task<List<JsonObject>> PagesAsync(string path, string list, string right, CancellationToken cancel) =>
        FollowAsync($"{path}?page=0&max={MostOfAPage}", list, right, _ => false, cancel);

    /// <summary>The items of this page and of those after it, up to one that is enough.</summary>
    public async Task<List<JsonObject>> FollowAsync(string first, string list, string right, Func<JsonObject, bool> isEnough, CancellationToken cancel)
    {
        List<JsonObject> all = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (string? path = first; path is not null;)
        {
            if (!seen.Add(path)) throw _calls.Unexpected($"a page of {list} names itself as the next one");
            JsonNode? page = await GetAsync(path, right, cancel).ConfigureAwait(false);
            List<JsonObject> items = JsonValues.Objects(page?[list] ?? throw _calls.Unexpected($"a page has no {list}")).ToList();
            all.AddRange(items);
            path = items.Any(isEnough) ? null : JsonValues.Text(page["pageDetails"]?["nextPageUrl"]);
        }

        return all;
    }

    /// <summary>The failure of an answer that parses and is not what was asked for.</summary>
    public LifecycleException Unexpected(string what) => _calls.Unexpected(what);

    private async Task<BearerToken> AskAsync(CancellationToken cancel)
    {
        // The client is the same for everybody; who asks is told by the key, which stands in the user's place.
        AuthenticationHeaderValue anybody = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("public-client:public")));
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "password", ["username"] = _access.Secret("apiKey").Reveal(), ["password"] = _access.Secret("apiSecretKey").Reveal(),
        };
        try
        {
            return await _signIn.AskAsync(new Uri(_platform.OriginalString.TrimEnd('/') + "/auth/oauth/token"), form, anybody, null, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorSignInFailed)
        {
            throw new LifecycleException(refused.Id, refused.Kind, refused.Message, refused)
            {
                RecommendedAction = $"Check the platform first: a key of one is unknown on every other. They are {string.Join(", ", Platforms)}, as in https://pinotage-api.centrastage.net; "
                    + "the page of the key shows which. API access must be on under Setup > Global Settings.",
            };
        }
    }

    private static IReadOnlyList<string> Platforms { get; } = ["pinotage", "merlot", "concord", "vidal", "zinfandel", "syrah"];

    private static Task<T> NamingAsync<T>(string right, Func<Task<T>> call) => MissingRights.NameAsync(
        call, $"The user of the API key must be allowed to {right}.", $"In {Product}, Setup > Users: give the user of the key a security level that allows to {right}.");
}
