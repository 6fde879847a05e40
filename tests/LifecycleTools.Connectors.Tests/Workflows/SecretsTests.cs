using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Whatever goes wrong on the way, a secret leaves a run by the one door that is meant for it, and by no other.</summary>
public sealed class SecretsTests
{
    public static TheoryData<SandboxFaultKind, string?> Troubles => new()
    {
        { SandboxFaultKind.LoseAnswer, null },
        { SandboxFaultKind.Truncate, "users|temporaryAccessPass" },
        { SandboxFaultKind.Html, "users|temporaryAccessPass" },
        { SandboxFaultKind.Forbid, "users|temporaryAccessPass" },
        { SandboxFaultKind.ServerError, "users|temporaryAccessPass" },
        { SandboxFaultKind.Timeout, "users|temporaryAccessPass" },
        { SandboxFaultKind.IgnoreWrite, null },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    [Trait("PainPoint", "C19")]
    public async Task Hire_WithTrouble_ShowsNoSecretAnywhere(SandboxFaultKind kind, string? path)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        Break(bench, kind, path);
        HireRequest request = SandboxBench.Hire();
        Entitlements means = bench.Map.Resolve(new RoleRequest(request.Role, request.Site, request.Department, null));

        Overheard heard = await ListenAsync(
            bench, new RunOpening(bench.Connection).Hire(request, means, bench.Journals, RunHeader.OfThisProcess("test"), bench.Handed.Add));

        heard.MustNotHold(SecretsOf(bench));
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Offboard_WithTrouble_ShowsNoSecretAnywhere(SandboxFaultKind kind, string? path)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        Break(bench, kind, path);

        Overheard heard = await ListenAsync(
            bench, new RunOpening(bench.Connection).Offboard(
                new DepartureRequest { Identity = "ines.roth@contoso.example" }, bench.Map.ResolveDeparture(null, null), bench.Journals, RunHeader.OfThisProcess("test")));

        heard.MustNotHold(SecretsOf(bench));
    }

    [Fact]
    public async Task SecretsOf_AHire_AreFound()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await bench.HireAsync(SandboxBench.Hire());

        SecretsOf(bench).Keys.Should().Contain(["client secret", "handed over 0", "password of zoe.baumann@contoso.example"], "a search for nothing proves nothing");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Forbid)]
    [InlineData(SandboxFaultKind.Html)]
    [InlineData(SandboxFaultKind.Truncate)]
    [InlineData(SandboxFaultKind.Timeout)]
    public async Task SignIn_ThatFails_ShowsNoSecret(SandboxFaultKind kind)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        bench.Sandbox.Tokens.ExpireAll();
        bench.Sandbox.Faults.Add(kind, null, "oauth2", times: int.MaxValue);
        bench.Sandbox.Clock.Advance(TimeSpan.FromHours(3));

        Overheard heard = await ListenAsync(
            bench, new RunOpening(bench.Connection).Offboard(
                new DepartureRequest { Identity = "ines.roth@contoso.example" }, bench.Map.ResolveDeparture(null, null), bench.Journals, RunHeader.OfThisProcess("test")));

        heard.Outcome.Should().Be(RunOutcome.Exception);
        heard.MustNotHold(SecretsOf(bench));
    }

    private static void Break(SandboxBench bench, SandboxFaultKind kind, string? path)
    {
        foreach (string method in new[] { "POST", "PATCH" }) bench.Sandbox.Faults.Add(kind, method, path, from: 2, times: 6);
    }

    // The sandbox keeps what it was sent in clear text, and every request with it: what must not be heard is known exactly.
    private static Dictionary<string, string> SecretsOf(SandboxBench bench)
    {
        Dictionary<string, string> all = new() { ["client secret"] = bench.Sandbox.ClientApps.First().Secret! };
        foreach (var user in bench.Sandbox.Users)
        {
            if (user.Password is { Length: > 0 } password) all[$"password of {user.UserPrincipalName}"] = password;
            foreach (var method in user.AuthenticationMethods.Where(one => one.PassText is { Length: > 0 })) all[$"pass of {user.UserPrincipalName} {method.Id}"] = method.PassText!;
        }

        for (int i = 0; i < bench.Handed.Count; i++) all[$"handed over {i}"] = bench.Handed[i].Secret.Reveal();
        foreach (SandboxRequest request in bench.Sandbox.Requests)
        {
            foreach (string name in new[] { "password", "temporaryAccessPass", "access_token", "client_secret" })
            {
                foreach (string value in ValuesOf(name, request.Body).Concat(ValuesOf(name, request.ResponseBody))) all[$"{name} {all.Count}"] = value;
            }
        }

        return all;
    }

    private static IEnumerable<string> ValuesOf(string name, string? body) =>
        System.Text.RegularExpressions.Regex.Matches(body ?? "", $"(?:\"{name}\"\\s*:\\s*\"|\\b{name}=)([^\"&]{{6,}})")
            .Cast<System.Text.RegularExpressions.Match>().Select(match => System.Text.RegularExpressions.Regex.Unescape(match.Groups[1].Value));

    private static async Task<Overheard> ListenAsync(SandboxBench bench, LifecycleRun run)
    {
        Overheard heard = new();
        using (run)
        {
            foreach (IReadOnlyList<PlannedStep> round in run.Rounds) await run.RunRoundAsync(round, new HashSet<PlannedStep>(), heard.Ended, heard, CancellationToken.None);
            RunEnd end = await run.EndAsync(heard, CancellationToken.None);
            heard.Outcome = end.Outcome;
            if (end.Untold is not null) heard.Verbose(end.Untold.ToString());
            foreach (HandedSecret handed in bench.Handed) heard.Verbose(handed + " " + handed.Secret);
        }

        foreach (string file in Directory.EnumerateFiles(bench.Journals.Folder)) heard.Verbose(await File.ReadAllTextAsync(file));
        return heard;
    }

    private sealed class Overheard : IStepLog
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public RunOutcome Outcome { get; set; }

        public void Verbose(string line) => _lines.Enqueue(line);

        public void Warning(string line) => _lines.Enqueue(line);

        public void Progress(string person, string doing, int finished, int total) => _lines.Enqueue($"{person} {doing}");

        public void Ended(StepEnd end)
        {
            foreach (var property in typeof(StepResult).GetProperties()) _lines.Enqueue($"{property.Name}: {property.GetValue(end.Result)}");
            for (Exception? each = end.Failure; each is not null; each = each.InnerException) _lines.Enqueue(each.ToString());
            if (end.Failure is not null) _lines.Enqueue($"{end.Failure.RecommendedAction} {end.Failure.RequestId}");
        }

        public void MustNotHold(Dictionary<string, string> secrets)
        {
            _lines.Should().HaveCountGreaterThan(20);
            secrets.Should().HaveCountGreaterThan(1);
            secrets.Where(secret => _lines.Any(line => line.Contains(secret.Value, StringComparison.Ordinal))).Select(secret => secret.Key).Should().BeEmpty();
        }
    }
}
