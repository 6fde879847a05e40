using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Engine.Ports;

/// <summary>A source that also sends what has changed. We run no server: whoever receives a delivery hands it over.</summary>
public interface IWebhookReader
{
    /// <summary>Proves that a delivery came from the source and is young, and reads the records that it is about.</summary>
    /// <exception cref="Errors.LifecycleException">ConnectorRequestRefused: the signature does not fit, or the delivery is too old.</exception>
    Task<IReadOnlyList<SourceRecord>> ReadDeliveryAsync(WebhookDelivery delivery, CancellationToken cancel);
}

/// <summary>A delivery as it came.</summary>
/// <param name="Body">The body, byte for byte.</param>
/// <param name="Headers">The headers, by name without case.</param>
public sealed record WebhookDelivery(byte[] Body, IReadOnlyDictionary<string, string> Headers);
