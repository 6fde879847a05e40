using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Graph;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Chaos.Tests;

/// <summary>
/// One tenant from which many leave and to which many come, and which counts requests as Graph does. Time passes only where somebody waits, so what is measured
/// in it is waiting, the same on every machine.
/// </summary>
internal sealed class CrowdedTenant : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-crowd-" + Guid.NewGuid().ToString("N"));
    private readonly List<string> _leavers = [];
    private readonly ITenantConnection _connection;
    private readonly JournalFolder _journals;
    private readonly RoleMap _map;

    private CrowdedTenant(SandboxTenant sandbox, ITenantConnection connection, string roles)
    {
        Sandbox = sandbox;
        _connection = connection;
        _journals = new JournalFolder(_folder);
        _map = new YamlRoleMapReader().Read([roles]).RequireMap();
    }

    public SandboxTenant Sandbox { get; }

    /// <summary>Connects to a tenant with so many people to leave, and seats for as many to come.</summary>
    /// <param name="roles">Path of the role map.</param>
    public static async Task<CrowdedTenant> OpenAsync(int people, string roles)
    {
        SandboxTenant sandbox = SandboxTenant.Load();
        foreach (SandboxSku sku in sandbox.Skus) sku.Enabled += 3 * people;
        ITenantConnection connection = await SandboxTenants.OpenAsync(sandbox, Silence.It, CancellationToken.None);
        CrowdedTenant crowd = new(sandbox, connection, roles);
        for (int number = 1; number <= people; number++) crowd.AddLeaver(number);
        return crowd;
    }

    /// <summary>Lets a departure and a hire alternate until all have left and as many have come.</summary>
    /// <param name="sideBySide">Runs at a time.</param>
    /// <param name="ended">Told how many runs have ended, after each.</param>
    public async Task<LoadFigures> RunAsync(int unitsPer10Seconds, int writesPer150Seconds, int sideBySide, Action<int> ended)
    {
        Sandbox.ClearRequests();
        Sandbox.Options.ResourceUnitsPer10Seconds = unitsPer10Seconds;
        Sandbox.Options.WritesPer150Seconds = writesPer150Seconds;
        DateTimeOffset began = Sandbox.Clock.UtcNow;
        ConcurrentBag<string> left = [];
        int done = 0;
        int counted = 0;
        int refused = 0;
        Lock counting = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, 2 * _leavers.Count), new ParallelOptions { MaxDegreeOfParallelism = sideBySide }, async (number, _) =>
        {
            using (LifecycleRun run = number % 2 == 0 ? Departure(_leavers[number / 2]) : Hire(number / 2))
            {
                foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
                {
                    await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, Silence.It, CancellationToken.None);
                }

                RunEnd end = await run.EndAsync(Silence.It, CancellationToken.None);
                if (end.Outcome != RunOutcome.Completed)
                {
                    left.Add(string.Join(" | ", run.Results.Where(result => result.ErrorId.Length > 0).Select(result => $"{result.Step} {result.Status} {result.ErrorId}: {result.Detail}")));
                }
            }

            lock (counting)
            {
                Count(ref counted, ref refused);
                ended(++done);
            }
        });
        return new LoadFigures(2 * _leavers.Count, left.ToList(), counted, refused, Sandbox.Clock.UtcNow - began, writesPer150Seconds);
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The log would be the most of what is held, and it is the sandbox's.
    private void Count(ref int counted, ref int refused)
    {
        lock (Sandbox.Gate)
        {
            IReadOnlyList<SandboxRequest> log = Sandbox.Requests;
            counted += log.Count(request => request.IsWrite && request.Status != 429 && IsDirectory(request.Path));
            refused += log.Count(request => request.Status == 429);
            Sandbox.ClearRequests();
        }
    }

    private static bool IsDirectory(string path) =>
        path.StartsWith("/v1.0/", StringComparison.Ordinal) && GraphLimits.AreFor(path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToArray());

    private LifecycleRun Departure(string who) => new RunOpening(_connection).Offboard(
        new DepartureRequest { Identity = who, RequestId = "load:" + who }, _map.ResolveDeparture(null, null), _journals, RunHeader.OfThisProcess("load"));

    private LifecycleRun Hire(int number)
    {
        HireRequest request = new()
        {
            GivenName = "Ada", Surname = $"Newcomer{number}", Role = "sales", Site = "zurich", EmployeeId = $"7{number:00000}", Department = "Sales",
            Manager = "carla.moretti@contoso.example", RequestId = $"load:7{number:00000}",
        };
        Entitlements means = _map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));
        return new RunOpening(_connection).Hire(request, means, _journals, RunHeader.OfThisProcess("load"), _ => { });
    }

    private void AddLeaver(int number)
    {
        string name = $"ada.leaver{number}@contoso.example";
        SandboxUser user = Sandbox.Born(new SandboxUser
        {
            UserPrincipalName = name, MailNickname = $"ada.leaver{number}", Mail = name, GivenName = "Ada", Surname = $"Leaver{number}", DisplayName = $"Ada Leaver{number}",
            UsageLocation = "CH", EmployeeId = $"6{number:00000}", ManagerId = Sandbox.FindUser("carla.moretti@contoso.example")!.Id, ProxyAddresses = ["SMTP:" + name],
        }, "user");
        Sandbox.Users.Add(user);
        foreach (SandboxGroup group in Sandbox.Groups.Where(IsPlain).Take(5)) Sandbox.Memberships.Add(group, user.Id);
        Sandbox.Licensing.Change(user, [new SandboxLicense { SkuId = Sandbox.FindSku("SPE_E3")!.SkuId }], []);
        _leavers.Add(name);
    }

    private static bool IsPlain(SandboxGroup group) =>
        group.MembershipRule is null && group.OnPremisesSyncEnabled != true && group.IsAssignableToRole != true && group.Licenses.Count == 0 && !group.IsExchangeMastered
            && group.DisplayName != "Executive records";

    private sealed class Silence : IStepLog
    {
        public static Silence It { get; } = new();

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

/// <summary>What a crowd cost.</summary>
/// <param name="Left">For each run that was not completed, why.</param>
/// <param name="Writes">Changes of the directory that were carried out.</param>
/// <param name="Refused">Requests that were answered 429.</param>
/// <param name="Took">On the tenant's clock.</param>
internal sealed record LoadFigures(int Runs, IReadOnlyList<string> Left, int Writes, int Refused, TimeSpan Took, int WritesPer150Seconds)
{
    /// <summary>The rate that was reached by the rate that the limit of writes allows once its first allowance is spent; 1 is all of it.</summary>
    public double ShareOfRate => (Writes - WritesPer150Seconds) / (Took.TotalSeconds * WritesPer150Seconds / 150);
}
