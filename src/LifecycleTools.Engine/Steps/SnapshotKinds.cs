namespace LifecycleTools.Engine.Steps;

/// <summary>The kinds of snapshots in the journal of a departure. A released kind keeps its meaning.</summary>
internal static class SnapshotKinds
{
    public const string Person = "person";

    public const string Group = "group";

    public const string License = "license";

    public const string SignInMethod = "sign-in method";

    public const string AppAccess = "app access";

    public const string DirectoryRole = "directory role";

    public const string OwnedObject = "owned object";

    public const string Mailbox = "mailbox";

    public const string MailboxRight = "mailbox right";

    /// <summary>A right on the leaver's mailbox that the departure gives.</summary>
    public const string GivenRight = "mailbox right given";

    public const string RightElsewhere = "right on another mailbox";

    public const string AutomaticReply = "automatic reply";

    public const string InboxRule = "inbox rule";

    public const string Meetings = "meetings";

    public const string ManagedList = "managed list";

    /// <summary>Access to the leaver's OneDrive that the departure gives.</summary>
    public const string GivenDrive = "drive access given";

    public const string EntraDevice = "Entra device";

    public const string IntuneDevice = "Intune device";

    public const string Phone = "phone";

    public const string RmmDevice = "RMM device";

    public const string RmmEndUser = "RMM end user";
}
