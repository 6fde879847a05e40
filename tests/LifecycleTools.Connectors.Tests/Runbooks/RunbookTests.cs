using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Runbooks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Connectors.Tests.Roles;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Runbooks;

/// <summary>The runbook says what runs: whatever has no text, or a text that nothing has, fails here.</summary>
public class RunbookTests
{
    private static readonly RunbookWriter s_writer = new();

    public static TheoryData<string> Maps => new() { "accounting-office.yaml", "three-countries.yaml", "clinic.yaml" };

    private static IEnumerable<PlannedStep> Steps => new[] { Hire.Define(), Offboard.Define(), Undo.Define() }.SelectMany(workflow => workflow.Steps);

    private static TenantFile Tenant => new YamlTenantFileReader().Read(ShippedFiles.Path("examples", "lifecycle.yaml")).RequireFile();

    [Fact]
    public void EveryStep_SaysWhatItDoesAndWhy()
    {
        Steps.Count().Should().BeGreaterThan(60);
        Steps.Select(step => (step.Step.Id, Text: EngineTexts.Of(step.Step.GetType()))).Where(step => step.Text.What.Length == 0 || step.Text.Why.Length == 0)
            .Select(step => step.Id).Should().BeEmpty();
    }

    [Fact]
    public void EveryStepThatChangesSomething_SaysHowItIsTakenBack() =>
        Steps.Where(step => !step.Step.ChangesNothing && !step.Step.OnlyTells && step.Step.CanRepeat && EngineTexts.Of(step.Step.GetType()).Undo.Length == 0)
            .Select(step => step.Step.Id).Should().BeEmpty();

    [Fact]
    public void EveryStepThatCanNeedAPerson_SaysWhatToDo()
    {
        // What a step hands to a person stands in its own source, or in one of these that several share.
        Regex hands = new(@"NeedsPerson: true|NeedsPerson\(|MailboxOf\.|: Rejoin<|: Rejoin\b|: Loss");
        string[] silent = Steps.Select(step => step.Step.GetType()).Distinct()
            .Where(type => hands.IsMatch(Source(type)) && EngineTexts.Of(type).Person.Length == 0).Select(type => type.Name).ToArray();

        silent.Should().BeEmpty();
    }

    [Fact]
    public void EveryErrorIdAndStatus_SaysWhatItMeansAndWhatToDo()
    {
        ErrorsPart.Ids().Should().HaveCountGreaterThan(50);
        ErrorsPart.Ids().Where(id => EngineTexts.OfError(id) is not { Means.Length: > 0, Recovery.Length: > 0 }).Should().BeEmpty();
        Enum.GetValues<StepStatus>().Should().OnlyContain(status => EngineTexts.OfStatus(status).Length > 0);
    }

    [Fact]
    public void EveryPermission_SaysWhatItIsFor_AndTheOnesToGrantAreEnough()
    {
        IReadOnlyList<NeedsAttribute> needs = Permissions.Needs();
        IReadOnlyList<Permission> grant = Permissions.ToGrant();

        needs.Select(need => need.Least).Distinct().Should().HaveCountGreaterThan(25);
        needs.Should().OnlyContain(need => Permissions.UseOf(need.Least).Length > 0);
        string[] names = grant.Select(each => each.Name).ToArray();
        needs.Where(need => !need.IsMetBy(names)).Select(need => need.Least).Should().BeEmpty();
        foreach (string name in names) needs.Any(need => !need.IsMetBy(names.Where(other => other != name))).Should().BeTrue($"{name} would be granted for nothing");
    }

