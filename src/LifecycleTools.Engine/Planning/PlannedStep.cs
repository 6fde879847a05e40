using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Planning;

/// <summary>A step at its place in a workflow.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Phase">The part of the workflow.</param>
/// <param name="Step">The step.</param>
/// <param name="Needs">The steps that must have succeeded before.</param>
public sealed record PlannedStep(int Number, string Phase, Step Step, IReadOnlyList<Type> Needs)
{
    /// <summary>Steps that must have ended before, however they ended.</summary>
    public IReadOnlyList<Type> After { get; init; } = [];

    /// <summary>What -WhatIf and -Verbose say.</summary>
    public string WouldDo(StepContext of) => $"{Step.Action}: {Step.Target(of)}";

    /// <summary>What -Confirm asks.</summary>
    public string MayI(StepContext of) => $"{Step.Action} for {Step.Target(of)}?";
}
