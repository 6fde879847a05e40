using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads what a site, a role, an override or everyone is given.</summary>
internal static class GrantsReader
{
    private static readonly Regex s_sku = new(@"\A[A-Za-z0-9_.\-]{2,100}\z", RegexOptions.CultureInvariant);

    /// <summary>Reads the keys of a grant from a mapping that may hold others too.</summary>
    /// <param name="at">The mapping.</param>
    /// <param name="removals">Where each thing that is taken back is noted, to be checked when all files are read. Null: the part comes first, has nothing to take back, and the rules for naming and departures stand beside it.</param>
    public static Grants Read(YamlReader at, ICollection<Removal>? removals) => new()
    {
        Licenses = Licenses(at),
        Groups = at.Texts("groups"),
        DistributionLists = at.Texts("distributionLists"),
        Teams = at.Texts("teams"),
        SharedMailboxes = SharedMailboxes(at),
        Remove = removals is null ? Removals.None : Remove(at, removals),
        AllowPrivileged = at.Flag("allowPrivileged"),
        SignIn = SignInReader.Read(at),
        Mailbox = PreferencesReader.Mailbox(at),
        Calendar = PreferencesReader.Calendar(at),
        Devices = PreferencesReader.Devices(at),
        Naming = removals is null ? new NamingSettings() : NamingReader.Read(at),
        Departure = removals is null ? new DepartureSettings() : DepartureReader.Read(at),
    };

    private static IReadOnlyList<LicenseGrant> Licenses(YamlReader at)
    {
        var licenses = new List<LicenseGrant>();
        foreach (YamlNode node in at.Nodes("licenses"))
        {
            (YamlText? sku, IReadOnlyList<string> disabled) = License(node, at);
            if (sku is null) continue;
            if (!s_sku.IsMatch(sku.Value))
            {
                at.Findings.Error(sku, FindingIds.ValueNotAllowed,
                    $"'{YamlReader.Short(sku.Value)}' under 'licenses' in {at.What} is not a SKU part number. Write it as Get-MgSubscribedSku shows it, for example SPE_E3.");
            }
            else if (IsNew(sku, licenses.Select(one => one.Sku), "licenses", at)) licenses.Add(new LicenseGrant(sku.Value, disabled));
        }

        return licenses;
    }

    private static (YamlText? Sku, IReadOnlyList<string> Disabled) License(YamlNode node, YamlReader at)
    {
        switch (node)
        {
            case YamlText { IsNothing: false } text: return (text, Array.Empty<string>());
            case YamlMap map:
                YamlReader entry = at.Entry(map, "a license");
                YamlText? sku = entry.RequiredValue("sku");
                IReadOnlyList<string> disabled = entry.Texts("disabledPlans");
                entry.Finish();
                return (sku, disabled);
            default:
                at.Findings.Error(node, FindingIds.TypeWrong, $"An entry of 'licenses' in {at.What} is {node.Kind}; write a SKU part number, or 'sku:' with 'disabledPlans:'.");
                return (null, Array.Empty<string>());
        }
    }

    private static IReadOnlyList<SharedMailboxGrant> SharedMailboxes(YamlReader at)
    {
        var mailboxes = new List<SharedMailboxGrant>();
        foreach (YamlNode node in at.Nodes("sharedMailboxes"))
        {
            switch (node)
            {
                case YamlText { IsNothing: false } text:
                    if (IsNew(text, mailboxes.Select(one => one.Reference), "sharedMailboxes", at)) mailboxes.Add(new SharedMailboxGrant(text.Value.Trim()));
                    break;
                case YamlMap map:
                    YamlReader entry = at.Entry(map, "a shared mailbox");
                    YamlText? mailbox = entry.RequiredValue("mailbox");
                    var grant = new SharedMailboxGrant(mailbox?.Value ?? "", entry.Flag("fullAccess"), entry.Flag("sendAs"), entry.Flag("autoMap"));
                    entry.Finish();
                    if (mailbox is not null && IsNew(mailbox, mailboxes.Select(one => one.Reference), "sharedMailboxes", at)) mailboxes.Add(grant);
                    break;
                default:
                    at.Findings.Error(node, FindingIds.TypeWrong, $"An entry of 'sharedMailboxes' in {at.What} is {node.Kind}; write a mail address, or 'mailbox:' with 'fullAccess:', 'sendAs:' and 'autoMap:'.");
                    break;
            }
        }

        return mailboxes;
    }

    private static Removals Remove(YamlReader at, ICollection<Removal> removals)
    {
        if (at.Section("remove") is not { } section) return Removals.None;

        var remove = new Removals
        {
            Licenses = Noted("licenses", gives => gives.Licenses.Select(one => one.Sku)),
            Groups = Noted("groups", gives => gives.Groups),
            DistributionLists = Noted("distributionLists", gives => gives.DistributionLists),
            Teams = Noted("teams", gives => gives.Teams),
            SharedMailboxes = Noted("sharedMailboxes", gives => gives.SharedMailboxes.Select(one => one.Reference)),
            DeviceTags = Noted("deviceTags", gives => gives.Devices.Tags),
            Software = Noted("software", gives => gives.Devices.Software),
        };
        section.Finish();
        return remove;

        IReadOnlyList<string> Noted(string key, Func<Grants, IEnumerable<string>> given)
        {
            IReadOnlyList<YamlText> values = section.Values(key);
            foreach (YamlText value in values) removals.Add(new Removal(value, key, given));
            return values.Select(value => value.Value).ToArray();
        }
    }

    private static bool IsNew(YamlText entry, IEnumerable<string> known, string key, YamlReader at)
    {
        if (!known.Contains(entry.Value.Trim(), StringComparer.OrdinalIgnoreCase)) return true;
        at.Findings.Error(entry, FindingIds.EntryDuplicate, $"'{YamlReader.Short(entry.Value)}' is twice under '{key}' in {at.What}. Keep one of them.");
        return false;
    }
}
