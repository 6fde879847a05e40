using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sessions;
using Xunit;

namespace LifecycleTools.Tests.Sessions;

/// <summary>Secrets come by name: from the environment, and from SecretManagement where a session has it.</summary>
public sealed class SecretLookupTests : IDisposable
{
    private readonly Runspace? _before = Runspace.DefaultRunspace;
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

    public SecretLookupTests()
    {
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
    }

    public void Dispose()
    {
        Runspace.DefaultRunspace = _before;
        _runspace.Dispose();
    }

    [Theory]
    [InlineData("vault:Graph", "from the default vault: Graph")]
    [InlineData("vault:Team/Graph", "from Team: Graph")]
    public void Resolve_OfAVaultedSecret_AsksSecretManagementOnce(string reference, string value)
    {
        using (PowerShell shell = PowerShell.Create(_runspace))
        {
            shell.AddScript("""
                function global:Get-Secret { [CmdletBinding()] param([string] $Name, [string] $Vault = 'the default vault')
                    $secure = [securestring]::new(); foreach ($letter in "from ${Vault}: $Name".ToCharArray()) { $secure.AppendChar($letter) }; , $secure }
                """).Invoke();
        }

        new SecretLookup(Tenant(reference)).Resolve(reference).Reveal().Should().Be(value);
    }

    [Fact]
    public void Resolve_WithoutSecretManagement_SaysThatItIsMissing()
    {
        Action look = () => _ = new SecretLookup(Tenant("vault:Graph"));

        look.Should().Throw<LifecycleException>().Where(failure => failure.Id == ErrorIds.SecretNotFound && failure.Message.Contains("SecretManagement"));
    }

    [Fact]
    public void Resolve_OfAnEnvironmentVariable_ReadsIt_AndNamesAMissingOne()
    {
        const string Name = "LIFECYCLE_TESTS_SECRET";
        Environment.SetEnvironmentVariable(Name, "value");
        SecretLookup secrets = new(Tenant("env:" + Name));
        secrets.Resolve("env:" + Name).Reveal().Should().Be("value");
        Environment.SetEnvironmentVariable(Name, null);

        secrets.Invoking(lookup => lookup.Resolve("env:" + Name)).Should().Throw<LifecycleException>().Where(failure => failure.Message.Contains(Name));
    }

    private static TenantFile Tenant(string secret) => new()
    {
        Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(), Systems = new Dictionary<string, SystemSettings>(),
        Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, Secret = secret },
    };
}
