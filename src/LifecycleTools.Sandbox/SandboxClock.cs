using System;

namespace LifecycleTools.Sandbox;

/// <summary>The time in the tenant. It stands still until advanced, or follows the computer's clock.</summary>
public sealed class SandboxClock
{
    private readonly object _gate = new();
    private readonly bool _real;
    private DateTimeOffset _now;
    private TimeSpan _shift;

    internal SandboxClock(DateTimeOffset start, bool real)
    {
        _now = start;
        _real = real;
    }

    /// <summary>Raised after time was moved, so that what was due in between happens at once.</summary>
    internal event Action? Advanced;

    /// <summary>Now, in UTC.</summary>
    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_gate) return _real ? DateTimeOffset.UtcNow + _shift : _now;
        }
    }

    /// <summary>Moves time forward; everything due until then has happened when this returns.</summary>
    /// <param name="by">Zero or more.</param>
    public void Advance(TimeSpan by)
    {
        if (by < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(by), by, "Time does not run backwards.");
        lock (_gate)
        {
            _now += by;
            _shift += by;
        }

        Advanced?.Invoke();
    }
}
