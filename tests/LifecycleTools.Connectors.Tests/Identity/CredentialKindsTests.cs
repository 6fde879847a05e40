using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Azure.Identity;
using FluentAssertions;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Identity;

/// <summary>Each kind that a tenant file can name leads to its own way of Azure.Identity. Those that need Azure or a person are made here, and not used.</summary>
public sealed class CredentialKindsTests
{
    [Theory]
    [InlineData(CredentialKind.ClientSecret, typeof(ClientSecretCredential))]
    [InlineData(CredentialKind.ManagedIdentity, typeof(ManagedIdentityCredential))]
    [InlineData(CredentialKind.WorkloadIdentity, typeof(WorkloadIdentityCredential))]
    [InlineData(CredentialKind.DeviceCode, typeof(DeviceCodeCredential))]
    [InlineData(CredentialKind.Interactive, typeof(InteractiveBrowserCredential))]
    [InlineData(CredentialKind.Default, typeof(DefaultAzureCredential))]
    public void Make_OfAKind_GivesItsCredential(CredentialKind kind, Type expected)
    {
        TenantFile tenant = new()
        {
            Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(),
            Credential = new TenantCredential { Kind = kind, ClientId = Guid.NewGuid().ToString(), Secret = "env:SECRET", TokenFile = "token" },
        };

        using Credentials credentials = new(tenant, CloudAddresses.Of(tenant), new Known(), new Unreachable(), new SystemClock(), new Quiet());

        credentials.Make().Should().BeOfType(expected);
    }

    private sealed class Known : ISecrets
    {
        public Secret Resolve(string reference) => new("value");
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("nothing is sent here");
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
