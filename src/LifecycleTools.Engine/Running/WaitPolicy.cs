using System;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Engine.Running;

/// <summary>The one way this product waits for something to become true: often at first, then less, until a deadline.</summary>
public sealed class WaitPolicy
{
    private readonly IClock _clock;

    /// <param name="clock">Whose time is waited in.</param>
    public WaitPolicy(IClock clock) => _clock = clock;

    /// <summary>The first pause between two looks.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two looks.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the systems' replicas may disagree after a change of ours.</summary>
    public TimeSpan ReplicationWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Looks until it is so or the deadline passes; the last look is made after the deadline.</summary>
    /// <param name="look">One observation.</param>
    /// <param name="isSo">Whether that observation ends the wait.</param>
    /// <param name="deadline">How long to go on looking.</param>
    /// <param name="cancel">Ends the wait at once.</param>
    /// <returns>The last observation, whether or not it is so.</returns>
    public async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isSo, TimeSpan deadline, CancellationToken cancel)
    {
        DateTimeOffset end = _clock.UtcNow + deadline;
        TimeSpan pause = First;
        while (true)
        {
            bool last = _clock.UtcNow >= end;
            T seen = await look().ConfigureAwait(false);
            if (last || isSo(seen)) return seen;

            await _clock.DelayAsync(pause, cancel).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
        }
    }
}
