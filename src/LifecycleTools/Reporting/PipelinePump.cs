using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Reporting;

/// <summary>Runs asynchronous work to its end while its messages and results are written on the pipeline thread, in order.</summary>
internal static class PipelinePump
{
    /// <summary>How long Ctrl+C waits for a change that has left to answer, so that the journal can tell what became of it.</summary>
    internal static readonly TimeSpan LastAnswer = TimeSpan.FromSeconds(10);

    /// <param name="cmdlet">Who writes.</param>
    /// <param name="work">The work; what it puts into the queue is written as it comes.</param>
    /// <param name="stopping">Cancelled by Ctrl+C.</param>
    public static T Run<T>(Cmdlet cmdlet, Func<PipelineQueue, CancellationToken, Task<T>> work, CancellationToken stopping)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using PipelineQueue queue = new(abandoned.Token);
        Task<T> task = Task.Run(() => work(queue, abandoned.Token), CancellationToken.None);
        task.ContinueWith(_ => queue.Close(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        bool drained = false;
        try
        {
            foreach (Action<Cmdlet> write in queue.Writes) write(cmdlet);
            drained = true;
        }
        finally
        {
            // Somebody downstream had enough, or the user stopped us: no further step begins, and the one in flight gets its last answer.
            if (!drained)
            {
                abandoned.Cancel();
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne(LastAnswer);
            }
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}

/// <summary>What other threads want written, in the order they said it. Late callers are ignored: the pipeline has gone on.</summary>
internal sealed class PipelineQueue(CancellationToken abandoned) : IStepLog, IDisposable
{
    private readonly BlockingCollection<Action<Cmdlet>> _writes = new();
    private readonly object _gate = new();
    private bool _closed;

    public System.Collections.Generic.IEnumerable<Action<Cmdlet>> Writes => _writes.GetConsumingEnumerable();

    public void Verbose(string line) => Add(cmdlet => cmdlet.WriteVerbose(line));

    public void Warning(string line) => Add(cmdlet => cmdlet.WriteWarning(line));

    public void Progress(string person, string doing, int finished, int total) =>
        Add(cmdlet => ProgressReporter.Write(cmdlet, person, doing, finished, total));

    public void Add(Action<Cmdlet> write)
    {
        lock (_gate)
        {
            if (!_closed) _writes.Add(write);
        }
    }

    /// <summary>Returns when the pipeline has it.</summary>
    /// <exception cref="OperationCanceledException">The pipeline is gone, and what was to be written with it.</exception>
    public void WriteNow(Action<Cmdlet> write)
    {
        TaskCompletionSource<bool> written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(cmdlet =>
        {
            write(cmdlet);
            written.SetResult(true);
        });
        written.Task.Wait(abandoned);
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            _writes.CompleteAdding();
        }
    }

    public void Dispose()
    {
        Close();
        _writes.Dispose();
    }
}
