using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LifecycleTools.Sandbox.Http;

/// <summary>The one path that every call takes, single or inside a batch: find the service, apply faults, answer, write down.</summary>
public sealed class SandboxDispatcher
{
    private readonly SandboxTenant _tenant;
    private readonly IReadOnlyList<SandboxRoutes> _services;

    internal SandboxDispatcher(SandboxTenant tenant)
    {
        _tenant = tenant;
        _services = typeof(SandboxRoutes).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SandboxRoutes)) && !type.IsAbstract)
            .Select(type => (SandboxRoutes)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, new object[] { tenant }, null)!)
            .OrderBy(service => service.Order).ThenBy(service => service.GetType().Name, StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>Answers one call. Thread-safe: calls are worked on one after the other.</summary>
    /// <exception cref="System.Net.Http.HttpRequestException">A scripted fault cut the connection.</exception>
    /// <exception cref="System.Threading.Tasks.TaskCanceledException">A scripted fault let the call time out.</exception>
    public SandboxAnswer Answer(SandboxCall call)
    {
        lock (_tenant.Gate)
        {
            _tenant.Settle();
            call.RequestId = _tenant.NewId("request");
            SandboxRoutes? service = _services.FirstOrDefault(candidate => candidate.Owns(call));
            if (service is null) return Write(call, NoSuchService(call), fault: null);

            service.Describe(call);
            int place = _tenant.Log.Reserve();
            FaultOutcome outcome = _tenant.Faults.Meet(call, service);
            SandboxAnswer? answer = outcome.Instead;
            if (answer is null && outcome.IsProcessed) answer = service.Answer(call);
            if (answer is not null) answer = outcome.Spoil(answer);

            _tenant.Log.Fill(place, call, outcome.LosesAnswer ? null : answer, outcome.Name, _tenant.Clock.UtcNow);
            if (outcome.Break is { } exception) throw exception;
            return answer!;
        }
    }

    internal TimeSpan LatencyOf(SandboxCall call) =>
        call.Segments.Count > 0 && call.Segments[0] == "adminapi" ? _tenant.Options.ExchangeLatency
        : call.Segments.Count > 0 && call.Segments[0] == "v1.0" ? _tenant.Options.GraphLatency
        : TimeSpan.Zero;

    private SandboxAnswer Write(SandboxCall call, SandboxAnswer answer, string? fault)
    {
        _tenant.Log.Fill(_tenant.Log.Reserve(), call, answer, fault, _tenant.Clock.UtcNow);
        return answer;
    }

    private static SandboxAnswer NoSuchService(SandboxCall call) =>
        SandboxAnswer.Text(404, $"The sandbox has no service at {call.Authority}{call.Uri.AbsolutePath}.", "text/plain");
}
