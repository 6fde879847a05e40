namespace LifecycleTools.Engine.Workflows;

/// <summary>What happens, in this order, when someone leaves.</summary>
public static class Offboard
{
    /// <summary>The workflow's name.</summary>
    public const string Name = "Offboard";

    /// <summary>The steps.</summary>
    public static Workflow Define() => Workflow.InOrder(Name);
}
