namespace LifecycleTools;

/// <summary>How a run ended. There is no third outcome.</summary>
public enum RunOutcome
{
    /// <summary>Every step is done, was so already, or does not apply; all of it was read back.</summary>
    Completed,

    /// <summary>Something is left to do, and a person was told.</summary>
    Exception,
}
