using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Services;

/// <summary>Seats, assignments, and the mailboxes that come and go with them.</summary>
/// <remarks>Nothing is refused here but a group's assignment without a seat, which the service records as an error.</remarks>
public sealed class Licensing
{
    /// <summary>Above this a shared mailbox needs a license.</summary>
    public const long SharedMailboxLimitBytes = 50L * 1024 * 1024 * 1024;

    private static readonly TimeSpan s_keepDeletedMailbox = TimeSpan.FromDays(30);

    private readonly SandboxTenant _tenant;

    internal Licensing(SandboxTenant tenant) => _tenant = tenant;

    /// <summary>Seats in use: people who hold it, directly or by group, each counted once.</summary>
    public int Consumed(SandboxSku sku) => _tenant.Users.Count(user => Holds(user, sku.SkuId));

    /// <summary>Seats that can still be given out.</summary>
    public int Free(SandboxSku sku) => sku.Enabled + sku.Warning - Consumed(sku);

    /// <summary>True when a working assignment of the product exists, from any source.</summary>
    public static bool Holds(SandboxUser user, string skuId) =>
        user.Licenses.Any(license => license.State == "Active" && SandboxTenant.Same(license.SkuId, skuId));

    /// <summary>Plans that are switched on for a person, over all products.</summary>
    public IEnumerable<SandboxServicePlan> ActivePlans(SandboxUser user) =>
        from license in user.Licenses
        where license.State == "Active"
        let sku = _tenant.FindSku(license.SkuId)
        where sku is not null
        from plan in sku.ServicePlans
        where !license.DisabledPlans.Contains(plan.Id, StringComparer.OrdinalIgnoreCase)
        select plan;

    /// <summary>Adds, changes and removes direct assignments in one go.</summary>
    public void Change(SandboxUser user, IReadOnlyList<SandboxLicense> add, IReadOnlyList<string> removeSkuIds)
    {
        _tenant.Change(user, changed =>
        {
            changed.Licenses.RemoveAll(license => license.AssignedByGroup is null
                && (removeSkuIds.Contains(license.SkuId, StringComparer.OrdinalIgnoreCase) || add.Any(added => SandboxTenant.Same(added.SkuId, license.SkuId))));
            changed.Licenses.AddRange(add.Select(added => added with { LastUpdatedUtc = _tenant.Clock.UtcNow }));
        });
        SettleMailbox(user);
    }

    /// <summary>Gives or takes what a licensed group gives, as the person is or is not a member now.</summary>
    public void FollowGroup(SandboxUser user, SandboxGroup group)
    {
        bool belongs = _tenant.Groups.Contains(group) && group.Members.Contains(user.Id, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<SandboxLicense> given = belongs ? group.Licenses.Select(license => Inherited(user, group, license)).ToList() : Array.Empty<SandboxLicense>();
        if (!given.Any() && !user.Licenses.Any(license => SandboxTenant.Same(license.AssignedByGroup, group.Id))) return;

        _tenant.Change(user, changed =>
        {
            changed.Licenses.RemoveAll(license => SandboxTenant.Same(license.AssignedByGroup, group.Id));
            changed.Licenses.AddRange(given);
        });
        SettleMailbox(user);
    }

    /// <summary>Makes or soft-deletes the mailbox, as the licenses now demand.</summary>
    public void SettleMailbox(SandboxUser user)
    {
        bool licensed = ActivePlans(user).Any(plan => plan.GivesMailbox);
        SandboxMailbox? mailbox = _tenant.FindMailbox(user.Id);
        if (licensed && mailbox is null) GiveMailbox(user);
        if (!licensed && mailbox is not null && NeedsLicense(mailbox)) mailbox.SoftDeletedUtc = _tenant.Clock.UtcNow;
    }

    /// <summary>False for rooms, equipment and shared mailboxes that are small, not on hold and without archive.</summary>
    public static bool NeedsLicense(SandboxMailbox mailbox) =>
        mailbox.RecipientTypeDetails == "UserMailbox"
        || mailbox.TotalItemSizeBytes > SharedMailboxLimitBytes
        || mailbox.LitigationHoldEnabled
        || mailbox.ArchiveEnabled;

    private SandboxLicense Inherited(SandboxUser user, SandboxGroup group, SandboxLicense license)
    {
        string error = "None";
        SandboxSku? sku = _tenant.FindSku(license.SkuId);
        bool inUse = Holds(user, license.SkuId);
        if (sku is null || (!inUse && Free(sku) <= 0)) error = "CountViolation";
        return license with
        {
            AssignedByGroup = group.Id,
            State = error == "None" ? "Active" : "Error",
            Error = error,
            LastUpdatedUtc = _tenant.Clock.UtcNow,
        };
    }

    private void GiveMailbox(SandboxUser user)
    {
        SandboxMailbox? kept = _tenant.Mailboxes
            .Where(box => SandboxTenant.Same(box.UserId, user.Id) && box.SoftDeletedUtc > _tenant.Clock.UtcNow - s_keepDeletedMailbox)
            .OrderByDescending(box => box.SoftDeletedUtc)
            .FirstOrDefault();
        SandboxMailbox mailbox = kept ?? new SandboxMailbox { UserId = user.Id, ExchangeGuid = _tenant.NewId("mailbox") };
        mailbox.SoftDeletedUtc = null;
        mailbox.ReadyUtc = _tenant.Clock.UtcNow + _tenant.Options.MailboxDelay;
        if (kept is null) _tenant.Mailboxes.Add(mailbox);

        if (user.Mail is not null && user.ProxyAddresses.Count > 0) return;
        _tenant.Change(user, changed =>
        {
            changed.Mail ??= changed.UserPrincipalName;
            if (changed.ProxyAddresses.Count == 0) changed.ProxyAddresses.Add("SMTP:" + changed.Mail);
        });
    }
}
