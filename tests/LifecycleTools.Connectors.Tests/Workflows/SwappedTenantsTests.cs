using System;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Two tenants in one session: what is one's never reaches the other, not even where somebody swapped their ids.</summary>
public sealed class SwappedTenantsTests
{
    private const string Other = "99999999-8888-4777-8666-555555555555";

    [Fact]
    public async Task Connection_OfOneTenantsFileToAnothersServices_IsRefused()
    {
        SandboxTenant ours = SandboxTenant.Load(null, new SandboxOptions());
        SandboxTenant theirs = SandboxTenant.Load(null, new SandboxOptions());
        theirs.TenantId = Other;

        Func<Task> connecting = async () => (await SandboxTenants.OpenAsync(ours, theirs.CreateHandler(), new Quiet(), CancellationToken.None)).Dispose();

        (await connecting.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().BeOneOf("ConnectorSignInFailed", "TenantFileInvalid");
        theirs.Requests.Should().NotContain(request => request.IsWrite && request.Path.Contains("users", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("PainPoint", "C9")]
    public async Task Departure_ByTheIdOfTheOtherTenantsPerson_FindsNobody_AndTouchesNeither()
    {
        using SandboxBench ours = await SandboxBench.OpenAsync();
        using SandboxBench theirs = await SandboxBench.OpenAsync();
        SandboxUser stranger = theirs.Sandbox.FindUser("ines.roth@contoso.example")!;
        stranger.Id = Guid.NewGuid().ToString();

        BenchRun run = await ours.OffboardAsync(stranger.Id);

        run["directory.check-leaver"].ErrorId.Should().Be(ErrorIds.PersonNotFound);
        stranger.AccountEnabled.Should().BeTrue();
        ours.Sandbox.FindUser("ines.roth@contoso.example")!.AccountEnabled.Should().BeTrue();
        theirs.Sandbox.Requests.Should().BeEmpty("not one request of our run may go to the other tenant");
    }

    [Fact]
    public async Task TwoDeparturesAtOnce_EachStaysInItsTenant()
    {
        using SandboxBench ours = await SandboxBench.OpenAsync();
        using SandboxBench theirs = await SandboxBench.OpenAsync();

        BenchRun[] runs = await Task.WhenAll(ours.OffboardAsync("ines.roth@contoso.example"), theirs.OffboardAsync("lena.vogt@contoso.example"));

        runs.Should().OnlyContain(run => run.Outcome == RunOutcome.Completed);
        ours.Sandbox.FindUser("lena.vogt@contoso.example")!.AccountEnabled.Should().BeTrue();
        theirs.Sandbox.FindUser("ines.roth@contoso.example")!.AccountEnabled.Should().BeTrue();
    }

    private sealed class Quiet : IStepLog
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