    [Fact]
    public void GuideToAFirstTenant_AsksForTheSamePermissions_AndItsTenantFileIsOne()
    {
        string guide = File.ReadAllText(ShippedFiles.Path("docs", "connect-a-tenant.md")).Replace("\r\n", "\n", StringComparison.Ordinal);
        string file = Path.Combine(Path.GetTempPath(), $"lifecycle-guide-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, Regex.Match(guide, "```yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);

        Regex.Matches(guide, "^\\| `.*$", RegexOptions.Multiline).Cast<Match>().Select(row => row.Value)
            .Should().Equal(Permissions.ToGrant().Select(each => $"| `{each.Name}` | {each.Api} | {each.Use} |"));
        new YamlTenantFileReader().Read(file).RequireFile().Systems.Should().ContainKey("notify");
        File.Delete(file);
    }

    [Fact]
    public void EveryConnector_SaysWhatItsAccountNeeds() =>
        typeof(ConnectorCatalog).Assembly.GetTypes().Select(type => type.GetCustomAttribute<ConnectorAttribute>()).Where(each => each is not null)
            .Should().HaveCountGreaterThan(10).And.OnlyContain(each => each!.Rights.Length > 0 && ConnectorCatalog.RightsOf(each.Kind)!.Contains(each.Rights, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Maps))]
    public void Write_NamesEverythingThatARoleGets_AndNoSecret(string file)
    {
        RoleMap map = new YamlRoleMapReader().Read([ShippedFiles.Path("roles", file)]).RequireMap();

        string markdown = s_writer.Write(Tenant, map, RunbookFormat.Markdown);
        string html = s_writer.Write(Tenant, map, RunbookFormat.Html);

        foreach (RoleRequest request in map.Everybody().Where(request => request.Department is null && request.EmploymentType is null))
        {
            foreach (RoleRow row in RoleRow.Of(map.Resolve(request)).Where(row => row.IsGrant)) markdown.Should().Contain($"| `{row.What}` | {row.Kind} |");
        }

        foreach (PlannedStep step in Steps) markdown.Should().Contain($"`{step.Step.Id}`");
        foreach (string id in ErrorsPart.Ids()) html.Should().Contain($"<code>{id}</code>");
        foreach (string part in new[] { "env:LIFECYCLE_CLIENT_SECRET", "ivan.petrov@contoso.example", "breakglass@contoso.example" }) markdown.Should().Contain(part);
        s_writer.Write(Tenant, map, RunbookFormat.Markdown).Should().Be(markdown, "a file in git changes only when what it says does");
    }

    [Fact]
    public void Html_AsksForNothing_AndItsLinksLeadSomewhere()
    {
        string html = s_writer.Write(Tenant, Map("role"), RunbookFormat.Html);

        html.Should().NotContain("<script").And.NotContain("src=").And.NotContain("url(").And.NotContain("@import");
        string[] links = Regex.Matches(html, "href=\"([^\"]*)\"").Cast<Match>().Select(match => match.Groups[1].Value).ToArray();
        links.Should().HaveCountGreaterThan(10).And.OnlyContain(link => link.StartsWith('#'));
        string[] ids = Regex.Matches(html, " id=\"([^\"]*)\"").Cast<Match>().Select(match => match.Groups[1].Value).ToArray();
        ids.Should().OnlyHaveUniqueItems();
        links.Select(link => link[1..]).Should().BeSubsetOf(ids);
    }

    [Fact]
    public void Write_WithMarkupInNames_KeepsItText()
    {
        RoleMap map = Map("<img src=x onerror=alert(1)> | `tick` *star*");

        s_writer.Write(Tenant, map, RunbookFormat.Html).Should().NotContain("<img").And.Contain("&lt;img src=x");
        s_writer.Write(Tenant, map, RunbookFormat.Markdown).Should().Contain(@"\<img src=x onerror=alert(1)\> \| \`tick\` \*star\*").And.Contain(@"`` <img src=x onerror=alert(1)> \| `tick` *star* ``");
    }

    private static RoleMap Map(string name) => new()
    {
        Sites = [new Site { Name = "zurich", UsageLocation = "CH", TimeZone = "Europe/Zurich", Language = "de-CH", MailDomain = "contoso.example" }],
        Roles = [new Role { Name = name, Description = name, Gives = new Grants { Groups = [name] } }],
    };

    private static string Source(Type step) =>
        File.ReadAllText(Directory.GetFiles(ShippedFiles.Path("src", "LifecycleTools.Engine", "Steps"), step.Name + ".cs", SearchOption.AllDirectories).Single());
}
