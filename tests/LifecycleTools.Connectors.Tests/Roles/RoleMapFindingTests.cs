using System.Linq;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>Every kind of finding, with its place and what to write instead.</summary>
public class RoleMapFindingTests
{
    // Seven lines; tests add theirs from line 8 on.
    private const string Start = """
        sites:
          zurich:
            usageLocation: CH
            timeZone: Europe/Zurich
            language: de-CH
            mailDomain: contoso.example
        roles:

        """;

    [Theory]
    [InlineData("  sales:\n    grups: [A]", FindingIds.KeyUnknown, 9, 5, "*role 'sales'*Did you mean 'groups'?")]
    [InlineData("  sales: {}\nnamin: {}", FindingIds.KeyUnknown, 9, 1, "*'namin' in the role map*'naming'?")]
    [InlineData("  sales: {}\nzzzzzz: {}", FindingIds.KeyUnknown, 9, 1, "*Write one of: *roles*")]
    [InlineData("  sales:\n    groups: Sales", FindingIds.TypeWrong, 9, 13, "*a single value; it must be a list*")]
    [InlineData("  sales:\n    groups: [[Sales]]", FindingIds.TypeWrong, 9, 14, "*a list of single values*")]
    [InlineData("  sales:\n    groups: [A, ~]", FindingIds.TypeWrong, 9, 17, "*is nothing*")]
    [InlineData("  sales:\n    signIn: password", FindingIds.TypeWrong, 9, 13, "*a mapping of keys*")]
    [InlineData("  sales:\n    description: [a]", FindingIds.TypeWrong, 9, 18, "*it must be text*")]
    [InlineData("  sales: [a]", FindingIds.TypeWrong, 8, 10, "*role 'sales' is a list*")]
    [InlineData("  sales: {}\noverrides: [a]", FindingIds.TypeWrong, 9, 12, "*name of each override as key*")]
    [InlineData("  sales:\n    allowPrivileged: yes", FindingIds.TypeWrong, 9, 22, "*true or false*")]
    [InlineData("  sales:\n    signIn: { passLifetimeMinutes: long }", FindingIds.TypeWrong, 9, 36, "*whole number from 10 to 43200*")]
    [InlineData("  sales:\n    signIn: { passLifetimeMinutes: 5 }", FindingIds.ValueNotAllowed, 9, 36, "*is 5; write a number from 10 to 43200*")]
    [InlineData("  sales:\n    signIn: { firstSignIn: tap }", FindingIds.ValueNotAllowed, 9, 28, "*one of: temporaryAccessPass, password*")]
    [InlineData("  sales:\n    signIn: { handOver: managermail }", FindingIds.ValueNotAllowed, 9, 25, "*Did you mean 'managerMail'?")]
    [InlineData("  sales:\n    calendar: { workingHoursStart: 8am }", FindingIds.TypeWrong, 9, 36, "*as 08:30*")]
    [InlineData("  sales:\n    calendar: { workingHoursStart: 24:00 }", FindingIds.TypeWrong, 9, 36, "*00:00 to 23:59*")]
    [InlineData("  sales:\n    calendar: { workDays: [mon] }", FindingIds.ValueNotAllowed, 9, 28, "*'mon'*monday*")]
    [InlineData("  sales:\n    calendar: { workingHoursStart: 08:00, workingHoursEnd: 08:00 }", FindingIds.ValueNotAllowed, 9, 43, "*begins and ends at the same time*")]
    [InlineData("  sales:\n    licenses: [Office 365]", FindingIds.ValueNotAllowed, 9, 16, "*SKU part number*SPE_E3*")]
    [InlineData("  sales:\n    licenses: [{ disabledPlans: [A] }]", FindingIds.KeyMissing, 9, 16, "*'sku' is missing*")]
    [InlineData("  sales:\n    licenses: [[SPB]]", FindingIds.TypeWrong, 9, 16, "*part number*")]
    [InlineData("  sales:\n    licenses: [SPB, spb]", FindingIds.EntryDuplicate, 9, 21, "*'spb' is twice*")]
    [InlineData("  sales:\n    groups: [A, a]", FindingIds.EntryDuplicate, 9, 17, "*'a' is twice*")]
    [InlineData("  sales:\n    sharedMailboxes: [a@b.example, { mailbox: A@b.example }]", FindingIds.EntryDuplicate, 9, 47, "*is twice*")]
    [InlineData("  sales:\n    sharedMailboxes: [{ adress: a@b.example }]", FindingIds.KeyMissing, 9, 23, "*'mailbox' is missing*")]
    [InlineData("  sales:\n    sharedMailboxes: [[a]]", FindingIds.TypeWrong, 9, 23, "*write a mail address*")]
    [InlineData("  sales: {}\n  sales: {}", FindingIds.KeyDuplicate, 9, 3, "*'sales' stands here twice (first in line 8)*")]
    [InlineData("  sales: {}\n  Sales: {}", FindingIds.DefinedTwice, 9, 3, "*defined twice*map.yaml(8,3)*")]
    [InlineData("  ? [a]\n  : {}\n  sales: {}", FindingIds.TypeWrong, 8, 5, "*A key is a list*")]
    [InlineData("  sales:\n    extends: [stuff]\n  staff: {}", FindingIds.RoleNotDefined, 9, 15, "*no role 'stuff'*'staff'?")]
    [InlineData("  a:\n    extends: [b]\n  b:\n    extends: [a]", FindingIds.ExtendsCycle, 8, 3, "*circle: a -> b -> a*")]
    [InlineData("  a:\n    extends: [a]", FindingIds.ExtendsCycle, 8, 3, "*a -> a*")]
    [InlineData("  a: {}\noverrides:\n  o:\n    when: { sites: [zurch] }", FindingIds.SiteNotDefined, 11, 21, "*no site 'zurch'*'zurich'?")]
    [InlineData("  a: {}\noverrides:\n  o:\n    when: { roles: [b] }", FindingIds.RoleNotDefined, 11, 21, "*no role 'b'*one of: a.")]
    [InlineData("  a: {}\noverrides:\n  o:\n    groups: [A]", FindingIds.OverrideUnconditional, 10, 3, "*Add 'when:'*")]
    [InlineData("  a:\n    remove: { groups: [A] }", FindingIds.RemovesNothing, 9, 24, "*nothing in the map gives it*")]
    [InlineData("  a: {}\neveryone:\n  naming: { displayName: '{given}' }", FindingIds.KeyUnknown, 10, 3, "*top of the file*")]
    [InlineData("  a: {}\neveryone:\n  remove: { groups: [A] }", FindingIds.KeyUnknown, 10, 3, "*no key 'remove'*")]
    [InlineData("  a: {}\nnaming: { userPrincipalName: '{first}.{surname}' }", FindingIds.PatternInvalid, 9, 30, "*{first}*{given}, {surname}*")]
    [InlineData("  a: {}\nnaming: { userPrincipalName: '{given}@contoso.example' }", FindingIds.PatternInvalid, 9, 30, "*mailDomain*")]
    [InlineData("  a: {}\nnaming: { alternatives: ['user{n}'] }", FindingIds.PatternInvalid, 9, 26, "*same name*")]
    [InlineData("  a: {}\nnaming: { displayName: '{given} {n}' }", FindingIds.PatternInvalid, 9, 24, "*cannot hold {n}*")]
    [InlineData("  a: {}\ndeparture: { autoReplyInternal: 'Ask {delegateEmail}' }", FindingIds.PatternInvalid, 9, 33, "*'delegateMail'?")]
    [InlineData("  a: {}\ndeparture: { delegates: [boss] }", FindingIds.MailAddressInvalid, 9, 26, "*manager, managersManager or a mail address*")]
    [InlineData("  a: {}\ndeparture: { forwardTo: manager }", FindingIds.MailAddressInvalid, 9, 25, "*Write delegate, or a mail address*")]
    [InlineData("  a: {}\ndeparture: { deviceAction: wipe }", FindingIds.ValueNotAllowed, 9, 28, "*retire, flag, keep*")]
    [InlineData("  a:\n    mailbox: { timeZone: W. Europe Standard Time }", FindingIds.TimeZoneUnknown, 9, 26, "*Windows name; write Europe/Berlin*")]
    [InlineData("  a:\n    mailbox: { language: german }", FindingIds.LanguageInvalid, 9, 26, "*de-CH*")]
    [InlineData("  base: { abstract: true }", FindingIds.MapIncomplete, 1, 1, "*no role that a person can have*")]
    [InlineData("  a:\n    description: 'https://hooks.example/?sig=0123456789abcdef'", FindingIds.SecretInFile, 9, 18, "*looks like a secret*env:NAME*")]
    [InlineData("  a: !!python/object {}", FindingIds.TagNotAllowed, 8, 6, "*tag*cannot be used*")]
    [InlineData("  a: {}\n---\nb: c", FindingIds.SeveralDocuments, 9, 1, "*'---'*")]
    [InlineData("  a: &x {}", FindingIds.AnchorNotAllowed, 8, 6, "*anchor (&x)*extends*")]
    [InlineData("  a: *x", FindingIds.AnchorNotAllowed, 8, 6, "*alias (*x)*extends*")]
    [InlineData("  a:\n    groups: [A", FindingIds.YamlInvalid, 10, 1, "*not YAML*")]
    [InlineData("  a:\n\tgroups: [A]", FindingIds.YamlInvalid, 9, 1, "*a tab indents this line*")]
    [InlineData("  a: {}\n  \tb: {}", FindingIds.YamlInvalid, 9, 3, "*a tab indents this line*")]
    [InlineData("  a: 'x", FindingIds.YamlInvalid, 8, 6, "*not YAML*")]
    public void Read_WithAMistake_SaysWhereAndWhatToWrite(string rest, string id, int line, int column, string message)
    {
        using var files = new TextFiles();

        RoleMapReport report = Read(files.Write("map.yaml", Start + rest + "\n"));

        RoleMapFinding finding = report.Findings.Should().Contain(one => one.Id == id).Which;
        finding.Message.Should().Match(message);
        (finding.Line, finding.Column).Should().Be((line, column));
        finding.Path.Should().EndWith("map.yaml");
        report.IsValid.Should().Be(finding.Severity == FindingSeverity.Warning);
    }

