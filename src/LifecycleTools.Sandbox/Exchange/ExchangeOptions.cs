using System;

namespace LifecycleTools.Sandbox;

/// <content>How quick Exchange follows the directory.</content>
public sealed partial class SandboxOptions
{
    /// <summary>From an object's birth in the directory until Exchange knows it as a recipient. Zero: at once.</summary>
    public TimeSpan RecipientDelay { get; set; }
}
