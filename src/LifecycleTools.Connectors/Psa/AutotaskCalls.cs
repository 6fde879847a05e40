using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The way to one Autotask database: its zone, its limits, its queries and their pages.</summary>
/// <remarks>Source: Autotask REST API, "Zone information", "Basic query calls", "Paging".</remarks>
internal sealed class AutotaskCalls : IDisposable
{
    public const string Product = "Autotask";
    private const string AnyZone = "https://webservices2.autotask.net/ATServicesRest";
    private const int CallsBetweenLooks = 200;
    private static readonly Regex s_zoneHost = new(@"\Awebservices\d*\.autotask\.net\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private readonly SystemAccess _access;
    private readonly Uri _entrance;
    private readonly string _user;
    private readonly Secret _secret;
    private readonly string _integrationCode;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (JsonCalls Api, AutotaskSignIn SignIn)? _open;

    public AutotaskCalls(SystemAccess access)
    {
        _access = access;
        _entrance = access.Value("url") is null ? new Uri(AnyZone) : access.Address();
        if (!IsTrusted(_entrance)) throw access.Missing("url", $"is '{_entrance}', and only https://webservicesN.autotask.net/ATServicesRest is Autotask");

        _user = access.Required("user");
        _secret = access.Secret("secret");
        _integrationCode = access.Required("integrationCode");
    }

    /// <summary>All rows whose fields have these values, page by page.</summary>
    /// <param name="right">What the API user's security level must allow, for the message of a refusal.</param>
    /// <param name="fields">Which fields; the id is always one.</param>
    public Task<IReadOnlyList<JsonObject>> QueryAsync(string entity, string right, IReadOnlyList<string> fields, CancellationToken cancel, params (string Field, JsonNode Value)[] equal) =>
        QueryAsync(entity, right, fields, equal.Length == 0 ? [new JsonObject { ["op"] = "exist", ["field"] = "id" }] : equal.Select(each => Is(each.Field, each.Value)).ToList(), cancel);

    /// <summary>All rows that a query finds, page by page.</summary>
    /// <param name="filter">What all of them must meet: <see cref="Is"/>, <see cref="Any"/>.</param>
    public async Task<IReadOnlyList<JsonObject>> QueryAsync(string entity, string right, IReadOnlyList<string> fields, IReadOnlyList<JsonObject> filter, CancellationToken cancel)
    {
        JsonObject body = new()
        {
            ["maxRecords"] = 500,
            ["includeFields"] = new JsonArray([.. fields.Select(field => (JsonNode)field)]),
            ["filter"] = new JsonArray([.. filter]),
        };
        List<JsonObject> rows = [];
        for (string? path = $"V1.0/{entity}/query"; path is not null;)
        {
            JsonNode? answer = await SendAsync(HttpMethod.Post, path, body.DeepClone(), RequestMarks.Read, right, cancel).ConfigureAwait(false);
            rows.AddRange((AutotaskJson.Get(answer, "items") as JsonArray ?? throw Unexpected($"the query of {entity} has no items")).OfType<JsonObject>());
            path = AutotaskJson.Text(AutotaskJson.Get(answer, "pageDetails"), "nextPageUrl") is { Length: > 0 } next ? next : null;
        }

        return rows;
    }

    /// <summary>A condition on a field.</summary>
    /// <param name="op">eq, gte ...</param>
    public static JsonObject Is(string field, JsonNode value, string op = "eq") => new() { ["op"] = op, ["field"] = field, ["value"] = value.DeepClone() };

    /// <summary>One of several conditions.</summary>
    public static JsonObject Any(IEnumerable<JsonObject> conditions) => new() { ["op"] = "or", ["items"] = new JsonArray([.. conditions]) };

    /// <summary>Reads one object; null when there is none: 404, or an item that is null.</summary>
    public async Task<JsonObject?> FindAsync(string entity, string id, string right, CancellationToken cancel)
    {
        try
        {
            JsonNode? answer = await SendAsync(HttpMethod.Get, $"V1.0/{entity}/{id}", null, null, right, cancel).ConfigureAwait(false);
            return AutotaskJson.Has(answer, "item") ? AutotaskJson.Get(answer, "item") as JsonObject : throw Unexpected($"{entity}/{id} was answered without an item");
        }
        catch (LifecycleException missing) when (missing.Id == ErrorIds.ConnectorObjectNotFound)
        {
            return null;
        }
    }

    /// <summary>What an entity's fields are and take.</summary>
    public async Task<IReadOnlyList<JsonObject>> FieldsAsync(string entity, CancellationToken cancel) =>
        (AutotaskJson.Get(await SendAsync(HttpMethod.Get, $"V1.0/{entity}/entityInformation/fields", null, null, $"{entity} (View)", cancel).ConfigureAwait(false), "fields") as JsonArray
            ?? throw Unexpected($"{entity} has no fields")).OfType<JsonObject>().ToList();

    /// <summary>Creates or changes an object.</summary>
    /// <returns>Its id: nothing else of it is in the answer.</returns>
    public async Task<string> ChangeAsync(HttpMethod method, string path, JsonObject body, string right, CancellationToken cancel) =>
        AutotaskJson.Text(await SendAsync(method, path, body, null, right, cancel).ConfigureAwait(false), "itemId") is { Length: > 0 } id ? id : throw Unexpected("a change was answered without the object's id");

    /// <summary>How much of the hour's calls is used up, everybody's together.</summary>
    /// <returns>0 to 1.</returns>
    public async Task<double> ReadUseAsync(CancellationToken cancel)
    {
        (JsonCalls api, AutotaskSignIn signIn) = await OpenAsync(cancel).ConfigureAwait(false);
        JsonNode? threshold = await api.GetAsync("V1.0/ThresholdInformation", cancel).ConfigureAwait(false);
        double most = Number(threshold, "externalRequestThreshold");
        double used = most > 0 ? Number(threshold, "currentTimeframeRequestCount") / most : 0;
        signIn.Tell(used);
        return used;
    }

    /// <summary>The failure of an answer that is not what was asked for.</summary>
    public static LifecycleException Unexpected(string what) => new(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"{Product}: {what}.");

    public void Dispose()
    {
        _open?.SignIn.Dispose();
        _gate.Dispose();
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, RequestMarks? marks, string right, CancellationToken cancel)
    {
        (JsonCalls api, AutotaskSignIn signIn) = await OpenAsync(cancel).ConfigureAwait(false);
        if (signIn.Calls >= CallsBetweenLooks) await ReadUseAsync(cancel).ConfigureAwait(false);
        try
        {
            return await api.SendAsync(method, path, body, marks, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorPermissionMissing)
        {
            throw new LifecycleException(refused.Id, refused.Kind, $"{refused.Message} The security level of the API user needs: {right}.", refused)
            {
                RequestId = refused.RequestId,
                RecommendedAction = $"In {Product}, Admin > Security Levels: give the level of {_user} {right}.",
            };
        }
    }

    private async Task<(JsonCalls Api, AutotaskSignIn SignIn)> OpenAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_open is { } known) return known;

            Uri zone = await DiscoverAsync(cancel).ConfigureAwait(false);
            AutotaskSignIn signIn = new(zone, _user, _secret, _integrationCode, _access.Clock);
            (JsonCalls, AutotaskSignIn) opened = (new JsonCalls(_access.Client(signIn, new PipelineSettings()), zone, Product, _access.Clock, AutotaskJson.ErrorsOf), signIn);
            _open = opened;
            return opened;
        }
        finally
        {
            _gate.Release();
        }
    }

    // No credentials go along: any zone answers for every user.
    private async Task<Uri> DiscoverAsync(CancellationToken cancel)
    {
        HttpClient nobody = _access.Client(new HeaderAuthorizeHandler(_entrance, new Dictionary<string, Secret>()), new PipelineSettings { MostRetries = 2 });
        JsonCalls api = new(nobody, _entrance, Product, _access.Clock, AutotaskJson.ErrorsOf);
        JsonNode? answer;
        try
        {
            answer = await api.GetAsync("V1.0/ZoneInformation?user=" + Uri.EscapeDataString(_user), cancel).ConfigureAwait(false);
        }
        catch (LifecycleException failure) when (failure.Id is ErrorIds.ConnectorFailed or ErrorIds.ConnectorRequestRefused or ErrorIds.ConnectorObjectNotFound)
        {
            throw Unknown(failure);
        }

        if (!Uri.TryCreate(AutotaskJson.Text(answer, "url").TrimEnd('/'), UriKind.Absolute, out Uri? zone)) throw Unknown(null);

        // The address decides who gets the secret.
        return IsTrusted(zone) && zone.IsLoopback == _entrance.IsLoopback ? zone : throw Unexpected($"the zone of {_user} is said to be at {zone.Host}, which is no Autotask");
    }

    private LifecycleException Unknown(Exception? inner) => new(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"{Product} knows no zone of an API user '{_user}'.", inner)
    {
        RecommendedAction = "Write the user name of an API-only user, as the resource has it, under systems.psa.user.",
    };

    private static bool IsTrusted(Uri address) => address.IsLoopback
        || (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && s_zoneHost.IsMatch(address.Host));

    private static double Number(JsonNode? of, string name) =>
        double.TryParse(AutotaskJson.Text(of, name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;
}
