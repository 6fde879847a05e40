using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Engine.Ports;

/// <summary>A source that also sends what has changed. We run no server: whoever receives a delivery hands it over.</summary>
public interface IWebhookReader
{
    /// <summary>Proves that a delivery came from the source and is young. Sends nothing.</summary>
    /// <returns>What tells this delivery from every other: the same when the same one comes again.</returns>
    /// <exception cref="Errors.LifecycleException">WebhookForged, WebhookTooOld; ConnectorNotConfigured when the tenant file names no key.</exception>
    string Verify(WebhookDelivery delivery);

    /// <summary>Verifies a delivery, and reads at the source the records that it is about: what a delivery says of a person is not believed.</summary>
    /// <exception cref="Errors.LifecycleException">As <see cref="Verify"/>; ConnectorAnswerUnexpected when it is signed and cannot be read; the source cannot be read.</exception>
    Task<IReadOnlyList<SourceRecord>> ReadDeliveryAsync(WebhookDelivery delivery, CancellationToken cancel);
}

/// <summary>A delivery as it came.</summary>
/// <param name="Body">The body, byte for byte.</param>
/// <param name="Headers">The headers, by name without case.</param>
public sealed record WebhookDelivery(byte[] Body, IReadOnlyDictionary<string, string> Headers);
