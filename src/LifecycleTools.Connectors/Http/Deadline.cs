using System;
using System.Threading;
#if !NET
using System.Threading.Tasks;
#endif

namespace LifecycleTools.Connectors.Http;

/// <summary>Ends the wait for something outside, however silent it is.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;

    /// <param name="measured">Whose time it is: the system's, since real connections are bounded.</param>
    /// <param name="cancel">The caller's own, which ends the wait as well.</param>
    public Deadline(TimeSpan time, TimeProvider measured, CancellationToken cancel)
    {
#if NET
        _late = new CancellationTokenSource(time, measured);
#else
        _late = measured.CreateCancellationTokenSource(time);
#endif
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _late.Token);
    }

    /// <summary>Canceled when it is over, or when the caller stops.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time is over.</summary>
    public bool IsOver => _late.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
