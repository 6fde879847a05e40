using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>What happens to a leaver's devices.</summary>
public enum DeviceAction
{
    /// <summary>Company data is removed and the device leaves management.</summary>
    Retire,

    /// <summary>Nothing is changed; a person is asked to decide.</summary>
    Flag,

    /// <summary>Nothing is changed and nobody is asked.</summary>
    Keep,
}

/// <summary>What happens when someone leaves.</summary>
public sealed record DepartureRules
{
    /// <summary>The delegate is the leaver's manager.</summary>
    public const string Manager = "manager";

    /// <summary>The delegate is the manager of the leaver's manager.</summary>
    public const string ManagersManager = "managersManager";

    /// <summary>The value of <see cref="ForwardTo"/> that means whoever took over.</summary>
    public const string ForwardToDelegate = "delegate";

    /// <summary>Who takes over, first one who can: <see cref="Manager"/>, <see cref="ManagersManager"/> or a mail address.</summary>
    public IReadOnlyList<string> Delegates { get; init; } = new[] { Manager, ManagersManager };

    /// <summary>Whether Outlook shows the leaver's mailbox to the delegate without being asked.</summary>
    public bool AutoMap { get; init; } = true;

    /// <summary>Answer to colleagues; {displayName}, {delegate} and {delegateMail} are filled in. Null: no answer is set.</summary>
    public string? AutoReplyInternal { get; init; }

    /// <summary>Answer to everyone else. Null: no answer is set.</summary>
    public string? AutoReplyExternal { get; init; }

    /// <summary>Where new mail goes: a mail address, or <see cref="ForwardToDelegate"/>. Null: nowhere.</summary>
    public string? ForwardTo { get; init; }

    /// <summary>Whether the leaver disappears from the address lists.</summary>
    public bool HideFromAddressLists { get; init; } = true;

    /// <summary>Whether the mailbox is made a shared one, so that it is kept without a license.</summary>
    public bool ConvertToShared { get; init; } = true;

    /// <summary>Whether the delegate may open the mailbox.</summary>
    public bool DelegateFullAccess { get; init; } = true;

    /// <summary>Whether the delegate may send in the leaver's name.</summary>
    public bool DelegateSendAs { get; init; } = true;

    /// <summary>Whether meetings that the leaver organized are canceled.</summary>
    public bool CancelMeetings { get; init; }

    /// <summary>Whether forwarding and inbox rules that send mail elsewhere are removed.</summary>
    public bool RemoveForwardingRules { get; init; } = true;

    /// <summary>Whether the delegate is given access to the leaver's OneDrive.</summary>
    public bool OneDriveToDelegate { get; init; } = true;

    /// <summary>What happens to devices.</summary>
    public DeviceAction DeviceAction { get; init; } = DeviceAction.Retire;
}

/// <summary>What a departure does, as one part of the map writes it. Null: not said here. A list of delegates replaces the one before it.</summary>
public sealed record DepartureSettings
{
    /// <summary>Who takes over, first one who can.</summary>
    public IReadOnlyList<string>? Delegates { get; init; }

    /// <summary>Whether Outlook shows the mailbox to the delegate without being asked.</summary>
    public bool? AutoMap { get; init; }

    /// <summary>Answer to colleagues.</summary>
    public string? AutoReplyInternal { get; init; }

    /// <summary>Answer to everyone else.</summary>
    public string? AutoReplyExternal { get; init; }

    /// <summary>Where new mail goes.</summary>
    public string? ForwardTo { get; init; }

    /// <summary>Whether the leaver disappears from the address lists.</summary>
    public bool? HideFromAddressLists { get; init; }

    /// <summary>Whether the mailbox is made a shared one.</summary>
    public bool? ConvertToShared { get; init; }

    /// <summary>Whether the delegate may open the mailbox.</summary>
    public bool? DelegateFullAccess { get; init; }

    /// <summary>Whether the delegate may send in the leaver's name.</summary>
    public bool? DelegateSendAs { get; init; }

    /// <summary>Whether meetings that the leaver organized are canceled.</summary>
    public bool? CancelMeetings { get; init; }

    /// <summary>Whether forwarding and inbox rules that send mail elsewhere are removed.</summary>
    public bool? RemoveForwardingRules { get; init; }

    /// <summary>Whether the delegate is given access to the leaver's OneDrive.</summary>
    public bool? OneDriveToDelegate { get; init; }

    /// <summary>What happens to devices.</summary>
    public DeviceAction? DeviceAction { get; init; }
}
