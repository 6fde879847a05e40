using System;

namespace LifecycleTools.Connectors.Http;

/// <summary>A service that takes our tokens, and the only host that ever sees them.</summary>
internal sealed class Resource
{
    private readonly Uri _address;

    /// <param name="name">Whom tokens are asked for: https://graph.microsoft.com.</param>
    /// <param name="address">Where it answers; https, or http on loopback.</param>
    public Resource(string name, Uri address)
    {
        Name = name;
        _address = address;
    }

    /// <summary>Whom tokens are asked for.</summary>
    public string Name { get; }

    /// <summary>Whether this address is the service itself, so that a token may go there.</summary>
    public bool Covers(Uri target) =>
        target.Port == _address.Port
        && string.Equals(target.Scheme, _address.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(target.Host, _address.Host, StringComparison.OrdinalIgnoreCase)
        && (target.Scheme == Uri.UriSchemeHttps || target.IsLoopback);
}
