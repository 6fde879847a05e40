using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Benchmarks;

/// <summary>A sandbox with the latency of the real services, and the workflows on it as the commands run them.</summary>
internal sealed class SlowTenant : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-benchmark-" + Guid.NewGuid().ToString("N"));

    private SlowTenant(SandboxTenant sandbox, ITenantConnection connection)
    {
        Sandbox = sandbox;
        Connection = connection;
        Journals = new JournalFolder(_folder);
        Map = new YamlRoleMapReader().Read([Path.Combine(Root(), "roles", "three-countries.yaml")]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    public ITenantConnection Connection { get; }

    public JournalFolder Journals { get; }

    public RoleMap Map { get; }

    public static async Task<SlowTenant> OpenAsync()
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, new SandboxOptions
        {
            RealClock = true, GraphLatency = TimeSpan.FromMilliseconds(150), ExchangeLatency = TimeSpan.FromMilliseconds(800),
        });
        ITenantConnection connection = await SandboxTenants.OpenAsync(sandbox, new Silence(), CancellationToken.None);
        sandbox.ClearRequests();
        return new SlowTenant(sandbox, connection);
    }

    public static async Task CarryAsync(LifecycleRun run, Action<StepResult> ended)
    {
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), end => ended(end.Result), new Silence(), CancellationToken.None);
        }

        RunEnd outcome = await run.EndAsync(new Silence(), CancellationToken.None);
        if (outcome.Outcome == RunOutcome.Completed) return;
        throw new InvalidOperationException(string.Join(Environment.NewLine, run.Results
            .Where(result => result.ErrorId.Length > 0).Select(result => $"{result.Step}: {result.Detail}")));
    }

    /// <summary>Requests that went over the wire since the sign-in; a batch is one.</summary>
    public (int Graph, int Exchange) Sent()
    {
        List<string> paths = Sandbox.Requests.Where(sent => sent.BatchId is null || sent.Path.EndsWith("batch", StringComparison.Ordinal)).Select(sent => sent.Path).ToList();
        return (paths.Count(path => path.StartsWith("/v1.0/", StringComparison.Ordinal)), paths.Count(path => path.StartsWith("/adminapi/", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        Connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The repository was not found above the program.");
    }
}
