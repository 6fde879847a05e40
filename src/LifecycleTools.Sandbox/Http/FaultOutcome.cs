using System;
using System.Net.Http;
using System.Threading.Tasks;

namespace LifecycleTools.Sandbox.Http;

/// <summary>What a fault does to one call.</summary>
internal sealed class FaultOutcome
{
    private const string ProxyPage = "<!DOCTYPE html><html><head><title>Service unavailable</title></head><body><h1>Our services aren't available right now</h1></body></html>";

    public static FaultOutcome None { get; } = new();

    public string? Name { get; private init; }

    /// <summary>True: the service still works on the call.</summary>
    public bool IsProcessed { get; private init; } = true;

    /// <summary>The answer given in place of the service's; null: the service answers.</summary>
    public SandboxAnswer? Instead { get; private init; }

    /// <summary>Thrown to the caller once all is written down.</summary>
    public Exception? Break { get; private init; }

    public bool LosesAnswer { get; private init; }

    private Func<SandboxAnswer, SandboxAnswer>? Spoiler { get; init; }

    public SandboxAnswer Spoil(SandboxAnswer answer) => Spoiler is null ? answer : Spoiler(answer);

    public static FaultOutcome Of(SandboxFault fault, SandboxCall call, SandboxRoutes service)
    {
        string name = fault.Kind.ToString();
        switch (fault.Kind)
        {
            case SandboxFaultKind.Throttle:
                return Answered(name, fault, service.Fault(call, 429));
            case SandboxFaultKind.ServerError:
                return Answered(name, fault, service.Fault(call, fault.Status == 0 ? 503 : fault.Status));
            case SandboxFaultKind.ExpireToken:
                return Answered(name, fault, service.Fault(call, 401));
            case SandboxFaultKind.Forbid:
                return Answered(name, fault, service.Fault(call, 403));
            case SandboxFaultKind.Html:
                return Answered(name, fault, SandboxAnswer.Text(fault.Status == 0 ? 200 : fault.Status, ProxyPage, "text/html"));
            case SandboxFaultKind.IgnoreWrite:
                return Answered(name, fault, service.Pretend(call));
            case SandboxFaultKind.Truncate:
                return new() { Name = name, Spoiler = Halve };
            case SandboxFaultKind.LoseAnswer when call.IsBatchItem:
                return new() { Name = name, Spoiler = _ => service.Fault(call, 504) };
            case SandboxFaultKind.LoseAnswer:
                return new() { Name = name, LosesAnswer = true, Break = new HttpRequestException("The connection was closed before the answer arrived.") };
            case SandboxFaultKind.DropBefore when call.IsBatchItem:
                return Answered(name, fault, service.Fault(call, 503));
            case SandboxFaultKind.DropBefore:
                return new() { Name = name, IsProcessed = false, Break = new HttpRequestException("The connection could not be made.") };
            case SandboxFaultKind.Timeout when call.IsBatchItem:
                return Answered(name, fault, service.Fault(call, 504));
            case SandboxFaultKind.Timeout:
                return new() { Name = name, IsProcessed = false, Break = new TaskCanceledException("The request timed out.") };
            default:
                throw new InvalidOperationException($"Unknown fault '{fault.Kind}'.");
        }
    }

    private static FaultOutcome Answered(string name, SandboxFault fault, SandboxAnswer answer)
    {
        if (fault.RetryAfter is { } wait) answer.Headers["Retry-After"] = wait;
        return new() { Name = name, IsProcessed = false, Instead = answer };
    }

    private static SandboxAnswer Halve(SandboxAnswer answer)
    {
        if (answer.Body is { } body) answer.Body = body.Substring(0, body.Length / 2);
        return answer;
    }
}
