namespace LifecycleTools.Engine.Workflows;

/// <summary>What happens when someone starts.</summary>
public static class Hire
{
    /// <summary>The workflow's name.</summary>
    public const string Name = "Hire";

    /// <summary>The steps.</summary>
    public static Workflow Define() => Workflow.AlongNeeds(Name);
}
