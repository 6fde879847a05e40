using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>A tenant file of its own leads through the real transport to a tenant behind a loopback port.</summary>
public sealed class TenantFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lifecycle-{Guid.NewGuid():N}.yaml");
    private readonly SandboxTenant _sandbox = SandboxTenant.Load();
    private readonly SandboxServer _server;

    public TenantFileTests() => _server = new SandboxServer(_sandbox);

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task Connect_ByATenantFile_SignsInAndReadsPeople()
    {
        Write(_sandbox.TenantId);
        ConnectorFactory factory = new();

        using ITenantConnection connection = await factory.ConnectAsync(factory.TenantFiles.Read(_file).RequireFile(), new Known(_sandbox.ClientApps.First().Secret!), new Quiet(), CancellationToken.None);

        connection.Identity.Id.Should().Be(_sandbox.TenantId);
        using (CallScope.ForReading(null).Enter())
        {
            (await connection.Systems.Directory.ReadAsync(new PersonId("ines.roth@contoso.example"), CancellationToken.None))!.DisplayName.Should().Be("Ines Roth");
            (await connection.Systems.Mailboxes.ReadAsync(new PersonId("ines.roth@contoso.example"), CancellationToken.None)).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task Connect_WithAWrongSecret_SaysSoWithoutIt()
    {
        Write(_sandbox.TenantId);
        ConnectorFactory factory = new();

        Func<Task> connect = () => factory.ConnectAsync(factory.TenantFiles.Read(_file).RequireFile(), new Known("not-the-secret"), new Quiet(), CancellationToken.None);

        LifecycleException failure = (await connect.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("not-the-secret");
    }

    private void Write(string tenant) => File.WriteAllText(_file, $"""
        tenant:
          name: Contoso
          id: {tenant}
          cloud: custom
          endpoints:
            authority: {_server.Url}
            graph: {_server.Url}
            exchange: {_server.Url}
        credential:
          kind: clientSecret
          clientId: {_sandbox.ClientApps.First().AppId}
          secret: env:NOT_READ_HERE
        """);

    private sealed class Known(string value) : ISecrets
    {
        public Secret Resolve(string reference) => new(value);
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
