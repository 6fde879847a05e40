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
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Runs whole workflows over the real connectors against a sandbox, as the commands would.</summary>
internal sealed class SandboxBench : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-tests-" + Guid.NewGuid().ToString("N"));
    private readonly ITenantConnection _connection;

    private SandboxBench(SandboxTenant sandbox, ITenantConnection connection)
    {
        Sandbox = sandbox;
        _connection = connection;
        Journals = new JournalFolder(_folder);
        Map = new YamlRoleMapReader().Read([Path.Combine(RepositoryRoot(), "roles", "three-countries.yaml")]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    public IJournalStore Journals { get; }

    public RoleMap Map { get; }

    public ITenantConnection Connection => _connection;

    public List<HandedSecret> Handed { get; } = [];

    /// <summary>Opens a sandbox; its log begins after the sign-in.</summary>
    public static async Task<SandboxBench> OpenAsync(SandboxOptions? options = null)
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, options ?? new SandboxOptions());
        ITenantConnection connection = await SandboxTenants.OpenAsync(sandbox, new SilentLog(), CancellationToken.None);
        sandbox.ClearRequests();
        return new SandboxBench(sandbox, connection);
    }

    public static HireRequest Hire(string given = "Zoë", string surname = "Baumann", string role = "sales", string site = "zurich", string employeeId = "2001") => new()
    {
        GivenName = given, Surname = surname, Role = role, Site = site, EmployeeId = employeeId, Department = "Sales", JobTitle = "Account executive",
        Manager = "carla.moretti@contoso.example",
    };

    public async Task<BenchRun> HireAsync(HireRequest request)
    {
        Entitlements means = Map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));
        using LifecycleRun run = new RunOpening(_connection).Hire(request, means, Journals, RunHeader.OfThisProcess("test"), Handed.Add);
        return await CarryAsync(run);
    }

    public async Task<BenchRun> OffboardAsync(string identity, Func<DepartureRequest, DepartureRequest>? more = null)
    {
        DepartureRequest request = new() { Identity = identity };
        request = more?.Invoke(request) ?? request;
        using LifecycleRun run = new RunOpening(_connection).Offboard(request, Map.ResolveDeparture(null, null), Journals, RunHeader.OfThisProcess("test"));
        return await CarryAsync(run);
    }

    public async Task<IReadOnlyList<StepEnd>> PreviewAsync(Preview preview)
    {
        List<StepEnd> ends = [];
        foreach (IReadOnlyList<PlannedStep> round in preview.Rounds) ends.AddRange(await preview.LookAsync(round, new SilentLog(), CancellationToken.None));
        return ends;
    }

    public Preview PreviewHire(HireRequest request) =>
        new RunOpening(_connection).PreviewHire(request, Map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null)));

    public Preview PreviewOffboard(string identity) =>
        new RunOpening(_connection).PreviewOffboard(new DepartureRequest { Identity = identity }, Map.ResolveDeparture(null, null));

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

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

    private sealed class SilentLog : IStepLog
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
