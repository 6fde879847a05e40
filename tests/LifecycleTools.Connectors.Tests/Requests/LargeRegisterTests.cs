using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Connectors.Tests.Roles;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Adp;
using LifecycleTools.Sandbox.BambooHr;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Requests;

/// <summary>What a sync asks of an HR system and of the directory, by how many changed and how many there are. Times and memory are measured in the benchmarks.</summary>
public sealed class LargeRegisterTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-large-" + Guid.NewGuid().ToString("N"));
    private readonly SandboxTenant _sandbox = SandboxTenant.Load();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(300, 0, 3)]
    [InlineData(300, 3, 3 + 4)]
    [InlineData(1500, 0, 3)]
    [InlineData(1500, 3, 3 + 4)]
    public async Task BambooHr_IsAskedForThoseWhoChanged_HoweverManyThereAre(int people, int changed, int requests)
    {
        BambooHrState hr = _sandbox.Beside<BambooHrState>();
        for (int number = 0; number < people; number++) hr.Add(new BambooHrEmployee { ["firstName"] = "Ada", ["lastName"] = "B", ["employeeNumber"] = $"5{number:00000}", ["hireDate"] = "2019-05-01", ["location"] = "zurich", ["jobTitle"] = "sales" });
        (_, int first, _) = await SyncAsync("bamboohr");
        await SyncAsync("bamboohr");
        foreach (BambooHrEmployee one in hr.Employees.Where(one => one.ContainsKey("workEmail")).Skip(10).Take(changed)) hr.Terminate(one, "2026-12-31");

        (IReadOnlyList<LifecycleRequest> found, int toHr, int toGraph) = await SyncAsync("bamboohr");

        found.Should().HaveCount(changed);
        toHr.Should().Be(requests, "the size of the company in two tries, who changed, their rows, and each of them");
        toGraph.Should().BeInRange(Math.Min(changed, 1), Math.Min(changed, 2), "they are looked up side by side; a busy machine may miss the batch by one");
        first.Should().Be(hr.Employees.Count + 4, "the first time everybody is news, once");
        Ledger().Max(line => line.Length).Should().BeLessThan(64 * 1024, "no line carries the company along");
        Ledger().Count(line => line.Contains("\"field.", StringComparison.Ordinal)).Should().Be(changed, "of those who ask nothing only that is remembered");
    }

    [Theory]
    [InlineData(150)]
    [InlineData(950)]
    public async Task Adp_IsReadPageByPageEachTime_AndAChangeOnTheFirstPageIsFound(int people)
    {
        AdpState hr = _sandbox.Beside<AdpState>();
        while (hr.Workers.Count < people) hr.Add(new AdpWorker { GivenName = "Ada", FamilyName = "B", Number = $"5{hr.Workers.Count:00000}", HireDate = "2019-05-01", Location = "zurich", JobTitle = "sales" });
        await SyncAsync("adp");
        await SyncAsync("adp");
        hr.Workers[3].TerminationDate = "2026-12-31";

        (IReadOnlyList<LifecycleRequest> found, int toHr, _) = await SyncAsync("adp");

        found.Should().ContainSingle().Which.EmployeeId.Should().Be(hr.Workers[3].Number);
        toHr.Should().Be(((people + 99) / 100) + 1, "ADP cannot be asked for changes, and says 204 behind its last page");
        Ledger().Count(line => line.Contains("\"field.", StringComparison.Ordinal)).Should().Be(1, "of those who ask nothing only that is remembered");
    }

    private IEnumerable<string> Ledger() => File.ReadLines(Path.Combine(_folder, "requests", "ledger.jsonl"));

    // As a process of its own: nothing is remembered but the ledger.
    private async Task<(IReadOnlyList<LifecycleRequest> Open, int ToHr, int ToGraph)> SyncAsync(string kind)
    {
        TenantFile file = new()
        {
            Path = "lifecycle.yaml", Name = "large", Id = Guid.Parse(_sandbox.TenantId),
            Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = _sandbox.ClientApps[0].AppId, Secret = "app" },
            Systems = new Dictionary<string, SystemSettings>
            {
                ["hr"] = new()
                {
                    Kind = kind,
                    Values = new Dictionary<string, string>
                    {
                        ["url"] = "https://hr.example", ["apiKey"] = "bamboo-key", ["clientId"] = "adp-client", ["clientSecret"] = "adp-secret", ["tokenUrl"] = "https://hr.example/auth/oauth/v2/token",
                    },
                    Maps = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["sites"] = new Dictionary<string, string> { ["*"] = "zurich" } },
                },
            },
        };
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(15));
        RecordingStep log = new();
        using ITenantConnection connection = await TenantConnection.OpenAsync(
            file, new Named(_sandbox.ClientApps[0].Secret!), _sandbox.CreateHandler(), new SandboxTime(_sandbox.Clock), isSandbox: true, log, CancellationToken.None);
        _sandbox.ClearRequests();
        RequestReading reading = await new RequestIntake(connection, new JournalFolder(_folder), new YamlRoleMapReader().Read([ShippedFiles.Path("roles", "three-countries.yaml")]).RequireMap())
            .ReadAsync(new RequestQuery(), log, CancellationToken.None);
        reading.Failures.Should().BeEmpty();
        List<string> sent = _sandbox.Requests.Where(request => request.BatchId is null || request.Path.EndsWith("batch", StringComparison.Ordinal)).Select(request => request.Path).ToList();
        int toGraph = sent.Count(path => path.StartsWith("/v1.0/", StringComparison.Ordinal));
        return (reading.Requests, sent.Count - toGraph, toGraph);
    }

    private sealed class Named(string ofApp) : ISecrets
    {
        public Secret Resolve(string reference) => new(reference == "app" ? ofApp : reference);
    }
}
