using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>What is in and around mailboxes. A person has one when a license gives it; a shared one has an account only.</summary>
internal static class SeedMailboxes
{
    public static void Add(SandboxTenant tenant, SeedFile seed)
    {
        foreach (SandboxUser user in tenant.Users.Where(user => tenant.FindMailbox(user.Id) is not null)) Address(user);
        foreach (SeedPerson person in seed.People)
        {
            SandboxUser user = tenant.FindUser(person.Upn)!;
            SandboxMailbox? mailbox = tenant.FindMailbox(user.Id);
            if (mailbox is null && person.Mailbox is not null) throw new FormatException($"'{person.Upn}' has mailbox settings, but no license that gives a mailbox.");
            if (mailbox is not null) Fill(tenant, mailbox, person.Mailbox ?? new SeedMailbox());
            if (mailbox is not null && person.Office is not null && seed.Offices.TryGetValue(person.Office, out SeedOffice? office)) Open(mailbox, person, office);
            if (mailbox is not null && person.OneDrive) tenant.Drives.Add(Drive(user));
        }

        foreach (SeedShared shared in seed.SharedMailboxes)
        {
            var mailbox = new SandboxMailbox { UserId = tenant.FindUser(shared.Address)!.Id, ExchangeGuid = tenant.NewId("mailbox"), RecipientTypeDetails = "SharedMailbox" };
            Fill(tenant, mailbox, shared.Mailbox);
            tenant.Mailboxes.Add(mailbox);
        }
    }

    // The license made the plain address the primary one when there was none; written addresses are further ones.
    private static void Address(SandboxUser user)
    {
        user.Mail = user.UserPrincipalName;
        if (!user.ProxyAddresses.Any(address => address.StartsWith("SMTP:", StringComparison.Ordinal))) user.ProxyAddresses.Insert(0, "SMTP:" + user.Mail);
    }

    // Outlook asks for both the first time a mailbox is opened.
    private static void Open(SandboxMailbox mailbox, SeedPerson person, SeedOffice office) =>
        (mailbox.Region.TimeZone, mailbox.Region.Language) = (office.TimeZone, person.Language ?? office.Language);

    private static void Fill(SandboxTenant tenant, SandboxMailbox mailbox, SeedMailbox written)
    {
        string Id(string name) => SeedReader.Named(tenant, name).Id;

        mailbox.TotalItemSizeBytes = (long)(written.SizeGB * 1024 * 1024 * 1024);
        mailbox.ItemCount = (int)(written.SizeGB * 9000);
        mailbox.LitigationHoldEnabled = written.LitigationHold;
        mailbox.ArchiveEnabled = written.Archive;
        mailbox.ForwardingSmtpAddress = written.ForwardTo is null ? null : "smtp:" + written.ForwardTo;
        mailbox.HiddenFromAddressListsEnabled = written.HideFromLists;
        mailbox.Permissions.AddRange(written.FullAccess.Select(name => new SandboxMailboxPermission { UserId = Id(name) }));
        mailbox.SendAs.AddRange(written.SendAs.Select(Id));
        mailbox.GrantSendOnBehalfTo.AddRange(written.SendOnBehalf.Select(Id));
        foreach (KeyValuePair<string, string> right in written.Calendar)
            mailbox.CalendarPermissions.Add(new SandboxFolderPermission { UserId = Id(right.Key), AccessRights = { right.Value } });
        mailbox.InboxRules.AddRange(written.Rules);
        mailbox.MobileDevices.AddRange(written.Phones);
        mailbox.Events.AddRange(written.Events);

        foreach (SandboxInboxRule rule in mailbox.InboxRules.Where(rule => rule.Id.Length == 0)) rule.Id = StableId.Of($"rule:{mailbox.UserId}:{rule.Name}");
        foreach (SandboxMobileDevice phone in mailbox.MobileDevices.Where(phone => phone.Id.Length == 0)) phone.Id = StableId.Of($"phone:{mailbox.UserId}:{phone.FriendlyName}");
        foreach (SandboxCalendarEvent meeting in mailbox.Events.Where(meeting => meeting.Id.Length == 0)) meeting.Id = StableId.Of($"event:{mailbox.UserId}:{meeting.Subject}");
    }

    private static SandboxDrive Drive(SandboxUser user) => new()
    {
        Id = "b!" + StableId.Of("drive:" + user.Id).Replace('-', 'x'),
        OwnerId = user.Id,
        RootId = "01" + StableId.Of("root:" + user.Id).Replace('-', 'X').ToUpperInvariant(),
        SiteUrl = "https://contoso-my.sharepoint.com/personal/" + new string(user.UserPrincipalName.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_').ToArray()),
        UsedBytes = 3L * 1024 * 1024 * 1024,
        Items =
        {
            new SandboxDriveItem { Id = "01" + StableId.Of("documents:" + user.Id), Name = "Documents", IsFolder = true },
            new SandboxDriveItem { Id = "01" + StableId.Of("plan:" + user.Id), Name = "Plan.docx", SizeBytes = 48_128 },
        },
    };
}
