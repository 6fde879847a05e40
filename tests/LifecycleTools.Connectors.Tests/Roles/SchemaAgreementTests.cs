using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Ports;
using NJsonSchema;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>What an editor says of a file and what the reader says of it are the same mistakes, and the schema knows every setting that a connector reads.</summary>
public class SchemaAgreementTests
{
    private const string Tenant = "credential: { kind: managedIdentity }\ntenant:\n  name: C\n  id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21\n";
    private static readonly Regex s_read = new(@"ccess\.(?:Required|Value|Secret|OneOf|List|Map|Address)\(""(?<key>[A-Za-z]+)""");

    private static readonly string s_connectors = ShippedFiles.Path("src", "LifecycleTools.Connectors");

    public static TheoryData<string> Kinds => [.. Connectors().Select(each => each.Kind).Distinct()];

    [Fact]
    public void Schema_KnowsEveryKindOfSystem_AndNoOther() => SystemsSchema.Branches().Keys.Should().BeEquivalentTo(Connectors().Select(each => each.Kind).Distinct());

    /// <summary>With LIFECYCLE_SCHEMAS=write, as <c>build.ps1 -Task Schemas</c> sets it, the shipped file is written anew first.</summary>
    [Theory]
    [InlineData("role-map.schema.json")]
    [InlineData("lifecycle.schema.json")]
    [InlineData("intake.schema.json")]
    public void Schema_IsTheOneThatTheReadersMake(string file)
    {
        if (Environment.GetEnvironmentVariable("LIFECYCLE_SCHEMAS") == "write") MadeSchema.Write(file);

        MadeSchema.Shipped(file).ToJsonString().Should().Be(MadeSchema.Of(file).ToJsonString(), "build.ps1 -Task Schemas makes it anew");
    }

    [Fact]
    public void Schema_ThatWasChangedByHand_IsFound()
    {
        JsonObject shipped = MadeSchema.Shipped("role-map.schema.json");
        JsonObject departure = shipped["definitions"]!["departure"]!["properties"]!.AsObject();
        departure["convertToShred"] = departure["convertToShared"]!.DeepClone();
        departure["deviceAction"]!["enum"]!.AsArray().Add("wipe");
        departure.Remove("autoMap");

        JsonObject made = MadeSchema.Of("role-map.schema.json", shipped)["definitions"]!["departure"]!["properties"]!.AsObject();

        made.Select(one => one.Key).Should().Contain("autoMap").And.NotContain("convertToShred");
        ((string?)made["autoMap"]!["description"]).Should().BeNull("nobody wrote the words of a key that is new");
        made["deviceAction"]!["enum"]!.AsArray().Select(one => (string)one!).Should().NotContain("wipe");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Schema_KnowsEverySettingThatAConnectorReads_AndNoOther(string kind)
    {
        string[] own = Connectors().Where(each => each.Kind == kind).SelectMany(each => Directory.GetFiles(s_connectors, each.Name + "*.cs", SearchOption.AllDirectories)).Distinct().ToArray();
        string[] schema = ((JsonObject)SystemsSchema.Branches()[kind]["properties"]!).Select(property => property.Key).ToArray();

        own.SelectMany(file => s_read.Matches(File.ReadAllText(file)).Cast<Match>()).Select(match => match.Groups["key"].Value).Distinct().Should().BeSubsetOf(schema);

        string everything = string.Concat(new[] { s_connectors, ShippedFiles.Path("src", "LifecycleTools.Engine", "Requests") }
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));
        schema.Where(key => !everything.Contains($"\"{key}\"", StringComparison.Ordinal)).Should().BeEmpty("nothing reads it");
    }

    [Theory]
    [InlineData("  escalations: [a@b.example]", 5, "escalations")]
    [InlineData("  cloud: moon", 5, "cloud")]
    [InlineData("  limits: { departuresPerDay: 0 }", 5, "departuresPerDay")]
    [InlineData("  limits: { departuresPercent: 101 }", 5, "departuresPercent")]
    [InlineData("  endpoints: { graph: ftp://graph }", 5, "graph")]
    [InlineData("prices: { SPB: { amount: 1, currency: francs } }", 5, "currency")]
    [InlineData("prices: { SPB: { amount: 1 } }", 5, "currency")]
    [InlineData("journal: { signing: { certificate: a.pfx, certificatePassword: hunter2 } }", 5, "certificatePassword")]
    [InlineData("systems: { psa: { url: https://psa.example } }", 5, "kind")]
    [InlineData("systems: { psa: { kind: connectwise, bord: HR } }", 5, "bord")]
    [InlineData("system: {}", 5, "system")]
    public async Task TenantFile_WithAMistake_IsWrongToBoth(string line, int at, string key)
    {
        using var files = new TextFiles();
        string path = files.Write("lifecycle.yaml", Tenant + line);

        RoleMapReport report = new YamlTenantFileReader().Read(path).Report;

        report.Findings.Should().Contain(finding => finding.Line == at && finding.Message.Contains(key, StringComparison.Ordinal));
        (await Errors("lifecycle.schema.json", Tenant + line)).Should().Contain(error => error.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("roles: { sales: { grups: [A] } }", "grups")]
    [InlineData("departure: { deviceAction: wipe }", "deviceAction")]
    [InlineData("everyone: { signIn: { passLifetimeMinutes: 5 } }", "passLifetimeMinutes")]
    [InlineData("everyone: { calendar: { workDays: [Funday] } }", "workDays")]
    [InlineData("sites: { z: { usageLocation: CH, language: de-CH, mailDomain: contoso.example } }", "timeZone")]
    public async Task RoleMap_WithAMistake_IsWrongToBoth(string line, string key)
    {
        using var files = new TextFiles();
        string path = files.Write("roles.yaml", line);

        IEnumerable<RoleMapFinding> findings = new Connectors.Roles.YamlRoleMapReader().Read([path]).Reports.SelectMany(report => report.Findings);

        findings.Should().Contain(finding => finding.Severity == FindingSeverity.Error && finding.Line == 1 && finding.Message.Contains(key, StringComparison.Ordinal));
        (await Errors("role-map.schema.json", line)).Should().Contain(error => error.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("roles", "accounting-office.yaml", "role-map.schema.json")]
    [InlineData("roles", "three-countries.yaml", "role-map.schema.json")]
    [InlineData("roles", "clinic.yaml", "role-map.schema.json")]
    [InlineData("examples", "lifecycle.yaml", "lifecycle.schema.json")]
    public void ShippedFile_TellsTheEditorItsSchema(string folder, string file, string schema) =>
        File.ReadLines(ShippedFiles.Path(folder, file)).First().Should().Be($"# yaml-language-server: $schema=../schemas/{schema}");

    private static async Task<string[]> Errors(string schema, string yaml)
    {
        JsonSchema published = await JsonSchema.FromFileAsync(ShippedFiles.Path("schemas", schema));
        string json = SchemaTests.Json(yaml);
        return [.. published.Validate(json).Select(error => error.ToString()), .. await SystemsSchema.ErrorsAsync(json)];
    }

    private static IReadOnlyList<(string Kind, string Name)> Connectors() => typeof(ConnectorCatalog).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(ConnectorAttribute))).Select(type => (type.GetCustomAttribute<ConnectorAttribute>()!.Kind, type.Name)).ToList();
}
