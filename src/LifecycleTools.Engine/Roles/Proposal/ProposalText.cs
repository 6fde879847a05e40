using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Writes a proposal as the YAML of a role map, with the shares, and with what is to be decided, as comments.</summary>
internal static class ProposalText
{
    // Longer lists are for the command's output: nobody reads them in a file.
    private const int MostNames = 40;

    private static readonly (ProposedKind Kind, string Key)[] s_lists =
    [
        (ProposedKind.License, "licenses"), (ProposedKind.Group, "groups"), (ProposedKind.Team, "teams"),
        (ProposedKind.DistributionList, "distributionLists"), (ProposedKind.SharedMailbox, "sharedMailboxes"),
    ];

    public static string Of(RoleMapProposal proposal)
    {
        var lines = new CommentedLines();
        Head(lines, proposal);
        Sites(lines, proposal);
        Roles(lines, proposal);
        ToDecide(lines, proposal);
        return lines.ToString();
    }

    private static void Head(CommentedLines lines, RoleMapProposal proposal)
    {
        string threshold = (proposal.Threshold * 100).ToString("0", CultureInfo.InvariantCulture);
        lines.Remark(0, $"A role map proposed from what the people of {proposal.Tenant} had on {proposal.TakenUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: "
            + $"{proposal.People} looked at, {proposal.Placed} of them have a role and a site here. Read it before you use it.");
        lines.Remark(0, "");
        lines.Remark(0, $"Behind each line is who has it. What {threshold} % or more have in common is given. Lines with a question mark are had by half of them or more, or by nobody else: "
            + "take \"# ?\" away where it belongs to the role. Who has more or less than their role gives is listed at the end.");
        lines.Remark(0, "");
        lines.Remark(0, "    Test-LifecycleRoleMap ./this-file.yaml -Online");
        lines.Blank();
        lines.Add(0, "map: " + CommentedLines.Quoted(proposal.Map));
        if (proposal.UserPrincipalName is not { } pattern) return;

        lines.Blank();
        lines.Add(0, "naming:");
        lines.Add(2, "userPrincipalName: " + CommentedLines.Quoted(pattern.Pattern), new Share(pattern.Count, pattern.Of).ToString());
    }

    private static void Sites(CommentedLines lines, RoleMapProposal proposal)
    {
        lines.Blank();
        lines.Add(0, "sites:");
        foreach (ProposedSite site in proposal.Sites)
        {
            if (site != proposal.Sites[0]) lines.Blank();
            lines.Add(2, site.Name + ":", People(site.Members.Count));
            lines.Add(4, "usageLocation: " + CommentedLines.Quoted(site.UsageLocation));
            lines.Add(4, "timeZone: " + CommentedLines.Quoted(site.TimeZone), $"{site.TimeZoneShare} mailboxes");
            lines.Add(4, "language: " + CommentedLines.Quoted(site.Language), $"{site.LanguageShare} mailboxes");
            lines.Add(4, "mailDomain: " + CommentedLines.Quoted(site.MailDomain));
            if (site.Office is { } office) lines.Add(4, "office: " + CommentedLines.Quoted(office));
            Grants(lines, site.Grants);
        }
    }

    private static void Roles(CommentedLines lines, RoleMapProposal proposal)
    {
        lines.Blank();
        lines.Add(0, "roles:");
        foreach (ProposedRole role in proposal.Roles)
        {
            if (role != proposal.Roles[0]) lines.Blank();
            lines.Add(2, role.Name + ":", People(role.People) + Apart(role));
            lines.Add(4, "description: " + CommentedLines.Quoted(role.Description));
            if (role.IsAbstract) lines.Add(4, "abstract: true");
            if (role.Extends is { } other) lines.Add(4, $"extends: [{other}]");
            Grants(lines, role.Grants);
            if (role.Grants.Count == 0) lines.Remark(4, role.IsAbstract ? "Nothing is common to everybody." : "Nothing more is common to these people.");
        }
    }

    private static string Apart(ProposedRole role) =>
        role.JobTitle is null && !role.IsAbstract && role.Members.Count < role.People ? $", {role.People - role.Members.Count} of them in a role below" : "";

    private static void Grants(CommentedLines lines, IReadOnlyList<ProposedGrant> grants)
    {
        foreach ((ProposedKind kind, string key) in s_lists) List(lines, 4, key, grants.Where(grant => grant.Kind == kind).ToArray());

        ProposedGrant[] tags = grants.Where(grant => grant.Kind == ProposedKind.DeviceTag).ToArray();
        if (tags.Length == 0) return;
        if (tags.Any(tag => tag.Verdict == ProposedVerdict.Given)) lines.Add(4, "devices:");
        List(lines, 6, "tags", tags);
    }

    private static void List(CommentedLines lines, int indent, string key, ProposedGrant[] grants)
    {
        if (grants.Length == 0) return;

        bool isGiven = grants.Any(grant => grant.Verdict == ProposedVerdict.Given);
        lines.Add(indent, isGiven ? key + ":" : $"# {key}:");
        foreach (ProposedGrant grant in grants)
        {
            if (grant.Verdict == ProposedVerdict.Given) Given(lines, indent, grant);
            else Open(lines, indent, grant);
        }
    }

