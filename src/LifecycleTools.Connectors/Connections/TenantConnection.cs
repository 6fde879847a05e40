using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Connections;

/// <summary>A tenant over HTTP: one transport, one source of tokens, one clock, and every port on top of them.</summary>
internal sealed class TenantConnection : ITenantConnection
{
    private readonly TenantTokens _tokens;
    private readonly HttpMessageHandler _transport;
    private readonly Action? _closing;

    private TenantConnection(TenantFile tenant, TenantIdentity identity, TenantSystems systems, IClock clock, bool isSandbox, TenantTokens tokens, HttpMessageHandler transport, Action? closing)
    {
        Tenant = tenant;
        Identity = identity;
        Systems = systems;
        Clock = clock;
        IsSandbox = isSandbox;
        _tokens = tokens;
        _transport = transport;
        _closing = closing;
    }

    /// <inheritdoc/>
    public TenantFile Tenant { get; }

    /// <inheritdoc/>
    public TenantIdentity Identity { get; }

    /// <inheritdoc/>
    public TenantSystems Systems { get; }

    /// <inheritdoc/>
    public IClock Clock { get; }

    /// <inheritdoc/>
    public bool IsSandbox { get; }

    /// <summary>Signs in and reads the tenant's id, which proves that the connection works and that it is the tenant the file means.</summary>
    /// <exception cref="LifecycleException">ConnectorSignInFailed, SecretNotFound, ConnectorUnreachable, TenantFileInvalid.</exception>
    /// <param name="window">How long a call waits for others to share a batch with; null for a few milliseconds.</param>
    /// <param name="closing">What is left to do as the connection is closed; null for nothing.</param>
    public static async Task<ITenantConnection> OpenAsync(
        TenantFile tenant, ISecrets secrets, HttpMessageHandler transport, IClock clock, bool isSandbox, IStepLog log, CancellationToken cancel, Func<Task>? window = null, Action? closing = null)
    {
        CloudAddresses cloud = CloudAddresses.Of(tenant);
        Credentials credentials = new(tenant, cloud, secrets, transport, clock, log);
        TenantTokens tokens = new(credentials, tenant.Name, clock);
        TenantSystems systems = Build(tenant, cloud, tokens, new HttpPipeline(transport, tokens, clock), clock, window, secrets, transport, log);
        Task warm = GraphWarmUp.RunAsync();
        using (CallScope.ForReading(log).Enter())
        {
            TenantIdentity identity = await systems.Facts.ReadIdentityAsync(cancel).ConfigureAwait(false);
            if (!string.Equals(identity.Id, tenant.Id.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                throw new LifecycleException(ErrorIds.TenantFileInvalid, ErrorKind.Data,
                    $"{tenant.Path} names tenant {tenant.Id}, and the credential leads to {identity.Id} ({identity.Name}).");
            }

            // A wrong board or site is found now, with the values that would be right, and not in the middle of a departure.
            foreach (IConnectedSystem system in systems.Connected) await system.CheckAsync(cancel).ConfigureAwait(false);
            await warm.ConfigureAwait(false);
            return new TenantConnection(tenant, identity, systems, clock, isSandbox, tokens, transport, closing);
        }
    }

    /// <summary>Forgets tokens and closes connections.</summary>
    public void Dispose()
    {
        _closing?.Invoke();
        foreach (IDisposable system in Systems.Connected.OfType<IDisposable>()) system.Dispose();
        _tokens.Dispose();
        _transport.Dispose();
    }

    private static TenantSystems Build(
        TenantFile tenant, CloudAddresses cloud, TenantTokens tokens, HttpPipeline pipeline, IClock clock, Func<Task>? window, ISecrets secrets, HttpMessageHandler transport, IStepLog log)
    {
        GraphCalls graph = new(cloud.Graph, cloud.GraphResource, pipeline, clock, window);
        ExchangeCalls exchange = new(cloud.Exchange, cloud.ExchangeResource, tenant.Id.ToString(), pipeline, clock, window);
        SystemAccess Access(string name, SystemSettings settings) => new(name, settings, tenant, secrets, transport, clock, log) { Graph = graph };
        return new TenantSystems
        {
            Directory = new GraphDirectory(graph),
            SignIn = new GraphSignIn(graph),
            SignInMethods = new GraphSignInMethods(graph),
            Licenses = new GraphLicenses(graph),
            Groups = new GraphGroups(graph),
            Ownership = new GraphOwnership(graph),
            Privileges = new GraphPrivileges(graph),
            AppAccess = new GraphAppAccess(graph),
            Devices = new GraphDevices(graph),
            Files = new GraphFiles(graph),
            Mailboxes = new ExchangeMailboxes(exchange),
            MailboxAccess = new ExchangeMailboxAccess(exchange),
            MailboxContents = new ExchangeMailboxContents(exchange),
            MailboxPreferences = new ExchangeMailboxPreferences(exchange),
            DistributionLists = new ExchangeDistributionLists(exchange),
            MailPhones = new ExchangeMailPhones(exchange),
            Reader = new GraphTenantReader(graph, new ExchangeSharedMailboxes(exchange)),
            Facts = new GraphTenantFacts(graph, tenant.Credential.ClientId, async (forExchange, cancel) => TokenClaims.Of(
                await tokens.GetAsync(forExchange ? cloud.ExchangeResource : cloud.GraphResource, refresh: false, claims: null, cancel).ConfigureAwait(false))),
            Messages = new GraphMessages(graph, Sender(tenant)),
            Rmm = tenant.Systems.TryGetValue("rmm", out SystemSettings? rmm) ? ConnectorCatalog.Make<IRmm>(Access("rmm", rmm)) : null,
            Psa = tenant.Systems.TryGetValue("psa", out SystemSettings? psa) ? ConnectorCatalog.Make<IPsa>(Access("psa", psa)) : null,
            Notifiers = tenant.Systems.Where(system => ConnectorCatalog.Has<INotifier>(system.Value.Kind))
                .Select(system => ConnectorCatalog.Make<INotifier>(Access(system.Key, system.Value))).ToList(),
            Sources = tenant.Systems.Where(system => ConnectorCatalog.Has<IRequestSource>(system.Value.Kind))
                .Select(system => (system.Key, Source: ConnectorCatalog.Make<IRequestSource>(Access(system.Key, system.Value))))
                .Where(each => each.Source.IsEnabled)
                .ToDictionary(each => each.Key, each => each.Source, StringComparer.OrdinalIgnoreCase),
        };
    }

    private static string? Sender(TenantFile tenant) =>
        tenant.Systems.TryGetValue("notify", out SystemSettings? notify)
        && notify.Kind == "graphmail" && notify.Values.TryGetValue("from", out string? from)
            ? from
            : null;
}
