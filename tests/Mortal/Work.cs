using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace Mortal;

/// <summary>A tenant with everything beside it (an RMM, a ticket system, mail), and one hire and one departure on it.</summary>
internal sealed class Work(ITenantConnection tenant, RoleMap map) : IDisposable
{
    /// <param name="transport">Reaches the tenant; disposed with this.</param>
    /// <param name="roles">Path of the role map.</param>
    public static async Task<Work> ConnectAsync(HttpMessageHandler transport, IClock clock, string tenantId, string appId, string secret, string roles)
    {
        RoleMap map = new YamlRoleMapReader().Read([roles]).RequireMap();
        return new Work(await TenantConnection.OpenAsync(FileOf(tenantId, appId), new Known(secret), transport, clock, isSandbox: true, Silence.It, CancellationToken.None), map);
    }

    /// <summary>Begins the workflow, or goes on with the run that is in the folder already.</summary>
    /// <param name="workflow">"hire" or "departure".</param>
    public async Task<WorkEnd> RunAsync(string workflow, IJournalStore journals)
    {
        using LifecycleRun run = Open(workflow, new RunOpening(tenant), journals, map);
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds)
        {
            await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, Silence.It, CancellationToken.None);
        }

        RunEnd end = await run.EndAsync(Silence.It, CancellationToken.None);
        return new WorkEnd(run.RunId, end.Outcome, run.Results);
    }

    public void Dispose() => tenant.Dispose();

    // A process that died before its first line left nothing to go on with: the operator starts again.
    private static LifecycleRun Open(string workflow, RunOpening opening, IJournalStore journals, RoleMap map)
    {
        RunHeader header = RunHeader.OfThisProcess("test");
        RunReading? left = journals.List().Select(runId => RunReading.From(runId, journals.Read(runId))).FirstOrDefault(reading => reading is not null);
        HireRequest hire = new()
        {
            GivenName = "Zoë", Surname = "Baumann", Role = "sales", Site = "zurich", EmployeeId = "2001", Department = "Sales", JobTitle = "Account executive",
            Manager = "carla.moretti@contoso.example", RequestId = "test:2001",
        };
        DepartureRequest departure = new() { Identity = "ines.roth@contoso.example", RequestId = "test:1009" };
        Entitlements means = map.Resolve(new RoleRequest(hire.Role, hire.Site, hire.Department, null));
        DepartureRules rules = map.ResolveDeparture(null, null);
        Action<HandedSecret> handOver = _ => { };
        return (workflow, left) switch
        {
            ("hire", null) => opening.Hire(hire, means, journals, header, handOver),
            ("hire", _) => opening.ResumeHire(left, means, journals, header, handOver),
            (_, null) => opening.Offboard(departure, rules, journals, header),
            _ => opening.ResumeOffboard(left, rules, journals, header),
        };
    }

    private static TenantFile FileOf(string tenantId, string appId) => new()
    {
        Path = "the sandbox", Name = "sandbox", Id = Guid.Parse(tenantId), Protected = ["breakglass@contoso.example"], Escalation = ["ivan.petrov@contoso.example"],
        Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = appId, Secret = "app" },
        Systems = new Dictionary<string, SystemSettings>(StringComparer.OrdinalIgnoreCase)
        {
            ["notify"] = Entry("graphmail", ("from", "noreply@contoso.example")) with
            {
                Lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["hr"] = ["rosa.lopez@contoso.example"], ["itLeadership"] = ["ivan.petrov@contoso.example"] },
            },
            ["rmm"] = Entry("ninjaone", ("url", "https://app.ninjarmm.com"), ("clientId", "ninja-client"), ("clientSecret", "ninja-secret"), ("refreshToken", "ninja-refresh"), ("nodeRoleId", "5")),
            ["psa"] = Entry("connectwise", ("url", "https://api-na.myconnectwise.net"), ("company", "contosomsp"), ("publicKey", "cw-public"), ("privateKey", "cw-private-key"),
                ("clientId", "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11"), ("board", "HR Requests"), ("customer", "Contoso")),
        },
    };

    private static SystemSettings Entry(string kind, params (string Key, string Value)[] values) => new()
    {
        Kind = kind, Values = values.ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase),
    };

    private sealed class Known(string ofApp) : ISecrets
    {
        public Secret Resolve(string reference) => new(reference == "app" ? ofApp : reference);
    }

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

/// <summary>What a run came to.</summary>
internal sealed record WorkEnd(string RunId, RunOutcome Outcome, IReadOnlyList<StepResult> Results)
{
    /// <summary>The steps that keep the run from being complete.</summary>
    public IEnumerable<StepResult> Left => Results.Where(result => result.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped));
}
