using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Requests;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>Every key, choice and bound of a schema is the reader's, and the other way round. The reader is asked: what it does not know it answers with what it does.</summary>
public class SchemaKeysTests
{
    // Like no word of ours, so that the answer is all of them and not the nearest one.
    private static readonly string s_strange = new('q', 70);

    private static readonly Dictionary<string, SchemaPlaces> s_schemas = new()
    {
        ["role-map.schema.json"] = new SchemaPlaces("role-map.schema.json"),
        ["lifecycle.schema.json"] = new SchemaPlaces("lifecycle.schema.json"),
    };

    public static TheoryData<string, string> Mappings => Places(schema => schema.Mappings.Keys);

    public static TheoryData<string, string> Choices => Places(schema => schema.Values.Where(one => one.Value["enum"] is JsonArray).Select(one => one.Key));

    public static TheoryData<string, string> Numbers => Places(schema => schema.Values.Where(one => (one.Value["type"] as JsonValue)?.ToString() == "integer").Select(one => one.Key));

    [Theory, MemberData(nameof(Mappings))]
    public void Mapping_HasTheKeysThatTheReaderKnows_AndNoOther(string schema, string place)
    {
        RoleMapFinding[] findings = Read(schema, SchemaPlaces.FileWith(place, new JsonObject { [s_strange] = "1" }));

        string message = findings.Should().ContainSingle(finding => finding.Id == FindingIds.KeyUnknown && finding.Message.Contains("There is no key", StringComparison.Ordinal)).Which.Message;
        string[] keys = ((JsonObject)s_schemas[schema].Mappings[place]["properties"]!).Select(property => property.Key).ToArray();
        keys.Should().BeEquivalentTo(Words(message).Where(key => IsAllowed(place, key)));
    }

    [Theory, MemberData(nameof(Mappings))]
    public void Mapping_SaysOfEachKeyWhatItIs(string schema, string place)
    {
        foreach ((string key, _) in (JsonObject)s_schemas[schema].Mappings[place]["properties"]!)
            ((string?)s_schemas[schema].Values[$"{place}/{key}".TrimStart('/')]["description"]).Should().NotBeNullOrWhiteSpace($"an editor shows it beside {place}/{key}");
    }

    [Theory, MemberData(nameof(Choices))]
    public void Choice_IsAmongWhatTheReaderTakes_AndNothingIsLeftOut(string schema, string place)
    {
        string message = Read(schema, SchemaPlaces.FileWith(place, s_strange)).Should().ContainSingle(finding => finding.Message.Contains("Write one of", StringComparison.Ordinal)).Which.Message;

        Words(message).Should().BeEquivalentTo(((JsonArray)s_schemas[schema].Values[place]["enum"]!).Select(word => (string)word!));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Number_HasTheBoundsThatTheReaderNames(string schema, string place)
    {
        string message = Read(schema, SchemaPlaces.FileWith(place, 2000000000)).Should().ContainSingle(finding => finding.Message.Contains(" from ", StringComparison.Ordinal)).Which.Message;

        Match bounds = Regex.Match(message, "from (?<least>[0-9]+) to (?<most>[0-9]+)");
        JsonObject number = s_schemas[schema].Values[place];
        (bounds.Groups["least"].Value, bounds.Groups["most"].Value).Should().Be((number["minimum"]!.ToString(), number["maximum"]!.ToString()));
    }

    [Fact]
    public void IntakeForm_HasTheFieldsThatARequestIsMadeOf()
    {
        JsonNode form = JsonNode.Parse(File.ReadAllText(ShippedFiles.Path("schemas", "intake.schema.json")))!["definitions"]!["form"]!;
        JsonObject fields = form["properties"]!.AsObject();

        fields.Select(field => field.Key).Should().BeEquivalentTo(RequestFields.All.Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
        fields.Should().OnlyContain(field => !string.IsNullOrWhiteSpace((string?)field.Value!["description"]));
        ((JsonArray)fields["kind"]!["enum"]!).Select(word => (string)word!).Should().BeEquivalentTo(Enum.GetNames<RequestKind>());
    }

    // The reader of everyone's grants reads these two to say that they stand at the top of the file.
    private static bool IsAllowed(string place, string key) => place != "everyone" || key is not ("naming" or "departure");

    private static string[] Words(string message) => Regex.Match(message, "Write one of: (?<words>.+)\\.$").Groups["words"].Value.Split(", ");

    private static RoleMapFinding[] Read(string schema, string text)
    {
        using var files = new TextFiles();
        string path = files.Write("file.yaml", text);
        return schema == "role-map.schema.json"
            ? new YamlRoleMapReader().Read([path]).Reports.SelectMany(report => report.Findings).ToArray()
            : new YamlTenantFileReader().Read(path).Report.Findings.ToArray();
    }

    private static TheoryData<string, string> Places(Func<SchemaPlaces, IEnumerable<string>> which)
    {
        TheoryData<string, string> places = [];
        foreach ((string name, SchemaPlaces schema) in s_schemas)
        {
            // What a system needs is for its connector to say; SchemaAgreementTests holds the schema to those.
            foreach (string place in which(schema).Where(place => !place.StartsWith("systems/", StringComparison.Ordinal))) places.Add(name, place);
        }

        return places;
    }
}
