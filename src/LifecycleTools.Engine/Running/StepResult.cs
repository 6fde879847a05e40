using System;

namespace LifecycleTools;

/// <summary>What the pipeline and the journal get of one step. Scalars only, so that it survives CSV, JSON, jobs and remoting.</summary>
public sealed class StepResult
{
    /// <summary>The run this step belongs to.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The step's place in the workflow, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Hire, Offboard or Undo.</summary>
    public string Workflow { get; init; } = "";

    /// <summary>The person's user principal name, or the name asked for while there is none.</summary>
    public string Person { get; init; } = "";

    /// <summary>The part of the workflow.</summary>
    public string Phase { get; init; } = "";

    /// <summary>The step's stable id.</summary>
    public string Step { get; init; } = "";

    /// <summary>The system that the step touches.</summary>
    public string System { get; init; } = "";

    /// <summary>What it was done to; on the sandbox it begins with "sandbox:".</summary>
    public string Target { get; init; } = "";

    /// <summary>What it does, in words.</summary>
    public string Action { get; init; } = "";

    /// <summary>What became of it.</summary>
    public StepStatus Status { get; init; }

    /// <summary>True when the state that the step stands for was read back from the system.</summary>
    public bool Verified { get; init; }

    /// <summary>How often the change was sent; 0 when nothing was.</summary>
    public int Attempts { get; init; }

    /// <summary>When the step began, in UTC.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>How long it took, waiting included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What an operator should know about it.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was seen before.</summary>
    public string Before { get; init; } = "";

    /// <summary>What was seen after.</summary>
    public string After { get; init; } = "";

    /// <summary>The stable id of the failure; empty when there is none.</summary>
    public string ErrorId { get; init; } = "";

    /// <summary>The system's own id of the last change it was sent; empty when nothing was.</summary>
    public string RequestId { get; init; } = "";
}
