using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;

namespace LifecycleTools.Connectors.Tests.Graph;

/// <summary>The real ports over the pretend tenant, every request and answer held to the official description.</summary>
internal sealed class GraphSandbox : IDisposable
{
    private const string Address = "https://graph.microsoft.com";
    private readonly ContractHandler _wire;
    private readonly IDisposable _scope;

    public GraphSandbox(SandboxOptions? options = null)
    {
        ContractFiles.Require();
        Tenant = SandboxTenant.Load(options: options);
        _wire = new ContractHandler(Tenant.CreateHandler(), Contract.Graph) { Throws = false };
        var clock = new TenantClock(Tenant);
        Calls = new GraphCalls(new Uri(Address), Address, new HttpPipeline(_wire, new TenantTokens(Tenant), clock), clock);
        Directory = new GraphDirectory(Calls);
        SignIn = new GraphSignIn(Calls);
        Methods = new GraphSignInMethods(Calls);
        Licenses = new GraphLicenses(Calls);
        Groups = new GraphGroups(Calls);
        _scope = Step.Writing().Enter();
    }

    public SandboxTenant Tenant { get; }

    public RecordingStep Step { get; } = new();

    public GraphCalls Calls { get; }

    public IDirectory Directory { get; }

    public ISignIn SignIn { get; }

    public ISignInMethods Methods { get; }

    public ILicenses Licenses { get; }

    public IGroups Groups { get; }

    public async Task<Person> PersonAsync(string name) => (await Directory.ReadAsync(new PersonId(name), default))!;

    /// <summary>Ends the test's use, and fails it if anything on the wire was not as described.</summary>
    public void Dispose()
    {
        _scope.Dispose();

        // Inside inner errors the service breaks its own description: a date without a zone, a message that is not listed.
        _wire.Violations.Where(violation => !violation.Pointer.StartsWith("/error/innerError/", StringComparison.Ordinal)).Should().BeEmpty();
        _wire.Dispose();
    }

    private sealed class TenantClock(SandboxTenant tenant) : IClock
    {
        public DateTimeOffset UtcNow => tenant.Clock.UtcNow;

        public Task DelayAsync(TimeSpan time, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            tenant.Clock.Advance(time);
            return Task.CompletedTask;
        }
    }

    private sealed class TenantTokens(SandboxTenant tenant) : ITokens
    {
        private string? _token;

        public Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel)
        {
            if (_token is null || refresh) _token = tenant.Tokens.Issue(tenant.ClientApps.First().AppId, resource).Value;
            return Task.FromResult(_token);
        }
    }
}
