using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Reporting;

namespace LifecycleTools.Commands;

/// <summary>What every command here shares: stopping, waiting for the engine, and saying what failed.</summary>
public abstract class LifecycleCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ctrl+C.</summary>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command ended while the user was pressing the keys.
        }
    }

    private protected CancellationToken WhenStopped => _stopping.Token;

    /// <summary>Waits for engine work on the pipeline thread, writing what it has to say as it comes.</summary>
    private protected T WaitFor<T>(Func<PipelineQueue, CancellationToken, Task<T>> work) => PipelinePump.Run(this, work, _stopping.Token);

    /// <summary>The failure concerns this input only.</summary>
    private protected void Fail(LifecycleException failure, object? target) => WriteError(ErrorRecords.From(failure, target));

    /// <summary>The failure concerns every input.</summary>
    private protected void Stop(LifecycleException failure, object? target) => ThrowTerminatingError(ErrorRecords.From(failure, target));

    /// <summary>Does what every input needs; a failure ends the command.</summary>
    private protected T Need<T>(Func<T> work, object? target)
    {
        try
        {
            return work();
        }
        catch (LifecycleException failure)
        {
            Stop(failure, target);
            throw;
        }
    }

    /// <summary>A full path from one that PowerShell understands: ~, a drive of its own, relative to where the user is.</summary>
    private protected string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>Lets go of what the command holds.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }
}
