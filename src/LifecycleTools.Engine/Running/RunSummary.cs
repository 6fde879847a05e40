using System;
using System.Collections.Generic;

namespace LifecycleTools;

/// <summary>One run as its journal tells it.</summary>
public sealed class RunSummary
{
    /// <summary>The run's id.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Hire, Offboard or Undo.</summary>
    public string Workflow { get; init; } = "";

    /// <summary>Who it is about.</summary>
    public string Person { get; init; } = "";

    /// <summary>The tenant's name.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>How it ended; null while it has not: it runs, or it was killed.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Completed, Exception, or Unfinished where the journal has no end.</summary>
    public string State => Outcome?.ToString() ?? "Unfinished";

    /// <summary>True when the last process that worked on it was stopped before its end; Exceptions says which steps it never reached.</summary>
    public bool WasStopped { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>When its last line was written, in UTC.</summary>
    public DateTime LastUtc { get; init; }

    /// <summary>Who started it.</summary>
    public string Operator { get; init; } = "";

    /// <summary>Why, as the caller gave it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Where the journal is.</summary>
    public string Journal { get; init; } = "";

    /// <summary>The newest result of each step, by number.</summary>
    public IReadOnlyList<StepResult> Steps { get; init; } = Array.Empty<StepResult>();

    /// <summary>What is left to do: every step that makes the run an exception, those that a stopped run never reached included.</summary>
    public IReadOnlyList<StepResult> Exceptions { get; init; } = Array.Empty<StepResult>();
}
