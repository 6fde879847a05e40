using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Microsoft Graph of one tenant, for the ports. Calls made side by side share a batch; failures are <see cref="GraphRefusal"/>.</summary>
internal sealed class GraphCalls
{
    private readonly Uri _root;

    /// <param name="address">The cloud's Graph: https://graph.microsoft.com.</param>
    /// <param name="resource">Whom tokens are asked for; the same address, except behind a sandbox's port.</param>
    /// <param name="pipeline">The way there.</param>
    /// <param name="clock">Whose time waits are measured in.</param>
    /// <param name="window">How long a request waits for others to share a batch with; null for a few milliseconds.</param>
    public GraphCalls(Uri address, string resource, HttpPipeline pipeline, IClock clock, Func<Task>? window = null)
    {
        _root = new Uri(address, "/v1.0");
        Clock = clock;
        Batches = new RequestBatches(new BatchService(_root, most: 20), clock, window);
        Http = pipeline.ClientFor(
            [new Resource(resource, address)],
            new PipelineSettings(),
            outer: [new GraphErrorHandler(clock)],
            inner: [Batches]);

        // The SDK's own sign-in, retries and redirects stay out: each of them would send behind our back.
        var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: Http) { BaseUrl = _root.AbsoluteUri };
        Api = new GraphServiceClient(adapter, _root.AbsoluteUri);
    }

    /// <summary>The SDK's typed builders over our pipeline.</summary>
    public GraphServiceClient Api { get; }

    /// <summary>Where calls gather.</summary>
    public RequestBatches Batches { get; }

    /// <summary>The client underneath, for what the SDK has no builder for.</summary>
    public HttpClient Http { get; }

    /// <summary>Where paths begin, without a slash at the end.</summary>
    public Uri Root => _root;

    /// <summary>The tenant's time.</summary>
    public IClock Clock { get; }

    /// <summary>Where an object is, for the @odata.id of a reference: on the cloud's own host.</summary>
    public string ObjectAddress(string id) => $"{_root.AbsoluteUri}/directoryObjects/{Uri.EscapeDataString(id)}";

    /// <summary>Where a user is, for the @odata.id of a manager.</summary>
    public string UserAddress(string id) => $"{_root.AbsoluteUri}/users/{Uri.EscapeDataString(id)}";

    /// <summary>Sends a request for one object.</summary>
    public async Task<T> GetAsync<T>(RequestInformation request, ParsableFactory<T> factory, CancellationToken cancel)
        where T : class, IParsable =>
        Present(await Api.RequestAdapter.SendAsync(request, factory, cancellationToken: cancel).ConfigureAwait(false), "object");

    /// <summary>Sends a request whose answer has nothing to tell.</summary>
    public Task SendAsync(RequestInformation request, CancellationToken cancel) =>
        Api.RequestAdapter.SendNoContentAsync(request, cancellationToken: cancel);

    /// <summary>Every item of every page.</summary>
    /// <param name="first">The request for the first page; its headers (ConsistencyLevel) go with the others too.</param>
    /// <param name="factory">CreateFromDiscriminatorValue of the page's class.</param>
    /// <param name="items">The items of a page.</param>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when a page leads to another host.</exception>
    /// <remarks>Source: Microsoft Graph, "Paging Microsoft Graph data in your app".</remarks>
    public async Task<IReadOnlyList<TItem>> ListAsync<TPage, TItem>(
        RequestInformation first, ParsableFactory<TPage> factory, Func<TPage, IEnumerable<TItem>?> items, CancellationToken cancel)
        where TPage : BaseCollectionPaginationCountResponse
    {
        var all = new List<TItem>();
        RequestInformation next = first;
        while (true)
        {
            TPage page = await GetAsync(next, factory, cancel).ConfigureAwait(false);
            all.AddRange(items(page) ?? throw Unexpected("a page without a value"));
            if (string.IsNullOrEmpty(page.OdataNextLink)) return all;

            next = new RequestInformation { HttpMethod = Method.GET, URI = Checked(page.OdataNextLink!) };
            foreach (KeyValuePair<string, IEnumerable<string>> header in first.Headers)
            {
                foreach (string value in header.Value) next.Headers.Add(header.Key, value);
            }
        }
    }

    /// <summary>What must be in an answer.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected when it is not.</exception>
    public static T Present<T>(T? value, string what)
        where T : class => value ?? throw Unexpected($"no {what}");

    /// <inheritdoc cref="Present{T}(T, string)"/>
    public static T Present<T>(T? value, string what)
        where T : struct => value ?? throw Unexpected($"no {what}");

    private Uri Checked(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out Uri? next) && Uri.Compare(next, _root, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? next
            : throw Unexpected("a next page on another host");

    private static LifecycleException Unexpected(string what) =>
        new(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Graph's answer has {what}.");
}
