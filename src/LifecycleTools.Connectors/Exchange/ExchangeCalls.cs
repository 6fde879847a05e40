using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Exchange Online's admin endpoint of one tenant. Cmdlets asked for side by side share a batch; failures are <see cref="ExchangeRefusal"/>.</summary>
/// <remarks>
/// Source: what the ExchangeOnlineManagement module sends; Microsoft does not document this endpoint, and its documented successor
/// (Admin API 2.0) can neither convert nor delegate a mailbox.   Limits: 10 cmdlets in one batch; 1000 objects in one page.
/// </remarks>
internal sealed class ExchangeCalls
{
    // The mailbox that stands for the organization where a cmdlet is about nobody who has an address.
    private const string OrganizationMailbox = "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@";
    private const string Anchor = "X-AnchorMailbox";
    private const string PageSize = "odata.maxpagesize=1000";
    private const int MostInBatch = 10;
    private readonly Uri _root;
    private readonly string _anywhere;
    private readonly HttpClient _http;

    /// <param name="address">The cloud's Exchange: https://outlook.office365.com.</param>
    /// <param name="resource">Whom tokens are asked for.</param>
    /// <param name="tenantId">The tenant's directory id.</param>
    /// <param name="pipeline">The way there.</param>
    /// <param name="clock">Whose time waits are measured in.</param>
    /// <param name="window">How long a cmdlet waits for others to share a batch with; null for a few milliseconds.</param>
    public ExchangeCalls(Uri address, string resource, string tenantId, HttpPipeline pipeline, IClock clock, Func<Task>? window = null)
    {
        _root = new Uri(address, $"/adminapi/beta/{tenantId}");
        _anywhere = OrganizationMailbox + tenantId;
        var service = new BatchService(_root, MostInBatch)
        {
            WantsWholeAddresses = true,
            Headers = new Dictionary<string, string> { ["Prefer"] = PageSize + ";odata.continue-on-error", [Anchor] = _anywhere },
        };
        Batches = new RequestBatches(service, clock, window);
        _http = pipeline.ClientFor(
            [new Resource(resource, address)],
            new PipelineSettings { IsTransientBody = ExchangeErrors.IsTransient },
            outer: [new ExchangeErrorHandler(clock)],
            inner: [Batches]);
    }

    /// <summary>Where cmdlets gather.</summary>
    public RequestBatches Batches { get; }

    /// <summary>Runs a cmdlet and returns every object of every page.</summary>
    /// <remarks>A page is asked for by posting the same cmdlet again to the address that the page before gave.</remarks>
    /// <exception cref="LifecycleException">An <see cref="ExchangeRefusal"/>; ConnectorAnswerUnexpected when the answer is not one.</exception>
    public async Task<IReadOnlyList<ExchangeObject>> RunAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        var all = new List<ExchangeObject>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Uri? next = new(_root.AbsoluteUri + "/InvokeCommand" + (cmdlet.Select is { } names ? "?$select=" + Uri.EscapeDataString(names) : ""));
        while (next is not null)
        {
            if (!seen.Add(next.AbsoluteUri)) throw Unexpected(cmdlet, "a next page that was read before");
            next = await RunPageAsync(cmdlet, next, all, cancel).ConfigureAwait(false);
        }

        return all;
    }

    /// <summary>The one object that a cmdlet returns; null for none.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when there are several.</exception>
    public async Task<ExchangeObject?> FindAsync(Cmdlet cmdlet, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> found = await RunAsync(cmdlet, cancel).ConfigureAwait(false);
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw Unexpected(cmdlet, $"{found.Count} objects where one was asked for"),
        };
    }

    private async Task<Uri?> RunPageAsync(Cmdlet cmdlet, Uri address, List<ExchangeObject> all, CancellationToken cancel)
    {
        using HttpRequestMessage request = Request(cmdlet, address);
        using HttpResponseMessage response = await _http.SendAsync(request, cancel).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        if (body.Length == 0) return cmdlet.IsRead ? throw Unexpected(cmdlet, "nothing in it") : null;

        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement root = answer.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("value", out JsonElement value) || value.ValueKind != JsonValueKind.Array)
        {
            throw Unexpected(cmdlet, "no value");
        }

        foreach (JsonElement each in value.EnumerateArray()) all.Add(new ExchangeObject(each.Clone(), cmdlet.Name));
        SayWarnings(cmdlet, root);
        return root.TryGetProperty("@odata.nextLink", out JsonElement link) && link.GetString() is { Length: > 0 } text ? Checked(cmdlet, text) : null;
    }

    private HttpRequestMessage Request(Cmdlet cmdlet, Uri address)
    {
        var content = new ByteArrayContent(cmdlet.ToJson());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.TryAddWithoutValidation("Prefer", PageSize);
        request.Headers.TryAddWithoutValidation(Anchor, LeadsSomewhere(cmdlet.About) ? "UPN:" + cmdlet.About : _anywhere);
        request.Headers.TryAddWithoutValidation("X-CmdletName", cmdlet.Name);
        request.Headers.TryAddWithoutValidation("X-ResponseFormat", "json");
        cmdlet.Marks.On(request);
        return request;
    }

    // Only an address names a server, and a header holds ASCII only.
    private static bool LeadsSomewhere(string about) => ODataText.LooksLikeAddress(about) && about.All(each => each is > ' ' and < '\u007f');

    // "already present" is a warning here, and success to us; still, whoever reads along should see it.
    private static void SayWarnings(Cmdlet cmdlet, JsonElement root)
    {
        if (CallScope.Current?.Log is not { } log) return;
        if (!root.TryGetProperty("@adminapi.warnings", out JsonElement warnings) || warnings.ValueKind != JsonValueKind.Array) return;

        foreach (JsonElement each in warnings.EnumerateArray()) log.Verbose($"{cmdlet.Name} {cmdlet.About}: {each}");
    }

    private Uri Checked(Cmdlet cmdlet, string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out Uri? next) && Uri.Compare(next, _root, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? next
            : throw Unexpected(cmdlet, "a next page on another host");

    private static LifecycleException Unexpected(Cmdlet cmdlet, string what) =>
        new(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Exchange's answer to {cmdlet.Name} {cmdlet.About} has {what}.");
}
