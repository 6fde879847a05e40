using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>Our port to a MeshCentral as a tenant file would make it, in a step whose journal is a list.</summary>
internal sealed class MeshCentralBench : IDisposable
{
    private readonly HttpMessageHandler _unused = new HttpClientHandler();
    private readonly IDisposable _step;

    private MeshCentralBench(SystemSettings settings, string password)
    {
        TenantFile tenant = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        Rmm = ConnectorCatalog.Make<IRmm>(new SystemAccess("rmm", settings, tenant, new OneSecret(password), _unused, new SystemClock(), Log));
        _step = CallScope.ForWriting(Sending, call => Journal.Add(("answered", call)), Log).Enter();
    }

    public IRmm Rmm { get; }

    public List<(string What, SystemCall Call)> Journal { get; } = [];

    public ListLog Log { get; } = new();

    /// <summary>Done when a change is written down, which is before it leaves.</summary>
    public Action<SystemCall>? BeforeSending { get; set; }

    public static CancellationToken None => CancellationToken.None;

    /// <param name="change">Changes the settings that a well-made tenant file has.</param>
    public static MeshCentralBench Of(MeshCentralServer server, Action<Dictionary<string, string>>? change = null, string password = MeshCentralServer.Password, Dictionary<string, string>? software = null, string[]? groups = null)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = server.Url.ToString(),
            ["user"] = MeshCentralServer.User,
            ["password"] = "env:MESH_PASSWORD",
            ["certificateHash"] = server.Sha384,
        };
        change?.Invoke(values);
        return new MeshCentralBench(
            new SystemSettings
            {
                Kind = "meshcentral",
                Values = values,
                Lists = new Dictionary<string, IReadOnlyList<string>> { ["deviceGroups"] = groups ?? [MeshCentralServer.Group] },
                Maps = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["software"] = software ?? [] },
            },
            password);
    }

    /// <summary>For pages of a server whose certificate is its own; only of this machine.</summary>
    public static HttpClient TrustingClient() => new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (request, _, _, _) => request.RequestUri!.IsLoopback });

    public void Dispose()
    {
        _step.Dispose();
        ((IDisposable)Rmm).Dispose();
        _unused.Dispose();
    }

    private void Sending(SystemCall call)
    {
        Journal.Add(("sending", call));
        BeforeSending?.Invoke(call);
    }

    private sealed class OneSecret(string value) : ISecrets
    {
        public Secret Resolve(string reference) => new(value);
    }

    internal sealed class ListLog : IStepLog
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return _lines.ToList();
            }
        }

        public void Verbose(string line) => Add(line);

        public void Warning(string line) => Add(line);

        public void Progress(string person, string doing, int finished, int total) => Add(doing);

        private void Add(string line)
        {
            lock (_lines) _lines.Add(line);
        }
    }
}
