using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Commands;

/// <summary>Lists the roles of a role map, or says what one means at a site, and why.</summary>
[Cmdlet(VerbsCommon.Get, "LifecycleRole", HelpUri = HelpPages.Folder + "Get-LifecycleRole.md")]
[OutputType(typeof(RoleInfo), typeof(RoleEntitlement))]
public sealed class GetLifecycleRoleCommand : RunCommand
{
    /// <summary>Which roles, by name; wildcards are allowed. Not given: all of them.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Role")]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The site to say it for. Not given: the roles are listed.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SiteNameCompleter))]
    public string? Site { get; set; }

    /// <summary>A department, for overrides by department.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DepartmentCompleter))]
    public string? Department { get; set; }

    /// <summary>An employment type, for overrides by employment type.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EmploymentTypeCompleter))]
    public string? EmploymentType { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>Lists.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        foreach (string asked in Name)
        {
            WildcardPattern pattern = new(asked, WildcardOptions.IgnoreCase);
            List<Role> found = map.Roles.Where(role => pattern.IsMatch(role.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(asked))
            {
                Fail(new LifecycleException(ErrorIds.RoleUnknown, ErrorKind.Argument,
                    $"The role map has no role \"{asked}\"; it has: {string.Join(", ", map.RoleNames)}."), asked);
            }

            foreach (Role role in found) Show(role, map);
        }
    }

    private void Show(Role role, RoleMap map)
    {
        if (string.IsNullOrEmpty(Site))
        {
            WriteObject(new RoleInfo { Name = role.Name, Extends = RoleInfoOf(role), IsAbstract = role.Abstract, Sites = map.SiteNames.ToArray() });
            return;
        }

        if (role.Abstract) return;
        try
        {
            Entitlements means = map.Resolve(new RoleRequest(role.Name, Site!, Department, EmploymentType));
            WriteObject(Rows(means), enumerateCollection: true);
        }
        catch (LifecycleException failure)
        {
            Fail(failure, Site);
        }
    }

    private static string[] RoleInfoOf(Role role) => role.Extends.ToArray();

    private static IEnumerable<RoleEntitlement> Rows(Entitlements means)
    {
        foreach (LicenseEntitlement license in means.Licenses)
        {
            yield return Row(means, "License", license.Sku, license.DisabledPlans.Count == 0 ? "" : "without " + string.Join(", ", license.DisabledPlans), license.Why);
        }

        foreach (Entitled group in means.Groups) yield return Row(means, "Group", group.Reference, "", group.Why);
        foreach (Entitled team in means.Teams) yield return Row(means, "Team", team.Reference, "", team.Why);
        foreach (Entitled list in means.DistributionLists) yield return Row(means, "DistributionList", list.Reference, "", list.Why);
        foreach (SharedMailboxEntitlement mailbox in means.SharedMailboxes)
        {
            string rights = string.Join(", ", new[] { mailbox.FullAccess ? "full access" : null, mailbox.SendAs ? "send as" : null }.Where(right => right is not null));
            yield return Row(means, "SharedMailbox", mailbox.Reference, rights, mailbox.Why);
        }

        foreach (string tag in means.Devices.Tags) yield return Row(means, "DeviceTag", tag, "", means.Devices.Why[tag]);
        foreach (string software in means.Devices.Software) yield return Row(means, "Software", software, "", means.Devices.Why[software]);
        string hours = string.Format(CultureInfo.InvariantCulture, @"{0:hh\:mm} to {1:hh\:mm}", means.Calendar.WorkingHoursStart, means.Calendar.WorkingHoursEnd);
        yield return Row(means, "Setting", "usage location", means.Site.UsageLocation, "site " + means.Site.Name);
        yield return Row(means, "Setting", "mailbox", $"{means.Mailbox.Language}, {means.Mailbox.TimeZone}", "site " + means.Site.Name);
        yield return Row(means, "Setting", "working hours", hours, "");
        yield return Row(means, "Setting", "first sign-in", means.SignIn.FirstSignIn.ToString(), "");
    }

    private static RoleEntitlement Row(Entitlements means, string kind, string value, string detail, string why) =>
        new() { Role = means.Role, Site = means.Site.Name, Kind = kind, Value = value, Detail = detail, Why = why };
}
