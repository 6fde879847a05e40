using System;
using System.Linq;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>Groups of every kind, their members and licenses, administrative units and roles.</summary>
internal static class SeedGroups
{
    public static void Add(SandboxTenant tenant, SeedFile seed)
    {
        var made = seed.Groups.Select(written => (Written: written, Group: Group(written, tenant))).ToList();
        tenant.Groups.AddRange(made.Select(pair => pair.Group));
        foreach ((SeedGroup written, SandboxGroup group) in made)
        {
            group.Members.AddRange(written.Rule is null
                ? written.Members.Select(name => SeedReader.Named(tenant, name).Id)
                : tenant.Users.Where(user => MembershipRule.Matches(written.Rule, user)).Select(user => user.Id));
            group.Owners.AddRange(written.Owners.Select(name => SeedReader.Named(tenant, name).Id));
            foreach (SandboxChannel channel in written.Channels)
            {
                channel.Id = $"19:{StableId.Of("channel:" + group.Id + channel.DisplayName)}@thread.tacv2";
                channel.Members = channel.Members.Select(name => SeedReader.Named(tenant, name).Id).ToList();
                group.Channels.Add(channel);
            }
        }

        foreach (SandboxGroup group in tenant.Groups.Where(group => group.Licenses.Count > 0))
        {
            foreach (SandboxUser user in tenant.Users.Where(user => group.Members.Contains(user.Id))) tenant.Licensing.FollowGroup(user, group);
        }

        foreach (SandboxUser user in tenant.Users) tenant.Licensing.SettleMailbox(user);
        foreach (SeedUnit unit in seed.AdministrativeUnits) AddUnit(tenant, unit);
    }

    private static SandboxGroup Group(SeedGroup written, SandboxTenant tenant)
    {
        bool isUnified = written.Kind is "microsoft365" or "team";
        if (!isUnified && written.Kind is not ("security" or "mailSecurity" or "distribution"))
            throw new FormatException($"The group '{written.Name}' has the unknown kind '{written.Kind}'.");

        var group = new SandboxGroup
        {
            Id = written.Id ?? StableId.Of($"group:{written.Name}:{written.Mail}"),
            DisplayName = written.Name,
            Description = written.Description,
            Mail = written.Mail,
            MailNickname = written.Mail?.Split('@')[0] ?? new string(written.Name.Where(letter => letter < 128 && char.IsLetterOrDigit(letter)).ToArray()),
            MailEnabled = written.Kind != "security",
            SecurityEnabled = written.Kind is "security" or "mailSecurity",
            HasTeam = written.Kind == "team",
            MembershipRule = written.Rule,
            Visibility = isUnified ? "Private" : null,
            IsAssignableToRole = written.RoleAssignable ? true : null,
            OnPremisesSyncEnabled = written.Synced ? true : null,
            OnPremisesLastSyncDateTime = written.Synced ? tenant.Clock.UtcNow.AddMinutes(-17) : null,
            CreatedUtc = tenant.Clock.UtcNow.AddYears(-2),
        };
        if (isUnified) group.GroupTypes.Add("Unified");
        if (written.Rule is not null) group.GroupTypes.Add("DynamicMembership");
        if (written.Mail is not null) group.ProxyAddresses.Add("SMTP:" + written.Mail);
        group.Licenses.AddRange(SeedPeople.Licenses(tenant, written.Licenses, written.DisabledPlans));
        return group;
    }

    private static void AddUnit(SandboxTenant tenant, SeedUnit written)
    {
        var unit = new SandboxAdministrativeUnit { Id = StableId.Of("unit:" + written.Name), DisplayName = written.Name, IsManagementRestricted = written.Restricted };
        tenant.AdministrativeUnits.Add(unit);
        foreach (SandboxObject member in written.Members.Select(name => SeedReader.Named(tenant, name)))
        {
            unit.Members.Add(member.Id);
            member.IsManagementRestricted |= written.Restricted;
        }
    }
}
