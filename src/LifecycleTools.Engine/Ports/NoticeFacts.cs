namespace LifecycleTools.Engine.Ports;

/// <summary>The names of <see cref="Notice.Facts"/>. Each is there only when it is known.</summary>
public static class NoticeFacts
{
    /// <summary>The role in the role map.</summary>
    public const string Role = "role";

    /// <summary>The site in the role map.</summary>
    public const string Site = "site";

    /// <summary>The first day at the site, yyyy-MM-dd.</summary>
    public const string FirstDay = "firstDay";

    /// <summary>There when sign-in is possible only from a later day: then the name of the fact that says which.</summary>
    public const string SignInFrom = "signInFrom";

    /// <summary>Display name of whoever takes over mailbox and files.</summary>
    public const string Delegate = "delegate";

    /// <summary>Address of the leaver's mailbox.</summary>
    public const string Mailbox = "mailbox";

    /// <summary>What the licenses that were given back save a month: "36.00 USD".</summary>
    public const string Saved = "saved";
}
