using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>Something on this machine that is connected to: what it hears, in the clear or behind a certificate of its own, is kept line by line.</summary>
internal sealed class LoopbackLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _callers = [];
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly X509Certificate2? _certificate;
    private readonly SemaphoreSlim _heard = new(0);
    private readonly Func<string, string?> _answer;
    private readonly string _greeting;

    /// <param name="certificate">Its own, for TLS from the first byte; null for none.</param>
    /// <param name="answer">What is said to a line; null ends the connection, empty says nothing.</param>
    /// <param name="greeting">What is said first.</param>
    public LoopbackLine(X509Certificate2? certificate, Func<string, string?> answer, string greeting = "")
    {
        _certificate = certificate;
        _answer = answer;
        _greeting = greeting;
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every line that was said to it.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>How many connections there were.</summary>
    public int Calls => _callers.Count;

    /// <summary>The certificate that the line is secured with once something was answered to STARTTLS or CONNECT; null for never.</summary>
    public X509Certificate2? Secures { get; init; }

    /// <summary>Somebody has connected.</summary>
    public Task Called => _called.Task;

    /// <summary>Waits until it has heard a line that begins so.</summary>
    public async Task HearsAsync(string begins)
    {
        while (!Heard.Any(line => line.StartsWith(begins, StringComparison.Ordinal))) await _heard.WaitAsync();
    }

    public void Dispose()
    {
        _listener.Stop();
        foreach (TcpClient caller in _callers) caller.Dispose();
        _heard.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                TcpClient caller = await _listener.AcceptTcpClientAsync();
                _callers.Add(caller);
                _ = TalkAsync(caller);
                _called.TrySetResult();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return; // Stopped.
            }
        }
    }

    private async Task TalkAsync(TcpClient caller)
    {
        try
        {
            using (caller)
            {
                Stream wire = caller.GetStream();
                if (_certificate is not null) wire = await SecureAsync(wire, _certificate);
                await wire.WriteAsync(Encoding.ASCII.GetBytes(_greeting));
                if (await HearAsync(wire, untilSecured: Secures is not null)) await HearAsync(await SecureAsync(wire, Secures!), untilSecured: false);
            }
        }
        catch (Exception ended) when (ended is IOException or AuthenticationException or ObjectDisposedException)
        {
            // The caller went away, as it should where it does not trust us; what was heard is what counts.
        }
    }

    // True when the line is to be secured now. The caller waits for that answer, so nothing of what it says next was read ahead.
    private async Task<bool> HearAsync(Stream wire, bool untilSecured)
    {
        StreamReader reader = new(wire, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
        {
            Heard.Enqueue(line);
            _heard.Release();
            if (_answer(line) is not { } said) return false;
            await wire.WriteAsync(Encoding.ASCII.GetBytes(said));
            if (untilSecured && (line == "STARTTLS" || (line.Length == 0 && said.Length > 0))) return true;
        }

        return false;
    }

    private static async Task<Stream> SecureAsync(Stream wire, X509Certificate2 certificate)
    {
        SslStream tls = new(wire, leaveInnerStreamOpen: false);
        await tls.AuthenticateAsServerAsync(certificate, clientCertificateRequired: false, SslProtocols.None, checkCertificateRevocation: false);
        return tls;
    }
}
