using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Who may open a mailbox and who may send as it.</summary>
internal static class PermissionCmdlets
{
    private const string Self = "NT AUTHORITY\\SELF";

    [Cmdlet("Get-MailboxPermission", "Identity* User Owner? ResultSize")]
    [Cmdlet("Get-EXOMailboxPermission", "Identity* ExternalDirectoryObjectId User Owner? ResultSize")]
    public static IEnumerable<JsonObject> GetMailboxPermission(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        string? onlyId = call.Text("User") is { } user ? call.Directory.Principal(user).Id : null;

        // Every mailbox lists its owner; a reader who takes that for a delegate removes the wrong one.
        if (onlyId is null) yield return MailboxEntry(recipient, Self, new[] { "FullAccess", "ReadPermission" }, "All");

        foreach (SandboxMailboxPermission permission in recipient.Mailbox!.Permissions.Where(p => onlyId is null || SandboxTenant.Same(p.UserId, onlyId)))
        {
            yield return MailboxEntry(recipient, call.Directory.LoginOf(permission.UserId), permission.AccessRights, permission.InheritanceType);
        }
    }

    [Cmdlet("Add-MailboxPermission", "Identity* User* AccessRights[]* InheritanceType:All|None|Children|Descendents|SelfAndChildren AutoMapping? Deny?")]
    public static IEnumerable<JsonObject> AddMailboxPermission(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        string userId = call.Directory.Principal(call.Required("User")).Id;
        string login = call.Directory.LoginOf(userId);
        IReadOnlyList<string> rights = Rights(call, "FullAccess", "ReadPermission", "ExternalAccount", "DeleteItem", "ChangePermission", "ChangeOwner");
        SandboxMailboxPermission? entry = recipient.Mailbox!.Permissions.FirstOrDefault(p => SandboxTenant.Same(p.UserId, userId));
        if (entry is not null && rights.All(right => entry.AccessRights.Contains(right)))
        {
            call.Warnings.Add($"The appropriate access control entry is already present on the object \"{recipient.DistinguishedName}\" for account \"{login}\".");
            return new[] { MailboxEntry(recipient, login, entry.AccessRights, entry.InheritanceType) };
        }

        if (entry is null)
        {
            entry = new SandboxMailboxPermission { UserId = userId, AccessRights = new() };
            recipient.Mailbox.Permissions.Add(entry);
        }

        entry.AccessRights = entry.AccessRights.Union(rights).ToList();
        entry.InheritanceType = call.Text("InheritanceType") ?? "All";
        entry.AutoMapping = call.Flag("AutoMapping", otherwise: true);
        return new[] { MailboxEntry(recipient, login, entry.AccessRights, entry.InheritanceType) };
    }

    [Cmdlet("Remove-MailboxPermission", "Identity* User* AccessRights[]* InheritanceType Deny? BypassMasterAccountSid? ClearAutoMapping?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveMailboxPermission(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        string userId = call.Directory.Principal(call.Required("User")).Id;
        SandboxMailboxPermission? entry = recipient.Mailbox!.Permissions.FirstOrDefault(p => SandboxTenant.Same(p.UserId, userId));
        if (entry is null || !entry.AccessRights.Intersect(call.List("AccessRights"), StringComparer.OrdinalIgnoreCase).Any())
        {
            call.Warnings.Add($"Can't remove the access control entry on the object \"{recipient.DistinguishedName}\" for account \"{call.Directory.LoginOf(userId)}\" because the ACE isn't present.");
            return Enumerable.Empty<JsonObject>();
        }

        entry.AccessRights = entry.AccessRights.Except(call.List("AccessRights"), StringComparer.OrdinalIgnoreCase).ToList();
        if (entry.AccessRights.Count == 0) recipient.Mailbox.Permissions.Remove(entry);
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Get-RecipientPermission", "Identity Trustee AccessRights[] ResultSize")]
    [Cmdlet("Get-EXORecipientPermission", "Identity ExternalDirectoryObjectId Trustee AccessRights[] ResultSize")]
    public static IEnumerable<JsonObject> GetRecipientPermission(CmdletCall call)
    {
        string? onlyId = call.Text("Trustee") is { } trustee ? call.Directory.Principal(trustee).Id : null;
        IEnumerable<Recipient> on = call.Text("Identity") is { } identity
            ? new[] { call.Directory.One(identity) }
            : call.Directory.Mailboxes;
        foreach (Recipient recipient in on.ToList())
        {
            if (onlyId is null) yield return SendAsEntry(recipient, Self);
            foreach (string holder in SendAs(recipient).Where(id => onlyId is null || SandboxTenant.Same(id, onlyId)))
            {
                yield return SendAsEntry(recipient, call.Directory.LoginOf(holder));
            }
        }
    }

    [Cmdlet("Add-RecipientPermission", "Identity* Trustee* AccessRights[]*:SendAs SkipDomainValidationForMailContact?", Asks = true)]
    public static IEnumerable<JsonObject> AddRecipientPermission(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        string userId = call.Directory.Principal(call.Required("Trustee")).Id;
        if (SendAs(recipient).Contains(userId, StringComparer.OrdinalIgnoreCase))
        {
            call.Warnings.Add($"The appropriate access control entry is already present on the object \"{recipient.DistinguishedName}\" for account \"{call.Directory.LoginOf(userId)}\".");
        }
        else
        {
            recipient.Mailbox!.SendAs.Add(userId);
        }

        return new[] { SendAsEntry(recipient, call.Directory.LoginOf(userId)) };
    }

    [Cmdlet("Remove-RecipientPermission", "Identity* Trustee* AccessRights[]*:SendAs Deny? SkipDomainValidationForMailContact?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveRecipientPermission(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        string userId = call.Directory.Principal(call.Required("Trustee")).Id;
        if (recipient.Mailbox!.SendAs.RemoveAll(id => SandboxTenant.Same(id, userId)) == 0)
        {
            call.Warnings.Add($"Can't remove the access control entry on the object \"{recipient.DistinguishedName}\" for account \"{call.Directory.LoginOf(userId)}\" because the ACE isn't present.");
        }

        return Enumerable.Empty<JsonObject>();
    }

    private static IEnumerable<string> SendAs(Recipient recipient) => recipient.Mailbox?.SendAs ?? Enumerable.Empty<string>();

    private static IReadOnlyList<string> Rights(CmdletCall call, params string[] known) => call.List("AccessRights")
        .Select(right => known.FirstOrDefault(name => SandboxTenant.Same(name, right))
            ?? throw Failures.BadValue("AccessRights", right, "MailboxRights[]", $"Unable to match the identifier name {right} to a valid enumerator name."))
        .ToList();

    private static JsonObject MailboxEntry(Recipient recipient, string user, IEnumerable<string> rights, string inheritance) => new()
    {
        ["Identity"] = recipient.Name,
        ["User"] = user,
        ["AccessRights"] = RecipientCmdlets.Texts(rights),
        ["IsInherited"] = false,
        ["Deny"] = false,
        ["InheritanceType"] = inheritance,
    };

    private static JsonObject SendAsEntry(Recipient recipient, string trustee) => new()
    {
        ["Identity"] = recipient.Name,
        ["Trustee"] = trustee,
        ["AccessControlType"] = "Allow",
        ["AccessRights"] = RecipientCmdlets.Texts(new[] { "SendAs" }),
        ["IsInherited"] = false,
        ["InheritanceType"] = "None",
    };
}
