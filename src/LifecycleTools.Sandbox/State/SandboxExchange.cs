using System.Collections.Generic;

namespace LifecycleTools.Sandbox.State;

/// <content>What only Exchange knows of a mailbox's calendar.</content>
public sealed partial class SandboxMailboxRegion
{
    /// <summary>The calendar folder's name, which follows the mailbox's first language: "Kalender" in German.</summary>
    public string CalendarFolderName { get; set; } = "Calendar";

    public string DefaultReminderTime { get; set; } = "00:15:00";
}

/// <content>What only the sign-in authority knows of the app.</content>
public sealed partial class SandboxClientApp
{
    /// <summary>False: nobody consented to the app in this tenant.</summary>
    public bool IsConsented { get; set; } = true;

    /// <summary>The certificate that the app signs with: base64 of its DER form. Null: only the thumbprint is compared.</summary>
    public string? Certificate { get; set; }

    /// <summary>Products (scheme and host) that the app may ask tokens for; empty: all.</summary>
    public List<string> Resources { get; set; } = new();
}
