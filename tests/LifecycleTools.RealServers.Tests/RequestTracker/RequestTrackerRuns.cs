using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>Whole runs: Microsoft 365 is the sandbox, the ticket system is the real server.</summary>
internal sealed class RequestTrackerRuns : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-rt-runs-" + Guid.NewGuid().ToString("N"));
    private readonly IJournalStore _journals;
    private readonly RoleMap _map;
    private readonly ITenantConnection _connection;

    private RequestTrackerRuns(SandboxTenant sandbox, ITenantConnection connection)
    {
        Sandbox = sandbox;
        _connection = connection;
        _journals = new JournalFolder(_folder);
        _map = new YamlRoleMapReader().Read([Path.Combine(RepositoryRoot(), "roles", "three-countries.yaml")]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    public static async Task<RequestTrackerRuns> OpenAsync(RequestTrackerServer server)
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, new SandboxOptions());
        using ITenantConnection own = await SandboxTenants.OpenAsync(sandbox, new RequestTrackerBench.QuietLog(), CancellationToken.None);
        Dictionary<string, SystemSettings> systems = own.Tenant.Systems.Where(system => system.Key == "notify").ToDictionary(system => system.Key, system => system.Value, StringComparer.OrdinalIgnoreCase);
        systems["psa"] = new SystemSettings { Kind = "requesttracker", Values = RequestTrackerBench.Entry(server) };
        ITenantConnection connection = await TenantConnection.OpenAsync(
            own.Tenant with { Systems = systems }, new BothSecrets(sandbox.ClientApps[0].Secret ?? ""), new ByHost(server.Url, sandbox.CreateHandler()),
            new SandboxTime(sandbox.Clock), isSandbox: true, new RequestTrackerBench.QuietLog(), CancellationToken.None);
        return new RequestTrackerRuns(sandbox, connection);
    }

    public async Task<(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)> HireAsync()
    {
        HireRequest request = new()
        {
            GivenName = "Zoë", Surname = "O'Baumann", Role = "sales", Site = "zurich", EmployeeId = "2001", Department = "Sales", JobTitle = "Account executive",
            Manager = "carla.moretti@contoso.example",
        };
        using LifecycleRun run = new RunOpening(_connection).Hire(
            request, _map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null)), _journals, RunHeader.OfThisProcess("test"), _ => { });
        return await CarryAsync(run);
    }

    public async Task<(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)> OffboardAsync(string person)
    {
        using LifecycleRun run = new RunOpening(_connection).Offboard(
            new DepartureRequest { Identity = person }, _map.ResolveDeparture(null, null), _journals, RunHeader.OfThisProcess("test"));
        return await CarryAsync(run);
    }

    /// <summary>Goes on with the departure that is the newest run.</summary>
    public async Task<(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)> ResumeAsync()
    {
        string runId = _journals.List()[0];
        RunReading left = RunReading.From(runId, _journals.Read(runId))!;
        using LifecycleRun run = new RunOpening(_connection).ResumeOffboard(left, _map.ResolveDeparture(null, null), _journals, RunHeader.OfThisProcess("test"));
        return await CarryAsync(run);
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)> CarryAsync(LifecycleRun run)
    {
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, new RequestTrackerBench.QuietLog(), CancellationToken.None);
        }

        RunEnd end = await run.EndAsync(new RequestTrackerBench.QuietLog(), CancellationToken.None);
        return (run.RunId, end.Outcome, run.Results);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }

    private sealed class BothSecrets(string ofApp) : ISecrets
    {
        public Secret Resolve(string reference) =>
            reference.StartsWith(RequestTrackerBench.PlainSecrets.Prefix, StringComparison.Ordinal) ? new RequestTrackerBench.PlainSecrets().Resolve(reference) : new Secret(ofApp);
    }

    /// <summary>One address is real, all others are the sandbox.</summary>
    private sealed class ByHost(Uri real, HttpMessageHandler sandbox) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _real = new(HttpPipeline.Transport());
        private readonly HttpMessageInvoker _sandbox = new(sandbox);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            (request.RequestUri!.Authority == real.Authority ? _real : _sandbox).SendAsync(request, cancel);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _real.Dispose();
                _sandbox.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
