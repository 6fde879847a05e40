namespace LifecycleTools;

/// <summary>What became of one step.</summary>
public enum StepStatus
{
    /// <summary>Dry run: would be done.</summary>
    Planned,

    /// <summary>Applied, then seen to hold.</summary>
    Done,

    /// <summary>Held before we came.</summary>
    AlreadyDone,

    /// <summary>Does not apply to this person; the reason is in Detail.</summary>
    Skipped,

    /// <summary>The operator said no.</summary>
    Declined,

    /// <summary>A step that it needs did not succeed, or the state forbids it.</summary>
    Blocked,

    /// <summary>Only a person can do it, or what is left of it.</summary>
    ManualReview,

    /// <summary>What it waits for has not come yet (a device that was not handed out, a job that has not ended); a later resume finishes it.</summary>
    Deferred,

    /// <summary>Tried, and it does not hold.</summary>
    Failed,

    /// <summary>Sent, and no answer could be had; the next resume settles it by observing.</summary>
    Unknown,

    /// <summary>The run was stopped before it came to this step; the next resume does.</summary>
    NotReached,
}
