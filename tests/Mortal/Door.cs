using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;

namespace Mortal;

/// <summary>The way to whoever started this process: its tenant's services, its clock, and its ear for journal lines.</summary>
internal sealed class Door(Uri at) : HttpMessageHandler, IClock
{
    private readonly HttpMessageInvoker _wire = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private long _now;

    /// <inheritdoc/>
    public DateTimeOffset UtcNow => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    /// <summary>Learns what time it is there.</summary>
    public async Task OpenAsync(CancellationToken cancel) => await PassAsync(TimeSpan.Zero, cancel);

    /// <inheritdoc/>
    public async Task DelayAsync(TimeSpan time, CancellationToken cancel)
    {
        // Requests of other steps that are on their way go first, as they would in the time that a real wait takes.
        await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        await PassAsync(time, cancel);
    }

    // Whose word it is: the last words of a dead process are not taken for those of the next.
    private static HttpRequestMessage Signed(HttpRequestMessage message)
    {
        message.Headers.Add("x-chaos-process", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return message;
    }

    /// <summary>Says something, and returns when it was heard. A dead process never returns from here.</summary>
    public void Say(string what, string about)
    {
        using HttpRequestMessage message = Signed(new(HttpMethod.Post, new Uri(at, "/chaos/" + what)) { Content = new StringContent(about) });
        using HttpResponseMessage heard = _wire.Send(message, CancellationToken.None);
        heard.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri meant = request.RequestUri!;
        request.Headers.TryAddWithoutValidation("x-chaos-authority", meant.GetLeftPart(UriPartial.Authority));
        request.RequestUri = new Uri(at, meant.PathAndQuery);
        try
        {
            return await _wire.SendAsync(Signed(request), cancellationToken);
        }
        finally
        {
            request.Headers.Remove("x-chaos-authority");
            request.Headers.Remove("x-chaos-process");
            request.RequestUri = meant;
        }
    }

    // The same moment for all waits that overlap: time passes once.
    private async Task PassAsync(TimeSpan time, CancellationToken cancel)
    {
        long until = Interlocked.Read(ref _now) + time.Ticks;
        using HttpRequestMessage message = Signed(new(HttpMethod.Post, new Uri(at, "/chaos/clock")) { Content = new StringContent(until.ToString(CultureInfo.InvariantCulture)) });
        using HttpResponseMessage answer = await _wire.SendAsync(message, cancel);
        using StreamReader text = new(await answer.Content.ReadAsStreamAsync(cancel));
        Interlocked.Exchange(ref _now, long.Parse(await text.ReadToEndAsync(cancel), CultureInfo.InvariantCulture));
    }
}
