using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Http;

/// <summary>A request on its way into a batch, with the step that asked for it.</summary>
internal sealed class WaitingRequest(HttpRequestMessage request, string address, CallScope? scope, CancellationToken cancel)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CallRecord? _record;

    /// <summary>The request as it would go alone.</summary>
    public HttpRequestMessage Request => request;

    /// <summary>Its address as the service wants it in a batch: /users/7?$select=id.</summary>
    public string Address => address;

    /// <summary>The step that asked.</summary>
    public CallScope? Scope => scope;

    /// <summary>The asker's wish to stop.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>What the asker awaits.</summary>
    public Task<HttpResponseMessage> Answer => _answer.Task;

    /// <summary>Ends the request if nobody wants it any more; nothing has left yet.</summary>
    public bool GiveUpIfStopped() => cancel.IsCancellationRequested && _answer.TrySetCanceled(cancel);

    /// <summary>Has the step told that this leaves; false when the step forbids it, and then it does not leave.</summary>
    public bool TryBegin(IClock clock)
    {
        try
        {
            _record = CallRecord.Start(request, scope, clock);
            return true;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    /// <summary>An answer came, good or bad.</summary>
    public void Settle(HttpResponseMessage answer, string note)
    {
        try
        {
            string id = RecordHandler.RequestIdOf(answer);
            _record!.Answered((int)answer.StatusCode, id, note);
            answer.RequestMessage = request;
            if (JsonAnswers.WhyUnusable(request, answer) is { } why)
            {
                throw new LostAnswer(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, why) { RequestId = id };
            }

            Succeed(answer);
        }
        catch (Exception failure)
        {
            answer.Dispose();
            Fail(failure);
        }
    }

    /// <summary>An answer came that is not the last: the request goes again. False when it could not be written down, and then it does not.</summary>
    public bool TryNote(HttpResponseMessage answer, string note)
    {
        try
        {
            _record!.Answered((int)answer.StatusCode, RecordHandler.RequestIdOf(answer), note);
            return true;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
        finally
        {
            answer.Dispose();
        }
    }

    /// <summary>No answer came for the batch.</summary>
    public void Lose(Exception failure)
    {
        try
        {
            _record!.Lost(failure is OperationCanceledException ? "stopped" : failure.Message);
            Fail(failure);
        }
        catch (Exception worse)
        {
            Fail(worse);
        }
    }

    public void Succeed(HttpResponseMessage answer) => _answer.TrySetResult(answer);

    public void Fail(Exception failure)
    {
        if (failure is OperationCanceledException && cancel.IsCancellationRequested) _answer.TrySetCanceled(cancel);
        else _answer.TrySetException(failure);
    }
}
