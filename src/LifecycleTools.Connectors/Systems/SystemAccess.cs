using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Systems;

/// <summary>What a connector is made of: one entry under <c>systems</c>, its secrets, and the way to the network. Every vendor's class takes this, and nothing else.</summary>
internal sealed class SystemAccess
{
    private readonly ISecrets _secrets;

    /// <param name="name">The entry: rmm, psa, notify.</param>
    /// <param name="settings">What stands in it.</param>
    /// <param name="tenant">The tenant file.</param>
    /// <param name="secrets">Resolves the names of secrets.</param>
    /// <param name="transport">What reaches the network, or the sandbox; shared, not ours to dispose.</param>
    /// <param name="clock">The tenant's clock.</param>
    /// <param name="log">Where verbose lines and warnings go while connecting.</param>
    public SystemAccess(string name, SystemSettings settings, TenantFile tenant, ISecrets secrets, HttpMessageHandler transport, IClock clock, IStepLog log)
    {
        Name = name;
        Settings = settings;
        Tenant = tenant;
        Transport = transport;
        Clock = clock;
        Log = log;
        _secrets = secrets;
    }

    /// <summary>The entry under <c>systems</c>.</summary>
    public string Name { get; }

    /// <summary>What stands in it.</summary>
    public SystemSettings Settings { get; }

    /// <summary>The tenant file.</summary>
    public TenantFile Tenant { get; }

    /// <summary>What reaches the network. For clients of <see cref="Client"/> only, and for protocols that are not HTTP to find out that it is a sandbox.</summary>
    public HttpMessageHandler Transport { get; }

    /// <summary>The tenant's clock.</summary>
    public IClock Clock { get; }

    /// <summary>Who measures how long a connection may stay silent, for protocols that are not the transport's.</summary>
    public TimeProvider Timeouts { get; init; } = TimeProvider.System;

    /// <summary>Where verbose lines and warnings go while connecting; a step's own lines go through its <see cref="CallScope"/>.</summary>
    public IStepLog Log { get; }

    /// <summary>The Graph calls of the tenant, for what goes through Graph.</summary>
    public Graph.GraphCalls? Graph { get; init; }

    /// <summary>A value, or null.</summary>
    public string? Value(string key) => Settings.Values.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

    /// <summary>A value that must be there.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public string Required(string key) => Value(key) ?? throw Missing(key, "is missing");

    /// <summary>A value that must be one of these, compared without case; the first one when it is not given.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming what would be valid.</exception>
    public string OneOf(string key, params string[] valid)
    {
        if (Value(key) is not { } given) return valid[0];
        return valid.FirstOrDefault(each => string.Equals(each, given, StringComparison.OrdinalIgnoreCase))
            ?? throw Missing(key, $"is '{given}', and must be one of: {string.Join(", ", valid)}");
    }

    /// <summary>A list, or a single value as a list of one; empty when it is not there.</summary>
    public IReadOnlyList<string> List(string key) =>
        Settings.Lists.TryGetValue(key, out IReadOnlyList<string>? list) ? list : Value(key) is { } one ? [one] : [];

    /// <summary>Values by name, as <c>columns: { GivenName: First name }</c>; empty when it is not there.</summary>
    public IReadOnlyDictionary<string, string> Map(string key) =>
        Settings.Maps.TryGetValue(key, out IReadOnlyDictionary<string, string>? map) ? map : new Dictionary<string, string>();

    /// <summary>Who we are among several that read the same source: <c>worker</c>, else the machine, the tenant file and its journal.</summary>
    /// <remarks>The same for every process with this journal, because what one of them claimed and did not store the next one takes up.</remarks>
    public string Worker => Value("worker")
        ?? JournalText.Hash(Encoding.UTF8.GetBytes(string.Join("|", Environment.MachineName, Path.GetFullPath(Tenant.Path), Tenant.Journal ?? "", Name))).Substring(0, 12);

    /// <summary>A web address that must be there, without a slash at the end: https, or http on this machine.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public Uri Address(string key = "url")
    {
        if (!Uri.TryCreate(Required(key).TrimEnd('/'), UriKind.Absolute, out Uri? address)) throw Missing(key, "is not a web address");
        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            ? address
            : throw Missing(key, "must begin with https (http is for this machine only)");
    }

    /// <summary>The proxy that requests to an address take, for a protocol that is not the transport's; null where they go straight.</summary>
    public Uri? ProxyOf(Uri address) => HttpPipeline.ProxyOf(Transport, address);

    /// <summary>A secret that must be there, read where its name says.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, SecretNotFound.</exception>
    public Secret Secret(string key) => _secrets.Resolve(Required(key));

    /// <summary>A client for this system: guarded, retried, authorized by the vendor's handler, recorded.</summary>
    /// <param name="authorize">Puts the vendor's credentials on requests to the vendor's own host, and on no others.</param>
    public HttpClient Client(DelegatingHandler authorize, PipelineSettings settings, params DelegatingHandler[] outer) =>
        HttpPipeline.Chain(Transport, Clock, authorize, settings, outer, []);

    /// <summary>The failure that names a key of this entry.</summary>
    /// <param name="what">What is wrong with it: "is missing".</param>
    public LifecycleException Missing(string key, string what) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"systems.{Name}.{key} in {Tenant.Path} {what}.");
}
