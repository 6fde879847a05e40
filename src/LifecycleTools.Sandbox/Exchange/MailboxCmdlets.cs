using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The mailbox itself: find it, measure it, turn it into another kind, hand on its mail.</summary>
internal static class MailboxCmdlets
{
    private static readonly Guid s_none = Guid.Empty;

    [Cmdlet("Get-Mailbox", "Identity ExternalDirectoryObjectId UserPrincipalName Filter RecipientTypeDetails[] ResultSize Anr SoftDeletedMailbox? Archive? PropertySet")]
    [Cmdlet("Get-EXOMailbox", "Identity ExternalDirectoryObjectId UserPrincipalName PrimarySmtpAddress Filter RecipientTypeDetails[] ResultSize Anr SoftDeletedMailbox? Archive? Properties[] PropertySets[]")]
    public static IEnumerable<JsonObject> GetMailbox(CmdletCall call)
    {
        string? identity = call.Text("Identity") ?? call.Text("ExternalDirectoryObjectId") ?? call.Text("UserPrincipalName") ?? call.Text("PrimarySmtpAddress");
        IReadOnlyList<string> details = call.List("RecipientTypeDetails");
        IEnumerable<Recipient> among = call.Flag("SoftDeletedMailbox") ? SoftDeleted(call) : call.Directory.Mailboxes;
        IEnumerable<Recipient> found = RecipientCmdlets.Select(call, among, identity)
            .Where(recipient => details.Count == 0 || details.Contains(recipient.Details, StringComparer.OrdinalIgnoreCase))
            .Where(recipient => !call.Flag("Archive") || recipient.Mailbox!.ArchiveEnabled);
        return RecipientCmdlets.Limit(call, found).Select(recipient => Describe(call.Directory, recipient));
    }

    [Cmdlet("Get-MailboxStatistics", "Identity* Archive? IncludeSoftDeletedRecipients?")]
    [Cmdlet("Get-EXOMailboxStatistics", "Identity* Archive? IncludeSoftDeletedRecipients? Properties[] PropertySets[]")]
    public static IEnumerable<JsonObject> GetStatistics(CmdletCall call)
    {
        Recipient recipient = call.Directory.Store(call.Required("Identity"));
        SandboxMailbox mailbox = recipient.Mailbox!;
        bool archive = call.Flag("Archive");
        if (archive && !mailbox.ArchiveEnabled) throw Failures.NotFound(call.Required("Identity"));

        yield return new JsonObject
        {
            ["DisplayName"] = recipient.Source.DisplayName,
            ["MailboxGuid"] = recipient.Guid,
            ["ItemCount"] = archive ? 0 : mailbox.ItemCount,
            ["TotalItemSize"] = Size(archive ? 0 : mailbox.TotalItemSizeBytes),
            ["DeletedItemCount"] = 0,
            ["TotalDeletedItemSize"] = Size(0),
            ["IsArchiveMailbox"] = archive,
            ["MailboxTypeDetail"] = recipient.Details,
        };
    }

    [Cmdlet("Set-Mailbox", "Identity* Type:Regular|Shared|Room|Equipment|Workspace|Desk ForwardingAddress ForwardingSmtpAddress DeliverToMailboxAndForward? "
        + "HiddenFromAddressListsEnabled? GrantSendOnBehalfTo[] LitigationHoldEnabled? LitigationHoldDuration LitigationHoldOwner AccountDisabled? "
        + "MessageCopyForSentAsEnabled? MessageCopyForSendOnBehalfEnabled? Force?")]
    public static IEnumerable<JsonObject> SetMailbox(CmdletCall call)
    {
        Recipient recipient = call.Directory.Mailbox(call.Required("Identity"));
        RefuseSynchronized(call, recipient);
        SandboxMailbox mailbox = recipient.Mailbox!;
        bool changed = SetForwarding(call, mailbox) | SetHold(call, recipient) | SetSwitches(call, recipient);

        if (call.Has("GrantSendOnBehalfTo"))
        {
            mailbox.GrantSendOnBehalfTo = call.Changed("GrantSendOnBehalfTo", mailbox.GrantSendOnBehalfTo, one => call.Directory.One(one).Id);
            changed = true;
        }

        if (call.Text("Type") is { } type) changed |= Convert(call, mailbox, type);
        if (!changed) call.Warnings.Add($"The command completed successfully but no settings of '{recipient.Name}' have been modified.");
        return Enumerable.Empty<JsonObject>();
    }

