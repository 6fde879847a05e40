using System;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>What a step is called in files and logs, and which system it touches. A released id keeps its meaning.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StepAttribute(string id, LifecycleSystem system) : Attribute
{
    /// <summary>The stable id: system.kebab-step.</summary>
    public string Id { get; } = id;

    /// <summary>The system that the step touches.</summary>
    public LifecycleSystem System { get; } = system;
}
