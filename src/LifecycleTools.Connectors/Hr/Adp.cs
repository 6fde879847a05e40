using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Hr;

/// <summary>ADP Workforce Now as a source: a scan of all workers, and the event queue where it is switched on.</summary>
/// <remarks>
/// Settings: <c>url</c> (https://api.adp.com), <c>tokenUrl</c> (https://accounts.adp.com/auth/oauth/v2/token), <c>clientId</c>, <c>clientSecret</c>,
/// <c>certificate</c> (a file beside the tenant file) with <c>certificatePassword</c>, or <c>thumbprint</c>; optional <c>events: true</c>, and <c>columns</c>,
/// <c>roles</c>, <c>sites</c> as for every source. ADP wants the client certificate on every connection, the one for the token included.
/// There is no "changed since", so each pass reads everyone, a hundred at a time. Dates decide and never the status, which says Active of somebody who starts next month.
/// An event's last day that the worker does not show yet holds for up to 24 hours against the scan; of a worker whom the account cannot read a record says so by name.
/// A queue that cannot be read is named in each reading, and the scan goes on.
/// Source: ADP OpenAPI "HR Workers v2"; ADP sample payloads; ADP connection library.
/// </remarks>
[Connector("adp",
    Rights = "An API client of ADP Workforce Now with its certificate and the API \"HR Workers v2\" (read). With events: true also the subscription of the event notification messages.")]
