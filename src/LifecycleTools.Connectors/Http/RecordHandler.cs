using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;
#if !NET
using System.Net;
#endif

namespace LifecycleTools.Connectors.Http;

/// <summary>Last before the wire: records what leaves and what comes back, bounds the wait, and refuses answers that are not whole.</summary>
internal sealed class RecordHandler(IClock clock, TimeSpan timeout, TimeProvider timeouts) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        CallRecord record = CallRecord.Start(request, CallScope.Current, clock);
        HttpResponseMessage response;
        try
        {
            response = await SendWithinTimeAsync(request, cancel).ConfigureAwait(false);
        }
        catch (LostAnswer lost)
        {
            record.Lost(lost.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            record.Lost("stopped");
            throw;
        }

        record.Answered((int)response.StatusCode, RequestIdOf(response));
        if (JsonAnswers.WhyUnusable(request, response) is { } why)
        {
            string id = RequestIdOf(response);
            response.Dispose();
            throw new LostAnswer(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, why) { RequestId = id };
        }

        return response;
    }

    /// <summary>The service's id of a request; empty when it gave none.</summary>
    internal static string RequestIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("request-id", out IEnumerable<string>? ids) ? ids.FirstOrDefault() ?? "" : "";

    private async Task<HttpResponseMessage> SendWithinTimeAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using Deadline deadline = new(timeout, timeouts, cancel);
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, deadline.Token).ConfigureAwait(false);
            await ReadWholeAsync(response, deadline.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (Exception failure) when (deadline.IsOver || failure is OperationCanceledException)
        {
            throw new LostAnswer(ErrorIds.ConnectorTimedOut, ErrorKind.Time, $"no answer within {timeout.TotalSeconds:0} s", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or ObjectDisposedException)
        {
            bool neverLeft = NeverConnected(failure);
            string reason = neverLeft ? "the service could not be reached" : "the connection broke before the answer was whole";
            throw new LostAnswer(ErrorIds.ConnectorUnreachable, ErrorKind.Network, reason, failure) { NeverLeft = neverLeft };
        }
    }

    // Here, not where the SDK reads it: an answer that breaks off must still be a retry's business.
    private static async Task ReadWholeAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content is null) return;

        using (cancel.Register(response.Dispose))
        {
            await response.Content.LoadIntoBufferAsync().ConfigureAwait(false);
        }

        cancel.ThrowIfCancellationRequested();
    }

    private static bool NeverConnected(Exception failure) =>
#if NET
        failure is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.ProxyTunnelError or HttpRequestError.SecureConnectionError
        };
#else
        failure.InnerException is WebException
        {
            Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ConnectFailure
                or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
        };
#endif
}