    internal static string Size(long bytes)
    {
        string[] units = { "B", "KB", "MB", "GB", "TB" };
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string shown = value.ToString(value >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
        return $"{shown} {units[unit]} ({bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes)";
    }

    private static IEnumerable<Recipient> SoftDeleted(CmdletCall call) =>
        from mailbox in call.Tenant.Mailboxes
        where mailbox.SoftDeletedUtc is not null
        let user = call.Tenant.FindUser(mailbox.UserId) ?? call.Tenant.DeletedUsers.FirstOrDefault(user => user.Id == mailbox.UserId)
        where user is not null
        select new Recipient(user, user.DisplayName, mailbox.RecipientTypeDetails, mailbox);

    // These live in the directory; for a synchronized account the next sync would undo them.
    private static void RefuseSynchronized(CmdletCall call, Recipient recipient)
    {
        if (!recipient.IsSynchronized) return;

        string? mastered = new[] { "HiddenFromAddressListsEnabled", "GrantSendOnBehalfTo", "AccountDisabled" }.FirstOrDefault(call.Has);
        if (mastered is not null) throw Failures.Synchronized(call.Name, mastered, recipient.Name);
    }

    private static bool SetForwarding(CmdletCall call, SandboxMailbox mailbox)
    {
        bool changed = false;
        if (call.Has("ForwardingAddress"))
        {
            mailbox.ForwardingAddress = call.Text("ForwardingAddress") is { Length: > 0 } to ? call.Directory.One(to).Id : null;
            changed = true;
        }

        if (call.Has("ForwardingSmtpAddress"))
        {
            mailbox.ForwardingSmtpAddress = call.Text("ForwardingSmtpAddress") is { Length: > 0 } to ? Smtp(to) : null;
            changed = true;
        }

        if (call.Has("DeliverToMailboxAndForward"))
        {
            mailbox.DeliverToMailboxAndForward = call.Flag("DeliverToMailboxAndForward");
            changed = true;
        }

        return changed;
    }

    private static string Smtp(string address)
    {
        string plain = address.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? address.Substring("smtp:".Length) : address;
        return plain.IndexOf("@", StringComparison.Ordinal) > 0
            ? "smtp:" + plain
            : throw Failures.BadValue("ForwardingSmtpAddress", address, "Microsoft.Exchange.Data.ProxyAddress", "The address is invalid.");
    }

    private static bool SetHold(CmdletCall call, Recipient recipient)
    {
        SandboxMailbox mailbox = recipient.Mailbox!;
        bool on = call.Flag("LitigationHoldEnabled");
        if (on && !CanHold(call, recipient.User!)) throw Failures.HoldNeedsLicense();

        if (call.Has("LitigationHoldEnabled")) mailbox.LitigationHoldEnabled = on;
        if (call.Has("LitigationHoldDuration")) mailbox.LitigationHoldDuration = call.Text("LitigationHoldDuration");
        return call.Has("LitigationHoldEnabled") || call.Has("LitigationHoldDuration") || call.Has("LitigationHoldOwner");
    }

    private static bool CanHold(CmdletCall call, SandboxUser user) => call.Tenant.Licensing.ActivePlans(user)
        .Any(plan => plan.Name is "EXCHANGE_S_ENTERPRISE" or "EXCHANGE_S_ARCHIVE_ADDON" or "EXCHANGE_S_ARCHIVE");

    private static bool SetSwitches(CmdletCall call, Recipient recipient)
    {
        SandboxMailbox mailbox = recipient.Mailbox!;
        if (call.Has("HiddenFromAddressListsEnabled")) mailbox.HiddenFromAddressListsEnabled = call.Flag("HiddenFromAddressListsEnabled");
        if (call.Has("MessageCopyForSentAsEnabled")) mailbox.MessageCopyForSentAsEnabled = call.Flag("MessageCopyForSentAsEnabled");
        if (call.Has("MessageCopyForSendOnBehalfEnabled")) mailbox.MessageCopyForSendOnBehalfEnabled = call.Flag("MessageCopyForSendOnBehalfEnabled");
        if (call.Has("AccountDisabled"))
        {
            mailbox.AccountDisabled = call.Flag("AccountDisabled");
            call.Tenant.Change(recipient.User!, user => user.AccountEnabled = !mailbox.AccountDisabled);
        }

        return new[] { "HiddenFromAddressListsEnabled", "MessageCopyForSentAsEnabled", "MessageCopyForSendOnBehalfEnabled", "AccountDisabled" }.Any(call.Has);
    }

    private static bool Convert(CmdletCall call, SandboxMailbox mailbox, string type)
    {
        string wanted = type.ToUpperInvariant() switch
        {
            "SHARED" => "SharedMailbox",
            "ROOM" or "WORKSPACE" or "DESK" => "RoomMailbox",
            "EQUIPMENT" => "EquipmentMailbox",
            _ => "UserMailbox",
        };
        if (mailbox.RecipientTypeDetails == wanted)
        {
            mailbox.ConvertingTo = null;
            return false;
        }

        mailbox.ConvertingTo = wanted;
        call.Tenant.Agenda.At(call.Tenant.Clock.UtcNow + call.Tenant.Options.ConversionDelay, () => Finish(call.Tenant, mailbox, wanted));
        call.Tenant.Settle();
        return true;
    }

    private static void Finish(SandboxTenant tenant, SandboxMailbox mailbox, string wanted)
    {
        // A mailbox that lost its license in the meantime is gone, and one asked to become something else is no longer ours to turn.
        if (mailbox.SoftDeletedUtc is not null || mailbox.ConvertingTo != wanted) return;

        mailbox.RecipientTypeDetails = wanted;
        mailbox.ConvertingTo = null;
        if (tenant.FindUser(mailbox.UserId) is { } user) tenant.Licensing.SettleMailbox(user);
    }

    private static JsonObject Describe(RecipientDirectory directory, Recipient recipient)
    {
        SandboxMailbox mailbox = recipient.Mailbox!;
        JsonObject shown = RecipientCmdlets.Describe(recipient);
        shown["UserPrincipalName"] = recipient.User!.UserPrincipalName;
        shown["ExchangeGuid"] = mailbox.ExchangeGuid;
        shown["IsShared"] = recipient.Details == "SharedMailbox";
        shown["IsMailboxEnabled"] = true;
        shown["AccountDisabled"] = mailbox.AccountDisabled;
        shown["ForwardingAddress"] = mailbox.ForwardingAddress is { } to ? directory.NameOf(to) : null;
        shown["ForwardingSmtpAddress"] = mailbox.ForwardingSmtpAddress;
        shown["DeliverToMailboxAndForward"] = mailbox.DeliverToMailboxAndForward;
        shown["HiddenFromAddressListsEnabled"] = mailbox.HiddenFromAddressListsEnabled;
        shown["GrantSendOnBehalfTo"] = RecipientCmdlets.Texts(mailbox.GrantSendOnBehalfTo.Select(directory.NameOf));
        shown["MessageCopyForSentAsEnabled"] = mailbox.MessageCopyForSentAsEnabled;
        shown["MessageCopyForSendOnBehalfEnabled"] = mailbox.MessageCopyForSendOnBehalfEnabled;
        shown["LitigationHoldEnabled"] = mailbox.LitigationHoldEnabled;
        shown["LitigationHoldDuration"] = mailbox.LitigationHoldDuration ?? "Unlimited";
        shown["InPlaceHolds"] = RecipientCmdlets.Texts(mailbox.InPlaceHolds);
        shown["ArchiveStatus"] = mailbox.ArchiveEnabled ? "Active" : "None";
        shown["ArchiveGuid"] = mailbox.ArchiveEnabled ? mailbox.ExchangeGuid : s_none.ToString();
        shown["WhenMailboxCreated"] = RecipientCmdlets.Instant(mailbox.ReadyUtc);
        shown["WhenSoftDeleted"] = RecipientCmdlets.Instant(mailbox.SoftDeletedUtc);
        return shown;
    }
}
