using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>One signed-in connection to MeshCentral. When it is gone it stays gone; whoever needs one opens the next.</summary>
/// <remarks>Answers are told from the events that the server pushes by our id, which they carry as <c>responseid</c> or as <c>tag</c>.</remarks>
internal sealed class MeshCentralSocket : IDisposable
{
    private const int LongestMessage = 128 * 1024 * 1024;
    private readonly WebSocket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> _waiting = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<JsonObject> _signedIn = New();
    private volatile LifecycleException? _refused;
    private volatile bool _isDead;

    private MeshCentralSocket(WebSocket socket) => _socket = socket;

    /// <summary>Whether it can still be spoken to, as far as we know.</summary>
    public bool IsOpen => !_isDead && _socket.State == WebSocketState.Open;

    /// <summary>Who we are signed in as: <c>_id</c>, <c>name</c>, <c>links</c>.</summary>
    public JsonObject User { get; private set; } = [];

    /// <summary>Connects, signs in, and waits until the server has said who we are.</summary>
    /// <exception cref="LifecycleException">ConnectorSignInFailed, ConnectorAnswerUnexpected.</exception>
    /// <exception cref="LostAnswer">It could not be reached, or said nothing.</exception>
    public static async Task<MeshCentralSocket> OpenAsync(Uri address, Uri? proxy, string signIn, CertificatePin? pin, CancellationToken cancel)
    {
        MeshCentralSocket opened = new(await MeshCentralLine.OpenAsync(address, proxy, signIn, pin, cancel).ConfigureAwait(false));
        try
        {
            // The loop outlives the step that happened to need the connection first, and must not carry its scope along.
            using (ExecutionContext.SuppressFlow()) _ = Task.Run(opened.ReceiveAllAsync, CancellationToken.None);
            using (cancel.Register(() => opened._signedIn.TrySetCanceled()))
            {
                opened.User = await opened._signedIn.Task.ConfigureAwait(false);
            }

            return opened;
        }
        catch (Exception)
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message and waits for the answer that carries its id.</summary>
    /// <exception cref="LostAnswer">The connection broke; <see cref="LostAnswer.NeverLeft"/> when that was known before anything was sent.</exception>
    public async Task<JsonObject> AskAsync(string id, JsonObject message, CancellationToken cancel)
    {
        TaskCompletionSource<JsonObject> answer = New();
        _waiting[id] = answer;
        try
        {
            await SendAsync(message, cancel).ConfigureAwait(false);
            using (cancel.Register(() => answer.TrySetCanceled()))
            {
                return await answer.Task.ConfigureAwait(false);
            }
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Sends a message that is not answered by design.</summary>
    /// <exception cref="LostAnswer">As for <see cref="AskAsync"/>.</exception>
    public async Task SendAsync(JsonObject message, CancellationToken cancel)
    {
        ArraySegment<byte> bytes = new(Encoding.UTF8.GetBytes(message.ToJsonString()));
        await _sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!IsOpen) throw Broken(neverLeft: true, null);

            // Not to be stopped half way: a frame that was cut would take the connection with it.
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            throw Broken(neverLeft: false, failure);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        _isDead = true;
        _closing.Cancel();
        _socket.Abort();
        _socket.Dispose();
    }

    private static TaskCompletionSource<JsonObject> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static LostAnswer Broken(bool neverLeft, Exception? inner) =>
        new(ErrorIds.ConnectorUnreachable, ErrorKind.Network, neverLeft ? "the connection is closed" : "the connection broke before the answer came", inner) { NeverLeft = neverLeft };

    private async Task ReceiveAllAsync()
    {
        Exception? why = null;
        try
        {
            while (await ReceiveAsync().ConfigureAwait(false) is { } message) Take(message);
        }
        catch (Exception failure)
        {
            // Whatever it was, those who wait must hear of it: it becomes the inner exception of theirs.
            why = failure;
        }

        _isDead = true;
        _signedIn.TrySetException(_refused is { } refused ? refused : Broken(neverLeft: true, why));

        // Their requests have left, so even a refusal that ends the session says nothing about them.
        foreach (KeyValuePair<string, TaskCompletionSource<JsonObject>> one in _waiting) one.Value.TrySetException(Broken(neverLeft: false, _refused ?? why));
    }

    private async Task<JsonObject?> ReceiveAsync()
    {
        byte[] part = new byte[16 * 1024];
        using MemoryStream whole = new();
        while (true)
        {
            WebSocketReceiveResult got = await _socket.ReceiveAsync(new ArraySegment<byte>(part), _closing.Token).ConfigureAwait(false);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(part, 0, got.Count);
            if (whole.Length > LongestMessage) throw new IOException("a message of the server does not end");
            if (got.EndOfMessage) break;
        }

        whole.Position = 0;
        return JsonNode.Parse(whole) as JsonObject ?? throw new JsonException("a message of the server is no object");
    }

    private void Take(JsonObject message)
    {
        switch (Text(message, "action"))
        {
            case "close":
                _refused = Refusal(Text(message, "cause"), Text(message, "msg"));
                _isDead = true;
                return;
            case "userinfo" when message["userinfo"] is JsonObject user:
                _signedIn.TrySetResult(user);
                return;
        }

        string? id = Text(message, "responseid") ?? Text(message, "tag");
        if (id is not null && _waiting.TryGetValue(id, out TaskCompletionSource<JsonObject>? asked)) asked.TrySetResult(message);
    }

    private static string? Text(JsonObject message, string key) => message[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static LifecycleException Refusal(string? cause, string? said) => new(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, said switch
    {
        "tokenrequired" => "MeshCentral: the account has a second factor, which nobody can answer here. Make a login token for it (My Account, Login Tokens) and name that as loginToken.",
        _ => $"MeshCentral: the sign-in was refused or ended ({cause ?? "no reason"}{(said is null ? "" : $", {said}")}). Check user and password or loginToken in the tenant file, and that they belong to this address.",
    });
}
