using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>Our port to a Request Tracker as a tenant file would make it, in a step whose journal is a list.</summary>
internal sealed class RequestTrackerBench : IDisposable
{
    private readonly LosingHandler _transport = new(HttpPipeline.Transport());
    private readonly IDisposable _step;

    public RequestTrackerBench(RequestTrackerServer server, params (string Key, string? Value)[] changed)
    {
        Dictionary<string, string> values = Entry(server);
        foreach ((string key, string? value) in changed)
        {
            values.Remove(key);
            if (value is not null) values[key] = value;
        }

        TenantFile tenant = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        SystemSettings settings = new() { Kind = "requesttracker", Values = values };
        SystemAccess access = new("psa", settings, tenant, new PlainSecrets(), _transport, new SystemClock(), new QuietLog());
        Psa = ConnectorCatalog.Make<IPsa>(access);
        Source = ConnectorCatalog.Make<IRequestSource>(access);
        _step = CallScope.ForWriting(Sent.Add, _ => { }, null).Enter();
    }

    public IPsa Psa { get; }

    /// <summary>The same system's tickets as requests.</summary>
    public IRequestSource Source { get; }

    /// <summary>Every change that was announced before it left.</summary>
    public List<SystemCall> Sent { get; } = [];

    /// <summary>The entry of a tenant file that works; a secret's name is "plain:" and the secret.</summary>
    public static Dictionary<string, string> Entry(RequestTrackerServer server) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["kind"] = "requesttracker",
        ["url"] = server.Url.ToString(),
        ["user"] = RequestTrackerServer.User,
        ["password"] = PlainSecrets.Prefix + RequestTrackerServer.Password,
        ["queue"] = RequestTrackerServer.Queue,
    };

    /// <summary>The server works on the next change, and its answer never arrives.</summary>
    public void LoseNextAnswer() => _transport.LosesNext = true;

    public void Dispose()
    {
        _step.Dispose();
        _transport.Dispose();
    }

    internal sealed class PlainSecrets : ISecrets
    {
        public const string Prefix = "plain:";

        public Secret Resolve(string reference) => new(reference[Prefix.Length..]);
    }

    internal sealed class QuietLog : IStepLog
    {
        public void Verbose(string line)
        {
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }

    private sealed class LosingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public bool LosesNext { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancel);
            if (!LosesNext || request.Method == HttpMethod.Get) return answer;

            LosesNext = false;
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The server refused what was to be lost: {answer.StatusCode}.");
            await answer.Content.LoadIntoBufferAsync(cancel);
            answer.Dispose();
            throw new HttpRequestException("The answer was cut off.");
        }
    }
}
