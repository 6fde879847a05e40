namespace LifecycleTools.Engine.Steps;

/// <content>What a hire learns about mail.</content>
public static partial class FactNames
{
    /// <summary>The mailbox was looked for and not there yet.</summary>
    public const string MailboxAwaited = "mailbox.awaited";

    /// <summary>When the awaited mailbox was first seen.</summary>
    public const string MailboxSeen = "mailbox.seen";
}
