using System;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Requests to MeshCentral: connected when the first one comes, connected anew when the line was lost, recorded as every request here is.</summary>
/// <remarks>
/// The protocol has no status numbers. The journal gets the nearest ones of HTTP: 200 for what was accepted, 403 for "denied", 400 for every other
/// refusal, and none when no answer came.
/// </remarks>
internal sealed class MeshCentralCalls(Func<CancellationToken, Task<MeshCentralSocket>> open, IClock clock, TimeProvider timeouts) : IDisposable
{
    /// <summary>How long an answer of the server itself may take; real time, since it bounds a real connection.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private MeshCentralSocket? _socket;

    /// <summary>Who we are signed in as.</summary>
    /// <exception cref="LifecycleException">ConnectorSignInFailed, ConnectorUnreachable, ConnectorTimedOut.</exception>
    public async Task<JsonObject> SignInAsync(CancellationToken cancel)
    {
        try
        {
            return (await ConnectedAsync(cancel).ConfigureAwait(false)).User;
        }
        catch (LostAnswer lost)
        {
            throw lost.For("MeshCentral: the sign-in", isWrite: false);
        }
    }

    /// <summary>Asks for something; on a lost line once more over a new one.</summary>
    /// <param name="what">For the verbose line and for messages: "nodes".</param>
    public async Task<JsonObject> ReadAsync(string what, JsonObject message, CancellationToken cancel, TimeSpan? longest = null)
    {
        try
        {
            return await TryAsync(what, message, isWrite: false, longest ?? AnswerTimeout, cancel).ConfigureAwait(false);
        }
        catch (LostAnswer lost) when (lost.Id == ErrorIds.ConnectorUnreachable)
        {
            return await LastTryAsync(what, message, isWrite: false, longest ?? AnswerTimeout, cancel).ConfigureAwait(false);
        }
        catch (LostAnswer lost)
        {
            throw lost.For("MeshCentral: " + what, isWrite: false);
        }
    }

    /// <summary>Changes something. It leaves once; what is lost on the way back is for the caller to look for.</summary>
    /// <exception cref="LifecycleException">ConnectorPermissionMissing, ConnectorRequestRefused; ConnectorUnreachable and ConnectorTimedOut, ambiguous when it had left.</exception>
    public Task<JsonObject> ChangeAsync(string what, JsonObject message, CancellationToken cancel, TimeSpan? longest = null) =>
        LastTryAsync(what, message, isWrite: true, longest ?? AnswerTimeout, cancel);

    /// <summary>Changes something by a message that MeshCentral never answers; the caller looks for the effect.</summary>
    /// <param name="effect">Says whether the effect was seen; the journal's answer is that.</param>
    /// <returns>What <paramref name="effect"/> said.</returns>
    public async Task<bool> ChangeUnansweredAsync(string what, JsonObject message, Func<Task<bool>> effect, CancellationToken cancel)
    {
        MeshCentralSocket socket;
        CallRecord record;
        try
        {
            socket = await ConnectedAsync(cancel).ConfigureAwait(false);
            record = CallRecord.Start("MeshCentral " + what, Guid.NewGuid().ToString(), isWrite: true, CallScope.Current, clock);
        }
        catch (LostAnswer lost)
        {
            throw lost.For("MeshCentral: " + what, isWrite: true);
        }

        try
        {
            await socket.SendAsync(message, cancel).ConfigureAwait(false);
            bool isSeen = await effect().ConfigureAwait(false);
            if (isSeen) record.Answered(200, "", "the effect was seen");
            else record.Lost("the effect was not seen");
            return isSeen;
        }
        catch (LostAnswer lost)
        {
            record.Lost(lost.Message);
            throw lost.For("MeshCentral: " + what, isWrite: true);
        }
        catch (Exception failure) when (failure is OperationCanceledException or LifecycleException)
        {
            record.Lost(failure is LifecycleException ? "the effect could not be looked for" : "stopped");
            throw;
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _socket, null)?.Dispose();
        _connecting.Dispose();
    }

    private async Task<JsonObject> LastTryAsync(string what, JsonObject message, bool isWrite, TimeSpan longest, CancellationToken cancel)
    {
        try
        {
            return await TryAsync(what, message, isWrite, longest, cancel).ConfigureAwait(false);
        }
        catch (LostAnswer lost)
        {
            throw lost.For("MeshCentral: " + what, isWrite);
        }
    }

    private async Task<JsonObject> TryAsync(string what, JsonObject message, bool isWrite, TimeSpan longest, CancellationToken cancel)
    {
        MeshCentralSocket socket = await ConnectedAsync(cancel).ConfigureAwait(false);
        string id = Guid.NewGuid().ToString();
        JsonObject sent = (JsonObject)message.DeepClone();
        sent["responseid"] = id;
        sent["tag"] = id;

        CallRecord record = CallRecord.Start("MeshCentral " + what, id, isWrite, CallScope.Current, clock);
        using Deadline deadline = new(longest, timeouts, cancel);
        try
        {
            JsonObject answer = await socket.AskAsync(id, sent, deadline.Token).ConfigureAwait(false);
            LifecycleException? refusal = RefusalOf(what, answer, isWrite);
            record.Answered(refusal is null ? 200 : refusal.Id == ErrorIds.ConnectorPermissionMissing ? 403 : 400, "");
            return refusal is null ? answer : throw refusal;
        }
        catch (LostAnswer lost)
        {
            record.Lost(lost.Message);
            throw;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            record.Lost("stopped");
            throw;
        }
        catch (OperationCanceledException failure)
        {
            LostAnswer lost = new(ErrorIds.ConnectorTimedOut, ErrorKind.Time, $"no answer within {longest.TotalSeconds:0} s", failure);
            record.Lost(lost.Message);
            throw lost;
        }
    }

    // "ok" and "OK" are success; every other result is a refusal in words. What a device said is the result of a message "msg", and is judged by who asked.
    private static LifecycleException? RefusalOf(string what, JsonObject answer, bool isWrite)
    {
        if (MeshCentralJson.Text(answer, "action") == "msg" || MeshCentralJson.Text(answer, "result") is not { } said || said.Equals("ok", StringComparison.OrdinalIgnoreCase)) return null;

        bool isDenied = said.IndexOf("denied", StringComparison.OrdinalIgnoreCase) >= 0;
        string effect = isWrite ? "was refused" : "was not answered";
        return new LifecycleException(
            isDenied ? ErrorIds.ConnectorPermissionMissing : ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"MeshCentral: {what} {effect}: {said}.")
        {
            RecommendedAction = isDenied ? "Give the account of the tenant file this right in the device group: Manage Computers, Remote Commands, Uninstall, Device Details." : null,
        };
    }

    private async Task<MeshCentralSocket> ConnectedAsync(CancellationToken cancel)
    {
        if (_socket is { IsOpen: true } there) return there;

        await _connecting.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_socket is { IsOpen: true } meanwhile) return meanwhile;

            Interlocked.Exchange(ref _socket, null)?.Dispose();
            using Deadline deadline = new(s_connectTimeout, timeouts, cancel);
            try
            {
                return _socket = await open(deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException failure) when (!cancel.IsCancellationRequested)
            {
                throw new LostAnswer(ErrorIds.ConnectorTimedOut, ErrorKind.Time, $"no connection within {s_connectTimeout.TotalSeconds:0} s", failure) { NeverLeft = true };
            }
        }
        finally
        {
            _connecting.Release();
        }
    }
}