[Setting("url", SettingForm.Address, "https://api.adp.com", IsRequired = true)]
[Setting("tokenUrl", SettingForm.Address, "https://accounts.adp.com/auth/oauth/v2/token unless given")]
[Setting("clientId", SettingForm.Text, "Client id of the API client", IsRequired = true)]
[Setting("clientSecret", SettingForm.Secret, "Name of its secret: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("certificate", SettingForm.Text, "Path of the client certificate")]
[Setting("certificatePassword", SettingForm.Secret, "Name of its password: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("thumbprint", SettingForm.Text, "A certificate of the store instead")]
[Setting("events", SettingForm.Flag, "true reads the event queue as well")]
internal sealed class Adp : IRequestSource, IDisposable
{
    private const int PageSize = 100;
    private const string Queue = "core/v1/event-notification-messages";
    private static readonly Uri s_tokens = new("https://accounts.adp.com/auth/oauth/v2/token");
    private readonly JsonCalls _calls;
    private readonly HttpClient _client;
    private readonly Uri _root;
    private readonly bool _readsEvents;
    private readonly IClock _clock;
    private readonly HttpMessageHandler? _own;
    private readonly X509Certificate2? _certificate;
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private string? _pageBegan;

    public Adp(SystemAccess access)
    {
        _root = access.Address();
        _clock = access.Clock;
        _readsEvents = access.OneOf("events", "false", "true") == "true";
        _certificate = CertificateOf(access);
        _own = _certificate is null ? null : HttpPipeline.Transport(access.Transport, _certificate);
        HttpMessageHandler transport = _own ?? access.Transport;
        Uri tokens = access.Value("tokenUrl") is null ? s_tokens : access.Address("tokenUrl");
        OAuthSignIn signIn = new(transport, access.Clock, Product);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = access.Required("clientId"), ["client_secret"] = access.Secret("clientSecret").Reveal(),
        };
        BearerHandler authorize = new(_root, access.Clock, cancel => signIn.AskAsync(tokens, form, null, null, cancel));
        _client = HttpPipeline.Chain(transport, access.Clock, authorize, new PipelineSettings(), [], []);
        _calls = new JsonCalls(_client, _root, Product, access.Clock, AdpErrors.TextOf);
    }

    /// <inheritdoc/>
    public string Product => "ADP Workforce Now";

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.Register | (_readsEvents ? SourceAbilities.Acknowledge : SourceAbilities.None);

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        try
        {
            await _calls.GetAsync("hr/v2/workers?$top=1&$skip=0", cancel).ConfigureAwait(false);
            if (_readsEvents) await AskQueueAsync(cancel).ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorSignInFailed)
        {
            throw new LifecycleException(refused.Id, refused.Kind, refused.Message, refused)
            {
                RecommendedAction = "Check the client certificate first: ADP answers 401 to a good token without the certificate of its environment, and certificates run out each year.",
            };
        }
    }

    /// <inheritdoc/>
    public async Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        AdpCursor place = AdpCursor.Read(cursor);
        List<RequestFinding> findings = [];
        try
        {
            if (!place.IsScan && _readsEvents && !place.IsFull && await NextEventAsync(place, cancel).ConfigureAwait(false) is { } page) return page;
        }
        catch (LifecycleException failure) when (failure.Id != ErrorIds.ConnectorSignInFailed)
        {
            // What the queue says sooner the workers say as well: a queue that gives nothing usable is named, and keeps nobody's last day back.
            findings.Add(new RequestFinding(RequestFindingIds.RecordUnreadable, "", $"{Product}'s queue was not read, and its message stays in it. The scan of workers goes on. {failure.Message}"));
        }

        SourcePage scanned = await ScanAsync(place, cancel).ConfigureAwait(false);
        return scanned with { Findings = [.. findings, .. scanned.Findings] };
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) => throw new NotSupportedException("A register is not claimed.");

    /// <inheritdoc/>
    /// <remarks>Effect: the queue forgets the message; before that it gives the same one again. Undo: none. Source: DELETE /core/v1/event-notification-messages/{id}.</remarks>
    public async Task AcknowledgeAsync(SourcePage page, CancellationToken cancel)
    {
        if (page.Receipt is not { } message) return;
        try
        {
            await _calls.SendAsync(HttpMethod.Delete, $"{Queue}/{Uri.EscapeDataString(message)}", null, null, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException gone) when (gone.Id == ErrorIds.ConnectorObjectNotFound)
        {
            // An answer that was lost, and the same asked again: the queue does not have it.
        }

        _acknowledged.Add(message);
    }

    /// <inheritdoc/>
    public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel) => throw new NotSupportedException("ADP takes changes as events of its own, which this does not send.");

    /// <summary>Closes the connections that carry the certificate.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _own?.Dispose();
        _certificate?.Dispose();
    }

    private async Task<SourcePage> ScanAsync(AdpCursor place, CancellationToken cancel)
    {
        string path = $"hr/v2/workers?$top={PageSize}&$skip={place.Skip.ToString(CultureInfo.InvariantCulture)}";

        // 204 without a body is how the list ends. A page may be short in the middle of it, where the account may not see everybody.
        JsonNode? answer = await _calls.GetAsync(path, cancel).ConfigureAwait(false);
        IReadOnlyList<JsonObject> workers = answer is null ? [] : WorkersOf(answer, path);
        bool ends = workers.Count == 0;
        string? first = ends ? null : workers[0]["associateOID"]?.ToString();
        if (place.Skip > 0 && first is not null && first == _pageBegan) throw _calls.Unexpected($"the page behind {place.Skip} workers is the one before it again");
        _pageBegan = first;
        AdpCursor next = place;
        List<SourceRecord> records = [];
        foreach (SourceRecord shown in workers.Select(AdpWorkers.RecordOf).OfType<SourceRecord>())
        {
            bool isAhead = next.Ahead.TryGetValue(shown.SourceId, out AdpAhead? said) && said.IsAheadOf(shown, _clock.UtcNow);
            next = isAhead ? next.With(shown.SourceId, said! with { IsUnread = false }) : next.Without(shown.SourceId);
            records.Add(isAhead ? said!.ApplyTo(shown) : shown);
        }

        if (!ends)
        {
            next = next with { IsScan = true, Skip = place.Skip + workers.Count };
            return new SourcePage { Records = records, BeginsPass = place.Skip == 0, HasMore = true, Cursor = next.ToString() };
        }

        // The end of a pass is said as the beginning of the next, or that one would begin where this one ended.
        next = next.WithoutOld(_clock.UtcNow) with { IsScan = !_readsEvents, Skip = 0 };
        return new SourcePage
        {
            // Whoever cannot be read is in no scan, and would look as if their event had been taken back.
            Records = next.Ahead.Where(one => one.Value.IsUnread).Select(one => one.Value.Unread(one.Key)).ToList(),
            BeginsPass = place.Skip == 0, EndsPass = true, People = place.Skip, Cursor = next.ToString(),
            Findings = next.IsFull ? [new RequestFinding(RequestFindingIds.RecordUnreadable, "", $"{Product}'s queue waits: so many events are about workers who do not show them, or whom the account cannot read. The scan of workers goes on.")] : [],
        };
    }

    private async Task<SourcePage?> NextEventAsync(AdpCursor place, CancellationToken cancel)
    {
        (JsonNode? body, string message) = await AskQueueAsync(cancel).ConfigureAwait(false);
        if (body is null) return null;
        if (message.Length == 0) throw _calls.Unexpected("a message has no id to take it off the queue by");
        if (_acknowledged.Contains(message)) throw _calls.Unexpected($"message {message} is given again after it was taken off the queue");

        AdpCursor next = place;
        List<SourceRecord> records = [];
        foreach (AdpEvent one in _calls.Rows((body as JsonObject)?["events"], Queue).Select(AdpEvent.Read).Where(one => one.IsOurs))
        {
            string path = $"hr/v2/workers/{Uri.EscapeDataString(one.AssociateOid)}";
            JsonNode? worker = await _calls.FindAsync(path, cancel).ConfigureAwait(false);
            SourceRecord? shown = worker is null ? null : WorkersOf(worker, path).Select(AdpWorkers.RecordOf).FirstOrDefault();
            AdpAhead said = new(one.Name, one.LastDay, shown?.EndsAt, _clock.UtcNow, IsUnread: shown is null);

            // One that says nothing of an end takes none back.
            if (shown is not null && one is { IsHire: false, Ends: null } && next.Ahead.TryGetValue(one.AssociateOid, out AdpAhead? before)) said = before with { IsUnread = false };
            bool isAhead = shown is not null && said.IsAheadOf(shown, _clock.UtcNow);
            next = shown is null || isAhead ? next.With(one.AssociateOid, said) : next.Without(one.AssociateOid);
            records.Add(shown is null ? said.Unread(one.AssociateOid) : isAhead ? said.ApplyTo(shown) : shown);
        }

        return new SourcePage { Records = records, Receipt = message, HasMore = true, Cursor = next.ToString() };
    }

    // It takes nothing off the queue: the same message is given until it is.
    private async Task<(JsonNode? Body, string Message)> AskQueueAsync(CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"{_root.OriginalString.TrimEnd('/')}/{Queue}");
        request.Headers.Add("roleCode", "practitioner");
        return await _calls.ReadWithHeaderAsync(request, "adp-msg-msgid", cancel).ConfigureAwait(false);
    }

    // What is not seen is not empty: an answer without its list must not pass for the end of it, nor for somebody who is not there.
    private IReadOnlyList<JsonObject> WorkersOf(JsonNode answer, string path) => _calls.Rows((answer as JsonObject)?["workers"], path);

    private static X509Certificate2? CertificateOf(SystemAccess access)
    {
        if (access.Value("thumbprint") is { } thumbprint) return CertificateFiles.Find(thumbprint);
        if (access.Value("certificate") is { } file)
        {
            return CertificateFiles.OpenForConnections(FilePaths.FromFolderOf(access.Tenant.Path, file)!, access.Value("certificatePassword") is null ? null : access.Secret("certificatePassword"));
        }

        // The sandbox is no connection, so it has nothing to show a certificate to.
        return access.Transport is HttpClientHandler ? throw access.Missing("certificate", "is missing: ADP wants a client certificate on every connection") : null;
    }
}
