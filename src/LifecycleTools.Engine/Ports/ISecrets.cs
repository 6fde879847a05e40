using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Ports;

/// <summary>Turns the name of a secret (env:NAME, vault:NAME, vault:VAULT/NAME) into its value.</summary>
public interface ISecrets
{
    /// <summary>The value.</summary>
    /// <exception cref="Errors.LifecycleException">SecretNotFound; the message has the name and never the value.</exception>
    Secret Resolve(string reference);
}
