using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>An entry of a tenant file for every kind of system, with a canary in each of its secrets.</summary>
internal static class SecretEntries
{
    private static readonly Regex s_secretRead = new("""\.Secret\("(?<key>\w+)"\)""");

    /// <summary>Kind, what else it needs to be made, and its secrets. A kind with two ways to sign in stands here twice.</summary>
    public static readonly IReadOnlyList<(string Kind, string Values, string Secrets)> All =
    [
        ("adp", "url=https://api.adp.example;clientId=adp-client", "clientSecret,certificatePassword"),
        ("bamboohr", "url=https://contoso.bamboohr.example", "apiKey,webhookKey"),
        ("smtp", "host=localhost;security=none;from=noreply@contoso.example;user=mailer", "password"),
        ("teams", "", "webhookUrl"),
        ("autotask", "url=https://webservices1.autotask.net;user=api@contoso.example;integrationCode=code;queue=HR;closedStatus=Complete;raisedPriority=High;status=New;claimedStatus=In Progress;processedStatus=Complete;failedStatus=Waiting", "secret"),
        ("connectwise", "url=https://api-na.connectwise.example;company=contosomsp;publicKey=cw-public;clientId=7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11;board=HR;newStatus=New;claimedStatus=Doing;processedStatus=Done;failedStatus=Wrong", "privateKey"),
        ("halopsa", "url=https://contoso.halopsa.example;clientId=halo-client;ticketType=HR;raisedPriority=High;newStatus=New;claimedStatus=Doing;processedStatus=Done;failedStatus=Wrong", "clientSecret"),
        ("requesttracker", "url=https://rt.contoso.example;queue=HR;newStatus=new;claimedStatus=open;processedStatus=resolved;failedStatus=stalled", "token"),
        ("requesttracker", "url=https://rt.contoso.example;queue=HR;user=lifecycle;newStatus=new;claimedStatus=open;processedStatus=resolved;failedStatus=stalled", "password"),
        ("dattormm", "url=https://pinotage-api.centrastage.example", "apiKey,apiSecretKey"),
        ("meshcentral", "url=http://localhost:PORT", "loginToken"),
        ("meshcentral", "url=http://localhost:PORT;user=lifecycle", "password"),
        ("ninjaone", "url=https://app.ninjarmm.example;clientId=ninja-client", "clientSecret"),
        ("ninjaone", "url=https://app.ninjarmm.example;clientId=ninja-client", "clientSecret,refreshToken"),
    ];

    /// <summary>Where in the sources a secret of a system is read: file and key.</summary>
    public static IReadOnlyList<(string File, string Key)> Reads { get; } = Sources()
        .SelectMany(file => s_secretRead.Matches(File.ReadAllText(file)).Select(match => (Path.GetFileNameWithoutExtension(file), match.Groups["key"].Value)))
        .ToList();

    /// <summary>Every connector there is, by reflection: kind, port, and the secrets that its own files read.</summary>
    public static IReadOnlyList<(string Kind, Type Type, IReadOnlyList<string> Secrets)> Connectors { get; } = typeof(ConnectorCatalog).Assembly.GetTypes()
        .Select(type => (Type: type, Connector: type.GetCustomAttribute<ConnectorAttribute>()))
        .Where(each => each.Connector is not null)
        .Select(each => (each.Connector!.Kind, each.Type, SecretsOf(each.Type)))
        .ToList();

    /// <summary>A canary: nothing else holds such a text.</summary>
    public static string Canary(string kind, string key) => key switch
    {
        "webhookUrl" => $"https://prod.flows.example/workflows/{Word(kind, key)}/triggers/manual?sig={Word(kind, key)}",
        "loginToken" => $"~t:{Word(kind, key)},{Word(kind, key)}",
        _ => Word(kind, key),
    };

    /// <summary>The part of a canary by which it is known again.</summary>
    public static string Word(string kind, string key) => $"Kanarie{kind}{key}7Qx";

    private static IReadOnlyList<string> SecretsOf(Type connector) => Reads
        .Where(read => OwnerOf(read.File) == connector || (OwnerOf(read.File) is { } owner && Folder(owner) == Folder(connector) && KindOf(owner) == KindOf(connector)))
        .Select(read => read.Key).Distinct(StringComparer.Ordinal).ToList();

    /// <summary>The connector that a source file belongs to: the one whose name it begins with; the longest of several.</summary>
    public static Type? OwnerOf(string file) => typeof(ConnectorCatalog).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(ConnectorAttribute)) && file.StartsWith(type.Name, StringComparison.Ordinal))
        .OrderByDescending(type => type.Name.Length).FirstOrDefault();

    private static string KindOf(Type connector) => connector.GetCustomAttribute<ConnectorAttribute>()!.Kind;

    private static string? Folder(Type connector) => connector.Namespace;

    private static IEnumerable<string> Sources()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return Directory.EnumerateFiles(Path.Combine(folder!.FullName, "src", "LifecycleTools.Connectors"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }
}
