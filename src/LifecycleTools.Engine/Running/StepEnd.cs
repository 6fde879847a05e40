using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Running;

/// <summary>How a step ended: what the pipeline gets, and the failure that goes to the error stream after it.</summary>
/// <param name="Result">The result.</param>
/// <param name="Failure">Null when a person need not look.</param>
public sealed record StepEnd(StepResult Result, LifecycleException? Failure);
