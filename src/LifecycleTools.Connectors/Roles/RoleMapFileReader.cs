using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads one role map file.</summary>
internal static class RoleMapFileReader
{
    private static readonly string[] s_onlyOnce = { "everyone", "naming", "departure" };

    /// <summary>Reads a file. What is wrong with it is among the draft's findings.</summary>
    public static RoleMapDraft Read(string path)
    {
        var draft = new RoleMapDraft(new FindingList(path));
        if (YamlSource.Read(draft.Findings) is { } text && YamlTree.Read(text, draft.Findings) is { } map)
        {
            draft.IsReadable = true;
            SecretLooks.Report(map, draft.Findings);
            Fill(draft, new YamlReader(map, "the role map", draft.Findings));
        }

        return draft;
    }

    /// <summary>Reads the file's mapping into the draft.</summary>
    public static void Fill(RoleMapDraft draft, YamlReader at)
    {
        draft.MapName = at.Text("map") ?? "";
        draft.Everyone = Everyone(at);
        draft.OnlyOnce.AddRange(s_onlyOnce.Where(at.Has).Select(key => (YamlText)at.PlaceOf(key)));

        foreach ((YamlText name, YamlReader body) in at.Named("sites", "site")) Add(draft.Sites, name, Site(name, body, draft));
        foreach ((YamlText name, YamlReader body) in at.Named("roles", "role")) Add(draft.Roles, name, Role(name, body, draft));
        foreach ((YamlText name, YamlReader body) in at.Named("overrides", "override")) Add(draft.Overrides, name, Override(name, body, draft));
        at.Finish();
    }

    // Naming and departure rules hold for everyone, and stand at the top because they are looked for there.
    private static Grants Everyone(YamlReader at)
    {
        Grants top = new() { Naming = NamingReader.Read(at), Departure = DepartureReader.Read(at) };
        if (at.Section("everyone") is not { } section) return top;

        Grants everyone = GrantsReader.Read(section, removals: null);
        foreach (string key in new[] { "naming", "departure" }.Where(section.Has))
        {
            section.Findings.Error(section.PlaceOf(key), FindingIds.KeyUnknown, $"'{key}' cannot stand under 'everyone'. Move it to the top of the file, where it holds for everyone.");
        }

        section.Finish();
        return everyone with { Naming = top.Naming, Departure = top.Departure };
    }

    private static Site Site(YamlText name, YamlReader at, RoleMapDraft draft)
    {
        var site = new Site
        {
            Name = name.Value.Trim(),
            UsageLocation = Places.UsageLocation(at.RequiredValue("usageLocation"), at) ?? "",
            TimeZone = Places.SiteTimeZone(at.RequiredValue("timeZone"), at) ?? "",
            Language = Places.Language(at.RequiredValue("language"), at) ?? "",
            MailDomain = Places.MailDomain(at.RequiredValue("mailDomain"), at) ?? "",
            RmmSite = at.Text("rmmSite"),
            PsaCompany = at.Text("psaCompany"),
            EndOfDay = at.Time("endOfDay") ?? TimeSpan.FromHours(17),
            Office = at.Text("office"),
            City = at.Text("city"),
            Country = at.Text("country"),
            Company = at.Text("company"),
            Gives = GrantsReader.Read(at, draft.Removals),
        };
        at.Finish();
        return site;
    }

    private static Role Role(YamlText name, YamlReader at, RoleMapDraft draft)
    {
        var role = new Role
        {
            Name = name.Value.Trim(),
            Description = at.Text("description"),
            Extends = Referring(at, "extends", draft.RoleReferences),
            Abstract = at.Flag("abstract") ?? false,
            Gives = GrantsReader.Read(at, draft.Removals),
        };
        at.Finish();
        return role;
    }

    private static Override Override(YamlText name, YamlReader at, RoleMapDraft draft)
    {
        YamlReader? when = at.Section("when");
        var one = new Override
        {
            Name = name.Value.Trim(),
            Sites = when is null ? Array.Empty<string>() : Referring(when, "sites", draft.SiteReferences),
            Roles = when is null ? Array.Empty<string>() : Referring(when, "roles", draft.RoleReferences),
            Departments = when?.Texts("departments") ?? Array.Empty<string>(),
            EmploymentTypes = when?.Texts("employmentTypes") ?? Array.Empty<string>(),
            Gives = GrantsReader.Read(at, draft.Removals),
        };
        when?.Finish();
        at.Finish();

        if (one.Sites.Count + one.Roles.Count + one.Departments.Count + one.EmploymentTypes.Count == 0)
        {
            at.Findings.Error(name, FindingIds.OverrideUnconditional,
                $"{at.What} says nothing of when it applies. Add 'when:' with sites, roles, departments or employmentTypes; what holds for all belongs under 'everyone'.");
        }

        return one;
    }

    private static IReadOnlyList<string> Referring(YamlReader at, string key, List<YamlText> references)
    {
        IReadOnlyList<YamlText> values = at.Values(key);
        references.AddRange(values);
        return values.Select(value => value.Value).ToArray();
    }

    private static void Add<T>(List<Defined<T>> list, YamlText name, T value) => list.Add(new Defined<T>(value, name));
}
