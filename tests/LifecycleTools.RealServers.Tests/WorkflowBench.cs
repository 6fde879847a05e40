using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
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
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.RealServers.Tests;

/// <summary>Whole hires and departures: Graph and Exchange are the sandbox, and the systems of the tenant file are real servers. Time is real.</summary>
internal sealed class WorkflowBench : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-runs-" + Guid.NewGuid().ToString("N"));
    private readonly JournalFolder _journals;
    private readonly RoleMap _map;
    private readonly IStepLog _log;

    private WorkflowBench(SandboxTenant sandbox, ITenantConnection connection, IStepLog log)
    {
        Sandbox = sandbox;
        Connection = connection;
        _log = log;
        _journals = new JournalFolder(_folder);
        _map = new YamlRoleMapReader().Read([Path.Combine(RepositoryRoot(), "roles", "three-countries.yaml")]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    public ITenantConnection Connection { get; }

    public List<HandedSecret> Handed { get; } = [];

    /// <summary>Every line of every journal, as it stands on disk.</summary>
    public string JournalText => string.Concat(Directory.GetFiles(_folder, "*.jsonl", SearchOption.AllDirectories).Select(File.ReadAllText));

    /// <summary>The runs, oldest first.</summary>
    public IReadOnlyList<string> RunIds => ((IJournalStore)_journals).List().Reverse().ToList();

    /// <summary>Where the journal of a run is.</summary>
    public string PathOf(string runId) => _journals.PathOf(runId);

    /// <param name="systems">What stands under <c>systems</c> in the tenant file.</param>
    /// <param name="secrets">Values by name.</param>
    public static async Task<WorkflowBench> OpenAsync(IReadOnlyDictionary<string, SystemSettings> systems, IReadOnlyDictionary<string, string> secrets, IStepLog log)
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, new SandboxOptions { RealClock = true, DeviceActionDelay = TimeSpan.Zero });
        SandboxClientApp app = sandbox.ClientApps[0];
        TenantFile tenant = new()
        {
            Path = "lifecycle.yaml",
            Name = "contoso",
            Id = Guid.Parse(sandbox.TenantId),
            Escalation = ["ivan.petrov@contoso.example"],
            Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = app.AppId, Secret = "env:APP" },
            Systems = systems,
        };
        Secrets all = new(new Dictionary<string, string>(secrets) { ["env:APP"] = app.Secret ?? "" });
        ITenantConnection connection = await TenantConnection.OpenAsync(tenant, all, sandbox.CreateHandler(), new SystemClock(), isSandbox: false, log, CancellationToken.None);
        return new WorkflowBench(sandbox, connection, log);
    }

    public async Task<WorkflowEnd> HireAsync(HireRequest request)
    {
        using LifecycleRun run = new RunOpening(Connection).Hire(request, MeansOf(request), _journals, RunHeader.OfThisProcess("test"), Handed.Add);
        return await CarryAsync(run);
    }

    /// <summary>Goes on with the newest hire.</summary>
    public async Task<WorkflowEnd> ResumeHireAsync()
    {
        string runId = ((IJournalStore)_journals).List()[0];
        RunReading left = RunReading.From(runId, ((IJournalStore)_journals).Read(runId))!;
        using LifecycleRun run = new RunOpening(Connection).ResumeHire(left, MeansOf(HireRequest.FromFields(left.Request)), _journals, RunHeader.OfThisProcess("test"), Handed.Add);
        return await CarryAsync(run);
    }

    public async Task<WorkflowEnd> OffboardAsync(string identity)
    {
        using LifecycleRun run = new RunOpening(Connection) { Map = _map }.Offboard(new DepartureRequest { Identity = identity }, _map.ResolveDeparture(null, null), _journals, RunHeader.OfThisProcess("test"));
        return await CarryAsync(run);
    }

    public void Dispose()
    {
        Connection.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private Entitlements MeansOf(HireRequest request) => _map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));

    private async Task<WorkflowEnd> CarryAsync(LifecycleRun run)
    {
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds) await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, _log, CancellationToken.None);
        RunEnd end = await run.EndAsync(_log, CancellationToken.None);
        return new WorkflowEnd(run.RunId, end.Outcome, run.Results);
    }

    public static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }

    private sealed class Secrets(IReadOnlyDictionary<string, string> values) : ISecrets
    {
        public Secret Resolve(string reference) => new(values[reference]);
    }
}

/// <summary>What a run came to.</summary>
internal sealed record WorkflowEnd(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)
{
    public StepResult this[string step] => Results.Single(result => result.Step == step);

    /// <summary>Every step, one a line: what a failed assertion should show.</summary>
    public string Story => string.Join(Environment.NewLine, Results.Select(result => $"{result.Number} {result.Step} {result.Status}: {result.Detail}"));
}
