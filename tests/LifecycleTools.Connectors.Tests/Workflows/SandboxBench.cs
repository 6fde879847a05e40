using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
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
using LifecycleTools.Engine.Steps.Return;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Runs whole workflows over the real connectors against a sandbox, as the commands would.</summary>
internal sealed class SandboxBench : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-tests-" + Guid.NewGuid().ToString("N"));
    private readonly Func<HttpMessageHandler, HttpMessageHandler> _around;
    private readonly IReadOnlyDictionary<string, SystemSettings>? _beside;
    private ITenantConnection _connection;

    private SandboxBench(SandboxTenant sandbox, ITenantConnection connection, Func<HttpMessageHandler, HttpMessageHandler> around, IReadOnlyDictionary<string, SystemSettings>? beside)
    {
        _beside = beside;
        Sandbox = sandbox;
        _around = around;
        _connection = connection;
        Journals = new JournalFolder(_folder);
        Map = new YamlRoleMapReader().Read([Path.Combine(RepositoryRoot(), "roles", "three-countries.yaml")]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    public IJournalStore Journals { get; }

    public RoleMap Map { get; set; }

    public ITenantConnection Connection => Protected.Count == 0 ? _connection : new ProtectingConnection(_connection, Protected);

    /// <summary>Whom the tenant file protects beside those of the sandbox.</summary>
    public IReadOnlyList<string> Protected { get; set; } = [];

    public List<HandedSecret> Handed { get; } = [];

    /// <summary>Opens a sandbox; its log begins after the sign-in.</summary>
    /// <param name="around">Puts a handler before the sandbox's own. Null: there is none.</param>
    /// <param name="window">How long calls wait for each other. Null: as long as in use.</param>
    /// <param name="beside">Systems beside Microsoft 365. Null: none.</param>
    public static async Task<SandboxBench> OpenAsync(
        SandboxOptions? options = null, Func<HttpMessageHandler, HttpMessageHandler>? around = null, Func<Task>? window = null, IReadOnlyDictionary<string, SystemSettings>? beside = null)
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, options ?? new SandboxOptions());
        around ??= inner => inner;
        ITenantConnection connection = await SandboxTenants.OpenAsync(sandbox, around(sandbox.CreateHandler()), new SilentLog(), CancellationToken.None, window, beside);
        sandbox.ClearRequests();
        return new SandboxBench(sandbox, connection, around, beside);
    }

    /// <summary>Another worker of the same tenant, with journals of its own.</summary>
    public async Task<SandboxBench> BesideAsync(IReadOnlyDictionary<string, SystemSettings> beside) =>
        new(Sandbox, await SandboxTenants.OpenAsync(Sandbox, _around(Sandbox.CreateHandler()), new SilentLog(), CancellationToken.None, beside: beside), _around, beside);

    /// <summary>Signs in again, as another process would.</summary>
    public async Task ReconnectAsync()
    {
        _connection.Dispose();
        _connection = await SandboxTenants.OpenAsync(Sandbox, _around(Sandbox.CreateHandler()), new SilentLog(), CancellationToken.None, beside: _beside);
    }

    public static HireRequest Hire(string given = "Zoë", string surname = "Baumann", string role = "sales", string site = "zurich", string employeeId = "2001") => new()
    {
        GivenName = given, Surname = surname, Role = role, Site = site, EmployeeId = employeeId, Department = "Sales", JobTitle = "Account executive",
        Manager = "carla.moretti@contoso.example",
    };

    /// <param name="journals">Null: <see cref="Journals"/>.</param>
    public async Task<BenchRun> HireAsync(HireRequest request, IJournalStore? journals = null)
    {
        using LifecycleRun run = new RunOpening(Connection).Hire(request, MeansOf(request), journals ?? Journals, RunHeader.OfThisProcess("test"), Handed.Add);
        return await CarryAsync(run);
    }

    /// <param name="journals">Null: <see cref="Journals"/>.</param>
    /// <param name="rules">Changes what the role map says of departures; null: as it is.</param>
    public async Task<BenchRun> OffboardAsync(
        string identity, Func<DepartureRequest, DepartureRequest>? more = null, IJournalStore? journals = null, Func<DepartureRules, DepartureRules>? rules = null)
    {
        DepartureRequest request = new() { Identity = identity };
        request = more?.Invoke(request) ?? request;
        DepartureRules departure = Map.ResolveDeparture(null, null);
        using LifecycleRun run = new RunOpening(Connection).Offboard(request, rules?.Invoke(departure) ?? departure, journals ?? Journals, RunHeader.OfThisProcess("test"));
        return await CarryAsync(run);
    }

    /// <summary>Undoes a departure.</summary>
    public async Task<BenchRun> UndoAsync(string departure)
    {
        using LifecycleRun run = new RunOpening(Connection).Undo(
            new ReturnRequest { Departure = departure }, Was(departure), Journals, RunHeader.OfThisProcess("test"), Handed.Add);
        return await CarryAsync(run);
    }

    /// <summary>Begins a run and ends the process: what a resume finds when nothing was looked at yet.</summary>
    public void Leave(Func<RunOpening, LifecycleRun> begin) => begin(new RunOpening(Connection)).Dispose();

    /// <summary>A hire, an undoing or a departure that is begun and left at once.</summary>
    public void LeaveHire(HireRequest request) => Leave(opening => opening.Hire(request, MeansOf(request), Journals, RunHeader.OfThisProcess("test"), Handed.Add));

    public void LeaveUndo(string departure) =>
        Leave(opening => opening.Undo(new ReturnRequest { Departure = departure }, Was(departure), Journals, RunHeader.OfThisProcess("test"), Handed.Add));

    public void LeaveOffboard(DepartureRequest request) =>
        Leave(opening => opening.Offboard(request, Map.ResolveDeparture(null, null), Journals, RunHeader.OfThisProcess("test")));

    /// <summary>What was before a departure.</summary>
    public DepartureRecord Was(string departure) => DepartureRecord.From(departure, Journals.Read(departure));

    /// <summary>Goes on with a run; without an id with the one whose journal is the newest, where no two began in one second.</summary>
    public async Task<BenchRun> ResumeAsync(string? runId = null)
    {
        runId ??= Journals.List()[0];
        RunReading left = RunReading.From(runId, Journals.Read(runId))!;
        RunHeader header = RunHeader.OfThisProcess("test");
        RunOpening opening = new(Connection);
        using LifecycleRun run = left.Summary.Workflow switch
        {
            Engine.Workflows.Hire.Name => opening.ResumeHire(left, MeansOf(HireRequest.FromFields(left.Request)), Journals, header, Handed.Add),
            Engine.Workflows.Undo.Name => opening.ResumeUndo(left, Was(left.Request("Departure")), Journals, header, Handed.Add),
            _ => opening.ResumeOffboard(left, Map.ResolveDeparture(null, null), Journals, header),
        };
        return await CarryAsync(run);
    }

    public async Task<IReadOnlyList<StepEnd>> PreviewAsync(Preview preview)
    {
        List<StepEnd> ends = [];
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds) ends.AddRange(await preview.LookAsync(round, new SilentLog(), CancellationToken.None));
        return ends;
    }

    public Preview PreviewHire(HireRequest request) =>
        new RunOpening(_connection).PreviewHire(request, MeansOf(request));

    public Preview PreviewOffboard(string identity) =>
        new RunOpening(_connection).PreviewOffboard(new DepartureRequest { Identity = identity }, Map.ResolveDeparture(null, null));

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Entitlements MeansOf(HireRequest request) => Map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));

    private static async Task<BenchRun> CarryAsync(LifecycleRun run)
    {
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, new SilentLog(), CancellationToken.None);
        }

        RunEnd end = await run.EndAsync(new SilentLog(), CancellationToken.None);
        return new BenchRun(run.RunId, end.Outcome, run.Results);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }

    internal sealed class SilentLog : IStepLog
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
}

/// <summary>What a run came to.</summary>
internal sealed record BenchRun(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)
{
    public StepResult this[string step] => Results.Single(result => result.Step == step);

    /// <summary>Every step that keeps the run from being complete, one a line: what a failed assertion should show.</summary>
    public string Trouble => string.Join(Environment.NewLine, Results
        .Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped))
        .Select(result => $"{result.Number} {result.Step} {result.Status}: {result.Detail}"));
}