    private static void Given(CommentedLines lines, int indent, ProposedGrant grant)
    {
        string value = CommentedLines.Quoted(grant.Value);
        switch (grant.Kind)
        {
            case ProposedKind.License when grant.DisabledPlans.Count > 0:
                lines.Add(indent + 2, "- sku: " + value, Remark(grant));
                lines.Add(indent + 4, $"disabledPlans: [{string.Join(", ", grant.DisabledPlans.Select(CommentedLines.Quoted))}]");
                break;
            case ProposedKind.SharedMailbox:
                lines.Add(indent + 2, "- mailbox: " + value, Remark(grant));
                lines.Add(indent + 4, "fullAccess: " + (grant.FullAccess ? "true" : "false"));
                lines.Add(indent + 4, "sendAs: " + (grant.SendAs ? "true" : "false"));
                break;
            default:
                lines.Add(indent + 2, "- " + value, Remark(grant));
                break;
        }
    }

    private static void Open(CommentedLines lines, int indent, ProposedGrant grant)
    {
        bool isRule = grant.Verdict == ProposedVerdict.ByRule && grant.Note.Length > 0;
        string mark = grant.Verdict == ProposedVerdict.Undecided ? "? " : "";
        lines.Add(indent, $"#   {mark}- {CommentedLines.Quoted(grant.Value)}", Remark(isRule ? grant with { Note = "" } : grant));
        if (isRule) lines.Remark(indent, "      " + grant.Note, hang: 6);
    }

    private static string Remark(ProposedGrant grant)
    {
        string why = grant.Verdict switch
        {
            ProposedVerdict.ByRule => "dynamic: nobody is put in",
            ProposedVerdict.OnPremises => "given in Active Directory",
            ProposedVerdict.Privileged => "can hold directory roles: decide",
            ProposedVerdict.NotAssignable => "cannot be assigned",
            _ => "",
        };
        return string.Join("; ", new[] { grant.Name, grant.Share.ToString(), why, grant.Note }.Where(part => part.Length > 0));
    }

    private static void ToDecide(CommentedLines lines, RoleMapProposal proposal)
    {
        if (proposal.Outliers.Count == 0) return;

        lines.Blank();
        lines.Remark(0, "To decide: nothing below is part of the map.");
        (string Title, ProposalOutlier[] Outliers)[] parts =
        [
            ("Accounts and places that do not fit", proposal.Outliers.Where(one => one.Kind < ProposalOutlierKind.HasMore).ToArray()),
            ("Members of groups that can hold directory roles", proposal.Outliers.Where(one => one.Kind == ProposalOutlierKind.Privileged).ToArray()),
            ("Who has more (+) or less (-) than role and site give", proposal.Outliers.Where(one => one.Kind is ProposalOutlierKind.HasMore or ProposalOutlierKind.HasLess).ToArray()),
        ];
        foreach ((string title, ProposalOutlier[] outliers) in parts.Where(part => part.Outliers.Length > 0))
        {
            lines.Remark(0, "");
            lines.Remark(0, title + ":");
            Named(lines, outliers);
        }
    }

    private static void Named(CommentedLines lines, ProposalOutlier[] outliers)
    {
        IGrouping<(string Role, string Person), ProposalOutlier>[] people = outliers.GroupBy(one => (one.Role, Person: one.Person.Length == 0 ? one.What : one.Person))
            .OrderBy(person => person.Key.Role, StringComparer.OrdinalIgnoreCase).ThenBy(person => person.Key.Person, StringComparer.OrdinalIgnoreCase).ToArray();
        foreach (IGrouping<(string Role, string Person), ProposalOutlier> person in people.Take(MostNames))
        {
            string role = person.Key.Role.Length == 0 ? "" : $" ({person.Key.Role})";
            lines.Remark(0, $"  {person.Key.Person}{role}: {Said(person.ToArray())}", hang: 4);
        }

        if (people.Length > MostNames) lines.Remark(0, $"  and {people.Length - MostNames} more, in the Outliers of New-LifecycleRoleMap's output.");
    }

    private static string Said(ProposalOutlier[] outliers)
    {
        string more = string.Join(", ", Whats(outliers, ProposalOutlierKind.HasMore));
        string less = string.Join(", ", Whats(outliers, ProposalOutlierKind.HasLess));
        IEnumerable<string> others = outliers.Where(one => one.Kind is not (ProposalOutlierKind.HasMore or ProposalOutlierKind.HasLess)).Select(one => one.Detail);
        return string.Join("; ", others.Concat(new[] { more.Length > 0 ? "+" + CommentedLines.Unbroken + more : "", less.Length > 0 ? "-" + CommentedLines.Unbroken + less : "" }.Where(part => part.Length > 0)));
    }

    // A name that is broken over two lines is not found by a search.
    private static IEnumerable<string> Whats(ProposalOutlier[] outliers, ProposalOutlierKind kind) =>
        outliers.Where(one => one.Kind == kind).Select(one => one.What.Replace(' ', CommentedLines.Unbroken));

    private static string People(int count) => count == 1 ? "1 person" : $"{count} people";
}
