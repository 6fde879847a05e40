using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Rights on the calendar folder, addressed as <c>user:\Calendar</c> in the mailbox's own language.</summary>
internal static class FolderPermissionCmdlets
{
    private static readonly string[] s_rights =
    {
        "None", "AvailabilityOnly", "LimitedDetails", "Reviewer", "Contributor", "NonEditingAuthor", "Author", "PublishingAuthor", "Editor",
        "PublishingEditor", "Owner", "FolderVisible", "ReadItems", "CreateItems", "EditOwnedItems", "EditAllItems", "DeleteOwnedItems", "DeleteAllItems",
        "FolderContact", "FolderOwner", "CreateSubfolders",
    };

    private static readonly (string Name, string Right)[] s_everyone = { ("Default", "AvailabilityOnly"), ("Anonymous", "None") };

    [Cmdlet("Get-MailboxFolderStatistics", "Identity* FolderScope IncludeOldestAndNewestItems? ResultSize")]
    [Cmdlet("Get-EXOMailboxFolderStatistics", "Identity* FolderScope IncludeOldestAndNewestItems? ResultSize")]
    public static IEnumerable<JsonObject> GetFolders(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        string calendar = recipient.Mailbox!.Region.CalendarFolderName;
        if (SandboxTenant.Same(call.Text("FolderScope") ?? "All", "All") || SandboxTenant.Same(call.Text("FolderScope"), "Inbox"))
        {
            yield return Folder(recipient, "Inbox", "Inbox", recipient.Mailbox.ItemCount);
        }

        if (SandboxTenant.Same(call.Text("FolderScope") ?? "All", "All") || SandboxTenant.Same(call.Text("FolderScope"), "Calendar"))
        {
            yield return Folder(recipient, calendar, "Calendar", recipient.Mailbox.Events.Count);
        }
    }

    [Cmdlet("Get-MailboxFolderPermission", "Identity* User ResultSize")]
    [Cmdlet("Get-EXOMailboxFolderPermission", "Identity* ExternalDirectoryObjectId User ResultSize")]
    public static IEnumerable<JsonObject> GetPermission(CmdletCall call)
    {
        Recipient recipient = Calendar(call);
        if (call.Text("User") is { } user)
        {
            string holder = Holder(call, user);
            SandboxFolderPermission entry = Find(recipient, holder)
                ?? (Everyone(holder) is { } right ? new SandboxFolderPermission { UserId = holder, AccessRights = new() { right } } : null)
                ?? throw Failures.NoSuchPermission(user, call.Required("Identity"));
            return new[] { Shown(call, recipient, entry) };
        }

        return s_everyone.Where(one => Find(recipient, one.Name) is null)
            .Select(one => new SandboxFolderPermission { UserId = one.Name, AccessRights = new() { one.Right } })
            .Concat(recipient.Mailbox!.CalendarPermissions)
            .Select(entry => Shown(call, recipient, entry))
            .ToList();
    }

    [Cmdlet("Add-MailboxFolderPermission", "Identity* User* AccessRights[]* SharingPermissionFlags SendNotificationToUser?")]
    public static IEnumerable<JsonObject> AddPermission(CmdletCall call)
    {
        Recipient recipient = Calendar(call);
        string holder = Holder(call, call.Required("User"));
        if (Find(recipient, holder) is not null || Everyone(holder) is not null) throw Failures.PermissionExists(call.Required("User"));

        SandboxFolderPermission entry = new() { UserId = holder, AccessRights = Rights(call) };
        recipient.Mailbox!.CalendarPermissions.Add(entry);
        return new[] { Shown(call, recipient, entry) };
    }

    [Cmdlet("Set-MailboxFolderPermission", "Identity* User* AccessRights[]* SharingPermissionFlags SendNotificationToUser?")]
    public static IEnumerable<JsonObject> SetPermission(CmdletCall call)
    {
        Recipient recipient = Calendar(call);
        string holder = Holder(call, call.Required("User"));
        SandboxFolderPermission? entry = Find(recipient, holder);
        if (entry is null && Everyone(holder) is null) throw Failures.NoSuchPermission(call.Required("User"), call.Required("Identity"));

        if (entry is null)
        {
            entry = new SandboxFolderPermission { UserId = holder };
            recipient.Mailbox!.CalendarPermissions.Add(entry);
        }

        entry.AccessRights = Rights(call);
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Remove-MailboxFolderPermission", "Identity* User* SendNotificationToUser? ResetDelegateUserCollection?", Asks = true)]
    public static IEnumerable<JsonObject> RemovePermission(CmdletCall call)
    {
        Recipient recipient = Calendar(call);
        string holder = Holder(call, call.Required("User"));
        SandboxFolderPermission entry = Find(recipient, holder) ?? throw Failures.NoSuchPermission(call.Required("User"), call.Required("Identity"));
        recipient.Mailbox!.CalendarPermissions.Remove(entry);
        return Enumerable.Empty<JsonObject>();
    }

    private static Recipient Calendar(CmdletCall call)
    {
        string identity = call.Required("Identity");
        int colon = identity.LastIndexOf(":\\", StringComparison.Ordinal);
        string folder = colon < 0 ? "" : identity.Substring(colon + 2);
        Recipient recipient = call.Directory.Store(colon < 0 ? identity : identity.Substring(0, colon));
        return SandboxTenant.Same(folder, recipient.Mailbox!.Region.CalendarFolderName) ? recipient : throw Failures.NotFound(identity);
    }

    private static string Holder(CmdletCall call, string user) =>
        s_everyone.Select(one => one.Name).FirstOrDefault(name => SandboxTenant.Same(name, user)) ?? call.Directory.Principal(user).Id;

    private static string? Everyone(string holder) => s_everyone.Where(one => one.Name == holder).Select(one => one.Right).FirstOrDefault();

    private static SandboxFolderPermission? Find(Recipient recipient, string holder) =>
        recipient.Mailbox!.CalendarPermissions.FirstOrDefault(entry => SandboxTenant.Same(entry.UserId, holder));

    private static List<string> Rights(CmdletCall call) => call.List("AccessRights")
        .Select(right => s_rights.FirstOrDefault(known => SandboxTenant.Same(known, right))
            ?? throw Failures.BadValue("AccessRights", right, "MailboxFolderAccessRight[]", $"Unable to match the identifier name {right} to a valid enumerator name."))
        .ToList();

    private static JsonObject Folder(Recipient recipient, string name, string type, int items) => new()
    {
        ["Identity"] = $"{recipient.Name}\\{name}",
        ["Name"] = name,
        ["FolderPath"] = "/" + name,
        ["FolderType"] = type,
        ["ItemsInFolder"] = items,
    };

    private static JsonObject Shown(CmdletCall call, Recipient recipient, SandboxFolderPermission entry) => new()
    {
        ["Identity"] = $"{recipient.Name}:\\{recipient.Mailbox!.Region.CalendarFolderName}",
        ["FolderName"] = recipient.Mailbox.Region.CalendarFolderName,
        ["User"] = Everyone(entry.UserId) is null ? call.Directory.NameOf(entry.UserId) : entry.UserId,
        ["AccessRights"] = RecipientCmdlets.Texts(entry.AccessRights),
        ["SharingPermissionFlags"] = null,
    };
}
