using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Distribution lists and mail-enabled security groups, which Graph cannot change.</summary>
internal static class GroupCmdlets
{
    [Cmdlet("Get-DistributionGroup", "Identity ManagedBy Filter RecipientTypeDetails[] ResultSize Anr IncludeGroupMembersWithHiddenMembership?")]
    public static IEnumerable<JsonObject> GetGroup(CmdletCall call)
    {
        IReadOnlyList<string> details = call.List("RecipientTypeDetails");
        IEnumerable<Recipient> found = RecipientCmdlets
            .Select(call, call.Directory.All.Where(recipient => recipient.IsDistributionGroup), call.Text("Identity"))
            .Where(recipient => details.Count == 0 || details.Contains(recipient.Details, StringComparer.OrdinalIgnoreCase));
        if (call.Text("ManagedBy") is { } owner)
        {
            string ownerId = call.Directory.One(owner).Id;
            found = found.Where(recipient => recipient.Group!.Owners.Contains(ownerId, StringComparer.OrdinalIgnoreCase));
        }

        return RecipientCmdlets.Limit(call, found).Select(recipient => Describe(call.Directory, recipient));
    }

    [Cmdlet("Set-DistributionGroup", "Identity* ManagedBy[] HiddenFromAddressListsEnabled? BypassSecurityGroupManagerCheck? DisplayName")]
    public static IEnumerable<JsonObject> SetGroup(CmdletCall call)
    {
        Recipient recipient = Changeable(call, call.ParameterNames.FirstOrDefault(name => !SandboxTenant.Same(name, "Identity")) ?? "Identity");
        List<string>? owners = call.Has("ManagedBy")
            ? call.Changed("ManagedBy", recipient.Group!.Owners, one => call.Directory.One(one).Id)
            : null;
        if (owners is { Count: 0 }) throw Failures.LastOwner(recipient.Name);

        call.Tenant.Change(recipient.Group!, group =>
        {
            if (owners is not null) group.Owners = owners;
            if (call.Has("HiddenFromAddressListsEnabled")) group.HiddenFromAddressLists = call.Flag("HiddenFromAddressListsEnabled");
            if (call.Text("DisplayName") is { } name) group.DisplayName = name;
        });
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Get-DistributionGroupMember", "Identity* ResultSize IncludeSoftDeletedObjects?")]
    public static IEnumerable<JsonObject> GetMembers(CmdletCall call)
    {
        Recipient group = call.Directory.DistributionGroup(call.Required("Identity"));
        HashSet<string> members = new(group.Group!.Members, StringComparer.OrdinalIgnoreCase);
        IEnumerable<Recipient> recipients = call.Directory.All.Where(one => members.Contains(one.Id));
        IEnumerable<Recipient> bare = group.Group.Members.Where(id => !call.Directory.Knows(id)).Select(id => BareAccount(call, id)).OfType<Recipient>();
        return RecipientCmdlets.Limit(call, recipients.Concat(bare)).Select(RecipientCmdlets.Describe);
    }

    [Cmdlet("Add-DistributionGroupMember", "Identity* Member* BypassSecurityGroupManagerCheck?")]
    public static IEnumerable<JsonObject> AddMember(CmdletCall call)
    {
        Recipient group = Changeable(call, "Member");
        Recipient member = call.Directory.One(call.Required("Member"));
        if (IsMember(group, member)) throw Failures.AlreadyMember(member.Name, group.Name);

        call.Tenant.Memberships.Add(group.Group!, member.Id);
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Remove-DistributionGroupMember", "Identity* Member* BypassSecurityGroupManagerCheck?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveMember(CmdletCall call)
    {
        Recipient group = Changeable(call, "Member");
        Recipient member = MemberOf(call, group);
        if (!IsMember(group, member)) throw Failures.NotMember(member.Name, group.Name);

        call.Tenant.Memberships.Remove(group.Group!, member.Id);
        return Enumerable.Empty<JsonObject>();
    }

    // An account that has lost its mailbox is no recipient any more, and is still on its lists.
    private static Recipient MemberOf(CmdletCall call, Recipient group)
    {
        string identity = call.Required("Member");
        return BareAccount(call, identity) is { } bare && IsMember(group, bare) ? bare : call.Directory.One(identity);
    }

    private static Recipient? BareAccount(CmdletCall call, string identity) =>
        call.Tenant.FindUser(identity) is { } user && !call.Directory.Knows(user.Id)
            ? new Recipient(user, user.DisplayName, "User", mailbox: null)
            : null;

    private static Recipient Changeable(CmdletCall call, string parameter)
    {
        Recipient group = call.Directory.DistributionGroup(call.Required("Identity"));
        return group.IsSynchronized ? throw Failures.Synchronized(call.Name, parameter, group.Name) : group;
    }

    private static bool IsMember(Recipient group, Recipient member) => group.Group!.Members.Contains(member.Id, StringComparer.OrdinalIgnoreCase);

    private static JsonObject Describe(RecipientDirectory directory, Recipient recipient)
    {
        JsonObject shown = RecipientCmdlets.Describe(recipient);
        shown["GroupType"] = recipient.Group!.SecurityEnabled ? "Universal, SecurityEnabled" : "Universal";
        shown["ManagedBy"] = RecipientCmdlets.Texts(recipient.Group.Owners.Select(directory.NameOf));
        return shown;
    }
}
