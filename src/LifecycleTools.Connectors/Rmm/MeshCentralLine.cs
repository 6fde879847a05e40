using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Opens a web socket over a connection of our own, so that both editions can judge the server's certificate for this one connection.</summary>
/// <remarks>
/// 5.1: ClientWebSocket has no certificate callback on .NET Framework, and the session's own (ServicePointManager) belongs to everybody in it. The
/// handshake is a dozen lines, and the framing stays with the platform. Through a proxy goes a tunnel, so that it sees the server's name and nothing more.
/// Source: RFC 6455, sections 4.1 and 4.2.2; RFC 9110, section 9.3.6.
/// </remarks>
internal static class MeshCentralLine
{
    private const string HandshakeSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int LongestAnswerHead = 16 * 1024;
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(20);

    /// <summary>Connects and asks for a web socket. Nothing of the API has been said yet, so a failure had no effect.</summary>
    /// <param name="address">ws or wss.</param>
    /// <param name="proxy">What the connection goes through; null for none.</param>
    /// <param name="signIn">Value of the header x-meshauth; sent when the certificate has been judged, and not before.</param>
    /// <param name="pin">Certificate hash to insist on; null for the machine's own trust.</param>
    /// <exception cref="LifecycleException">ConnectorSignInFailed, when the certificate is another than the pinned one or the server refuses.</exception>
    /// <exception cref="LostAnswer">It could not be reached.</exception>
    public static async Task<WebSocket> OpenAsync(Uri address, Uri? proxy, string signIn, CertificatePin? pin, CancellationToken cancel)
    {
        Uri first = proxy ?? address;
        TcpClient tcp = new() { NoDelay = true };
        try
        {
            using (cancel.Register(tcp.Dispose))
            {
                // IdnHost has no brackets around an IPv6 address; DnsSafeHost differs between the editions.
                await tcp.ConnectAsync(first.IdnHost.Trim('[', ']'), first.Port).ConfigureAwait(false);
                if (proxy is not null) await TunnelAsync(tcp.GetStream(), address, proxy, cancel).ConfigureAwait(false);
                Stream stream = address.Scheme == "wss" ? await SecureAsync(tcp.GetStream(), address, pin).ConfigureAwait(false) : tcp.GetStream();
                await HandshakeAsync(stream, address, signIn, cancel).ConfigureAwait(false);
                return Wrap(stream);
            }
        }
        catch (Exception failure)
        {
            tcp.Dispose();
            cancel.ThrowIfCancellationRequested();
            if (failure is LifecycleException) throw;
            if (failure is AuthenticationException) throw Distrusted(address, pin, failure);
            if (failure is SocketException or IOException or ObjectDisposedException or NotSupportedException)
            {
                throw new LostAnswer(ErrorIds.ConnectorUnreachable, ErrorKind.Network, $"{address.Host}:{address.Port} could not be reached{(proxy is null ? "" : $" through the proxy {proxy.Host}:{proxy.Port}")} ({failure.Message})", failure) { NeverLeft = true };
            }

            throw;
        }
    }

    private static async Task TunnelAsync(Stream stream, Uri address, Uri proxy, CancellationToken cancel)
    {
        if (proxy.Scheme != Uri.UriSchemeHttp) throw new IOException($"a proxy that speaks {proxy.Scheme} is not known here");
        string target = $"{address.IdnHost}:{address.Port}";
        string who = proxy.UserInfo.Length == 0 ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n";
        byte[] request = Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{who}\r\n");
        await stream.WriteAsync(request, 0, request.Length, cancel).ConfigureAwait(false);
        string status = StatusOf(await ReadHeadAsync(stream, cancel).ConfigureAwait(false));
        if (status != "200") throw new IOException($"the proxy answered {(status.Length > 0 ? status : "with nothing that could be read")}");
    }

    private static async Task<Stream> SecureAsync(Stream plain, Uri address, CertificatePin? pin)
    {
        SslStream secure = new(plain, leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
            certificate is not null && (pin is null ? errors == SslPolicyErrors.None : pin.Fits(certificate)));
        await secure.AuthenticateAsClientAsync(address.IdnHost, new X509CertificateCollection(), SslProtocols.None, checkCertificateRevocation: false).ConfigureAwait(false);
        return secure;
    }

    private static async Task HandshakeAsync(Stream stream, Uri address, string signIn, CancellationToken cancel)
    {
        string key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nUser-Agent: LifecycleTools\r\nx-meshauth: {signIn}\r\n\r\n");
        await stream.WriteAsync(request, 0, request.Length, cancel).ConfigureAwait(false);
        await stream.FlushAsync(cancel).ConfigureAwait(false);

        string head = await ReadHeadAsync(stream, cancel).ConfigureAwait(false);
        string status = StatusOf(head);
        if (status is "401" or "403")
        {
            throw new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"MeshCentral: {address.Host} refused the sign-in ({status}).");
        }

        if (status != "101" || head.IndexOf(AcceptOf(key), StringComparison.Ordinal) < 0)
        {
            throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer,
                $"MeshCentral: {address.Host} did not open a web socket (HTTP {(status.Length > 0 ? status : "nothing")}). Is systems.rmm.url the address of MeshCentral?");
        }
    }

    private static string StatusOf(string head) => head.Length > 12 ? head.Substring(9, 3) : "";

    // Byte by byte: what follows the head is the first message already, and belongs to the web socket.
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancel)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (head.Length < LongestAnswerHead)
        {
            if (await stream.ReadAsync(one, 0, 1, cancel).ConfigureAwait(false) == 0) throw new IOException("the connection was closed during the handshake");
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n") return head.ToString();
        }

        throw new IOException("the answer to the handshake does not end");
    }

#pragma warning disable CA5350 // RFC 6455 names SHA-1; it protects nothing here.
    private static string AcceptOf(string key)
    {
        using SHA1 sha1 = SHA1.Create();
        return Convert.ToBase64String(sha1.ComputeHash(Encoding.ASCII.GetBytes(key + HandshakeSalt)));
    }
#pragma warning restore CA5350

    private static WebSocket Wrap(Stream stream) =>
#if NET
        WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = s_keepAlive });
#else
        // 5.1: needs Windows 8 or Server 2012, which Windows Management Framework 5.1 outlived only on Windows 7; it throws PlatformNotSupportedException there.
        WebSocket.CreateClientWebSocket(stream, null, 16 * 1024, 16 * 1024, s_keepAlive, useZeroMaskingKey: false, WebSocket.CreateClientBuffer(16 * 1024, 16 * 1024));
#endif

    private static LifecycleException Distrusted(Uri address, CertificatePin? pin, Exception inner) => new(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, pin is null
        ? $"MeshCentral: the certificate of {address.Host} is not one that this machine trusts; nothing was sent. Give its hash as certificateHash (SHA-256 or SHA-384, in hexadecimal) if it is the server's own."
        : $"MeshCentral: {address.Host} showed another certificate than the one in certificateHash{(pin.Seen is null ? "" : $" (it has {pin.Seen})")}; nothing was sent. "
            + "Find out why before you change the hash: somebody may stand between.", inner);
}
