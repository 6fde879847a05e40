using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Exchange;

/// <summary>The real calls over the pretend tenant, inside a step that writes.</summary>
internal sealed class ExchangeSandbox : IDisposable
{
    private readonly HttpMessageHandler _wire;
    private readonly IDisposable _scope;

    /// <param name="together">How many cmdlets gather before a request leaves; null: none waits for company.</param>
    public ExchangeSandbox(SandboxOptions? options = null, int? together = null)
    {
        Session = new ExchangeSession(options);
        _wire = Session.Tenant.CreateHandler();
        Calls = new ExchangeCalls(
            new Uri(ExchangeSession.Host), ExchangeSession.Host, ExchangeSession.TenantId, new HttpPipeline(_wire, new SessionTokens(Session), Clock), Clock,
            together is { } company ? () => GatherAsync(company) : () => Task.CompletedTask);
        _scope = Step.Writing().Enter();
    }

    public ExchangeSession Session { get; }

    public VirtualClock Clock { get; } = new();

    public RecordingStep Step { get; } = new();

    public ExchangeCalls Calls { get; }

    /// <summary>The requests for this cmdlet that the tenant got, alone or in a batch.</summary>
    public IReadOnlyList<SandboxRequest> Asked(string cmdlet) => Session.Tenant.Requests.Where(one => one.Cmdlet == cmdlet).ToList();

    public void Dispose()
    {
        _scope.Dispose();
        _wire.Dispose();
        Session.Dispose();
    }

    // Only the first request has company here; what is sent again, or did not fit, goes as it is.
    private async Task GatherAsync(int company)
    {
        while (Session.Tenant.Requests.Count == 0 && Calls.Batches.Gathered < company) await Task.Yield();
    }

    private sealed class SessionTokens(ExchangeSession exchange) : ITokens
    {
        public Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel)
        {
            if (refresh) exchange.Token = exchange.Tenant.Tokens.Issue(ExchangeSession.AppId, ExchangeSession.Host).Value;
            return Task.FromResult(exchange.Token);
        }
    }
}
