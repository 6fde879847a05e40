using System;

namespace LifecycleTools.Connectors.Http;

/// <summary>How patient the pipeline is.</summary>
internal sealed class PipelineSettings
{
    /// <summary>How long one request may take; real time, since it bounds a real connection.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request is sent again at most; a 429 that says when to come again does not count, and <see cref="LongestInAll"/> ends it.</summary>
    public int MostRetries { get; init; } = 7;

    /// <summary>The first wait where the service does not say how long; it doubles from there, with jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait of our own choosing.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When to give up, all tries and waits together.</summary>
    public TimeSpan LongestInAll { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether an error's body, whatever its status, says that the same request may pass later.</summary>
    public Func<string, bool> IsTransientBody { get; init; } = _ => false;

    /// <summary>Who measures <see cref="RequestTimeout"/>.</summary>
    public TimeProvider Timeouts { get; init; } = TimeProvider.System;
}
