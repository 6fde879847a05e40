using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Sessions;

/// <summary>
/// Looks secrets up by name: in the environment at any time, in vaults once and up front, because SecretManagement answers
/// only on the thread that the command runs on.
/// </summary>
internal sealed class SecretLookup : ISecrets
{
    private const string Environment = "env:";
    private const string Vault = "vault:";
    private readonly Dictionary<string, Secret> _vaulted = new(StringComparer.Ordinal);

    /// <summary>Asks SecretManagement for every secret of a tenant file that is in a vault.</summary>
    /// <exception cref="LifecycleException">SecretNotFound.</exception>
    public SecretLookup(TenantFile tenant)
    {
        foreach (string reference in References(tenant).Where(name => name.StartsWith(Vault, StringComparison.OrdinalIgnoreCase)).Distinct())
        {
            _vaulted[reference] = FromVault(reference);
        }
    }

    /// <inheritdoc/>
    public Secret Resolve(string reference)
    {
        if (_vaulted.TryGetValue(reference, out Secret? known)) return known;
        if (!reference.StartsWith(Environment, StringComparison.OrdinalIgnoreCase)) throw NotFound(reference, "it is neither env: nor vault:");
        string name = reference.Substring(Environment.Length);
        return System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? new Secret(value)
            : throw NotFound(reference, $"the environment variable {name} is not set");
    }

    private static IEnumerable<string> References(TenantFile tenant) =>
        new[] { tenant.Credential.Secret, tenant.Credential.CertificatePassword, tenant.Signing?.CertificatePassword }.OfType<string>()
            .Concat(tenant.Systems.Values.SelectMany(system => system.Values.Values));

    private static Secret FromVault(string reference)
    {
        string[] parts = reference.Substring(Vault.Length).Split(['/'], 2);
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Get-Secret").AddParameter("Name", parts[parts.Length - 1]).AddParameter("ErrorAction", "Stop");
        if (parts.Length == 2) shell.AddParameter("Vault", parts[0]);
        try
        {
            return shell.Invoke().FirstOrDefault()?.BaseObject switch
            {
                SecureString secure => new Secret(new NetworkCredential("", secure).Password),
                PSCredential credential => new Secret(credential.GetNetworkCredential().Password),
                string text => new Secret(text),
                _ => throw NotFound(reference, "the vault has nothing that could be a secret under that name"),
            };
        }
        catch (CommandNotFoundException)
        {
            throw NotFound(reference, "the module Microsoft.PowerShell.SecretManagement is not installed here");
        }
        catch (RuntimeException failure)
        {
            throw NotFound(reference, failure.Message);
        }
    }

    private static LifecycleException NotFound(string reference, string why) =>
        new(ErrorIds.SecretNotFound, ErrorKind.Setup, $"The secret {reference} was not found: {why}.")
        {
            RecommendedAction = "Set it where the session can see it; the tenant file holds only its name.",
        };
}