    [Theory]
    [InlineData("usageLocation: UK", FindingIds.UsageLocationUnknown, 20, "*GB*")]
    [InlineData("usageLocation: ch", FindingIds.UsageLocationUnknown, 20, "*Write CH.")]
    [InlineData("usageLocation: Switzerland", FindingIds.UsageLocationUnknown, 20, "*ISO 3166*")]
    [InlineData("timeZone: Europe/Zürich", FindingIds.TimeZoneUnknown, 15, "*'Europe/Zurich'?")]
    [InlineData("timeZone: europe/zurich", FindingIds.TimeZoneUnknown, 15, "*'Europe/Zurich'?")]
    [InlineData("timeZone: New York", FindingIds.TimeZoneUnknown, 15, "*'America/New_York'?")]
    [InlineData("timeZone: GMT+1", FindingIds.TimeZoneUnknown, 15, "*")]
    [InlineData("language: de_ch", FindingIds.LanguageInvalid, 15, "*probably de-CH.")]
    [InlineData("language: de", FindingIds.LanguageInvalid, 15, "*with a region*")]
    [InlineData("mailDomain: '@contoso.example'", FindingIds.MailDomainInvalid, 17, "*Leave out the @*")]
    [InlineData("mailDomain: contoso", FindingIds.MailDomainInvalid, 17, "*verified*")]
    [InlineData("mailDomain: zürich.example", FindingIds.MailDomainInvalid, 17, "*xn--*")]
    [InlineData("mailDomain: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee.example", FindingIds.MailDomainInvalid, 17, "*53 characters*48*")]
    [InlineData("endOfDay: evening", FindingIds.TypeWrong, 15, "*time of day*")]
    [Trait("PainPoint", "C8")]
    public void Read_WithABadSite_SaysWhatIsMeant(string line, string id, int column, string message)
    {
        using var files = new TextFiles();
        string key = line.Substring(0, line.IndexOf(':') + 1);
        string[] good = { "usageLocation: CH", "timeZone: Europe/Zurich", "language: de-CH", "mailDomain: contoso.example" };
        string site = string.Concat(good.Where(one => !one.StartsWith(key, System.StringComparison.Ordinal)).Prepend(line).Select(one => $"    {one}\n"));

        RoleMapReport report = Read(files.Write("map.yaml", $"roles: {{ a: {{}} }}\nsites:\n  here:\n{site}"));

        RoleMapFinding finding = report.Findings.Should().ContainSingle().Which;
        finding.Should().BeEquivalentTo(new { Id = id, Line = 4, Column = column, Severity = FindingSeverity.Error });
        finding.Message.Should().Match(message);
    }

    [Fact]
    [Trait("PainPoint", "C8")]
    public void Read_WhenASiteLacksKeys_NamesEachOfThem()
    {
        using var files = new TextFiles();

        RoleMapReport report = Read(files.Write("map.yaml", "roles: { a: {} }\nsites:\n  here:\n"));

        report.Findings.Should().OnlyContain(one => one.Id == FindingIds.KeyMissing && one.Line == 3 && one.Column == 8);
        report.Findings.Select(one => one.Message.Split('\'')[1]).Should().Equal("usageLocation", "timeZone", "language", "mailDomain");
    }

    [Fact]
    public void Read_WithoutSites_SaysThatOneIsNeeded()
    {
        using var files = new TextFiles();

        Read(files.Write("map.yaml", "roles: { a: {} }\n")).Findings.Should()
            .ContainSingle(one => one.Id == FindingIds.MapIncomplete && one.Message.Contains("no site"));
    }

    private static RoleMapReport Read(string path)
    {
        RoleMapReading reading = new YamlRoleMapReader().Read(new[] { path });
        return reading.Reports.Should().ContainSingle().Which;
    }
}
