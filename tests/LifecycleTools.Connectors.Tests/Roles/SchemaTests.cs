using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Yaml;
using NJsonSchema;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>The schemas that editors complete from agree with the readers.</summary>
public class SchemaTests
{
    [Theory]
    [InlineData("role-map.schema.json", "roles", "accounting-office.yaml")]
    [InlineData("role-map.schema.json", "roles", "three-countries.yaml")]
    [InlineData("role-map.schema.json", "roles", "clinic.yaml")]
    [InlineData("lifecycle.schema.json", "examples", "lifecycle.yaml")]
    public async Task Schema_WithShippedFile_FindsNothing(string schema, string folder, string file)
    {
        JsonSchema published = await JsonSchema.FromFileAsync(ShippedFiles.Path("schemas", schema));

        string json = Json(File.ReadAllText(ShippedFiles.Path(folder, file)));
        published.Validate(json).Should().BeEmpty();
        (await SystemsSchema.ErrorsAsync(json)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("role-map.schema.json", "roles: { sales: { grups: [A] } }")]
    [InlineData("role-map.schema.json", "everyone: { naming: { displayName: '{given}' } }")]
    [InlineData("role-map.schema.json", "sites: { z: { usageLocation: CH } }")]
    [InlineData("role-map.schema.json", "departure: { deviceAction: wipe }")]
    [InlineData("lifecycle.schema.json", "tenant: { name: C, id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21 }")]
    [InlineData("lifecycle.schema.json", "tenant: { name: C, id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21 }\ncredential: { kind: clientSecret, secret: hunter2 }")]
    public async Task Schema_WithAMistake_FindsIt(string schema, string text)
    {
        JsonSchema published = await JsonSchema.FromFileAsync(ShippedFiles.Path("schemas", schema));

        published.Validate(Json(text)).Should().NotBeEmpty();
    }

    internal static string Json(string yaml)
    {
        var findings = new FindingList("test.yaml");
        YamlMap map = YamlTree.Read(yaml, findings)!;
        findings.HasErrors.Should().BeFalse();
        return Node(map)!.ToJsonString();
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMap map => new JsonObject(map.Entries.ToDictionary(entry => entry.Key.Value, entry => Node(entry.Value))),
        YamlList list => new JsonArray(list.Entries.Select(Node).ToArray()),
        YamlText { IsNothing: true } => null,
        YamlText { IsPlain: true, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlText { IsPlain: true } number when decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) => JsonValue.Create(value),
        YamlText text => JsonValue.Create(text.Value),
        _ => throw new InvalidDataException(node.Kind),
    };
}
