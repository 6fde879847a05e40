using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LifecycleTools.Connectors.Tests.Notices;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Adp;
using LifecycleTools.Sandbox.Autotask;
using LifecycleTools.Sandbox.BambooHr;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.DattoRmm;
using LifecycleTools.Sandbox.HaloPsa;
using LifecycleTools.Sandbox.NinjaOne;
using LifecycleTools.Sandbox.RequestTracker;
using LifecycleTools.Sandbox.State;
using LifecycleTools.Sandbox.Teams;
using LifecycleTools.Tests.Shared;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>One way to furnish a tenant: how it signs in, and what stands beside it. Together they have every secret that there is.</summary>
/// <param name="Credential">"clientSecret" or "certificate".</param>
/// <param name="Systems">Entry, kind, settings in YAML without secrets, and the keys of secrets that this desk does without.</param>
internal sealed record SecretDesk(string Credential, IReadOnlyList<(string Entry, string Kind, string Settings, string Without)> Systems)
{
    /// <summary>Every desk, by name.</summary>
    public static readonly IReadOnlyDictionary<string, SecretDesk> All = new Dictionary<string, SecretDesk>(StringComparer.Ordinal)
    {
        ["connectwise"] = new("clientSecret",
        [
            ("psa", "connectwise", "url: 'URL', company: contosomsp, publicKey: cw-public, clientId: 7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11, board: HR Requests, requestStatus: New, claimedStatus: In Progress", ""),
            ("rmm", "ninjaone", "url: 'URL', clientId: ninja-client, nodeRoleId: 5, refreshTokenFile: ./ninja-token", ""),
            ("hr", "bamboohr", "url: 'URL', sites: { '*': zurich }, roles: { '*': sales }", ""),
            ("notify", "graphmail", "from: noreply@contoso.example, hr: [rosa.lopez@contoso.example], itLeadership: [ivan.petrov@contoso.example]", ""),
            ("chat", "teams", "", ""),
        ]),
        ["halopsa"] = new("certificate",
        [
            ("psa", "halopsa", "url: 'URL', tenant: contosomsp, clientId: halo-app, ticketType: HR Request, raisedPriority: Critical, customer: Contoso", ""),
            ("rmm", "dattormm", "url: 'URL', tagField: udf1, ownerField: udf2, entraField: udf10, uninstallComponent: Uninstall agent, retiredField: udf30, retiredSite: Retired", ""),
            ("hr", "adp", "url: 'URL', tokenUrl: 'URL/auth/oauth/v2/token', clientId: adp-client, certificate: ./adp.pfx, sites: { '*': zurich }, roles: { '*': sales }", ""),
            ("notify", "smtp", "host: localhost, port: SMTPPORT, security: none, user: mailer, from: noreply@contoso.example, hr: [rosa.lopez@contoso.example], itLeadership: [ivan.petrov@contoso.example]", ""),
        ]),
        ["autotask"] = new("clientSecret",
        [
            ("psa", "autotask", "url: 'URL/ATServicesRest', user: api@contosomsp.example, integrationCode: CONTOSOMSP00000000000000000, queue: HR Requests, customer: Contoso", ""),
            ("rmm", "ninjaone", "url: 'URL', clientId: ninja-client, nodeRoleId: 5", "refreshToken"),
            ("chat", "teams", "", ""),
        ]),
        ["requesttracker"] = new("clientSecret",
        [
            ("psa", "requesttracker", "url: 'URL', queue: Contoso", "password"),
            ("notify", "graphmail", "from: noreply@contoso.example", ""),
        ]),
        ["requesttracker, a person"] = new("certificate",
        [
            ("psa", "requesttracker", "url: 'URL', queue: Contoso, user: lifecycle", "token"),
            ("chat", "teams", "", ""),
        ]),
    };

    /// <summary>What no desk has: no server of it can be had here. EverySecretTests and the tests on the real server have these.</summary>
    public static readonly IReadOnlyList<string> Elsewhere = ["meshcentral.password", "meshcentral.loginToken"];

    /// <summary>The secrets that the desks have, as kind and key.</summary>
    public static IEnumerable<string> Covered => All.Values.SelectMany(desk => desk.Systems).SelectMany(system => Canaries.KeysOf(system.Kind)
        .Except(system.Without.Split(',')).Select(key => $"{system.Kind}.{key}")).Distinct(StringComparer.Ordinal);

    /// <summary>Writes the tenant file and what it names, and makes the services take the canaries.</summary>
    /// <returns>The path of the tenant file.</returns>
    public string Furnish(SandboxTenant sandbox, Canaries canaries, string url, LoopbackSmtp smtp, string folder)
    {
        SandboxClientApp app = sandbox.ClientApps[0];
        string signIn = Credential == "certificate"
            ? $"certificate: ./app.pfx, certificatePassword: '{canaries.Add("credential", "certificatePassword")}'"
            : $"secret: '{canaries.Add("credential", "secret")}'";
        string signing = canaries.Add("journal", "certificatePassword");
        WriteCertificate(folder, "journal", canaries.Values["journal.certificatePassword"]);
        if (Credential == "certificate") app.Certificate = WriteCertificate(folder, "app", canaries.Values["credential.certificatePassword"]);
        else app.Secret = canaries.Values["credential.secret"];

        StringBuilder systems = new();
        foreach ((string entry, string kind, string settings, string without) in Systems)
        {
            List<string> all = [$"kind: {kind}", .. settings.Length == 0 ? Array.Empty<string>() : [Placed(settings)]];
            foreach (string key in Canaries.KeysOf(kind).Except(without.Split(',')))
            {
                all.Add($"{key}: '{canaries.Add(kind, key, value => Plant(sandbox, kind, key, value, url, folder))}'");
            }

            systems.Append("  ").Append(entry).Append(": { ").AppendJoin(", ", all).AppendLine(" }");
        }

        string file = Path.Combine(folder, "lifecycle.yaml");
        File.WriteAllText(file, $$"""
            tenant:
              name: Contoso
              id: {{sandbox.TenantId}}
              cloud: custom
              endpoints: { authority: '{{url}}', graph: '{{url}}', exchange: '{{url}}' }
              roles: '{{Repository.At("roles", "three-countries.yaml")}}'
              journal: './journals'
              escalation: [ivan.petrov@contoso.example]
            credential: { kind: {{Credential}}, clientId: {{app.AppId}}, {{signIn}} }
            journal: { signing: { certificate: ./journal.pfx, certificatePassword: '{{signing}}' } }
            systems:
            {{systems}}
            """);
        return file;

        string Placed(string text) => text.Replace("SMTPPORT", smtp.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("URL", url, StringComparison.Ordinal);
    }

    /// <summary>Part of a certificate's private key that was made for a desk: as no two keys have it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> PrivateKeys(string folder, Canaries canaries)
    {
        foreach ((string name, string password) in new[] { ("journal", "journal.certificatePassword"), ("app", "credential.certificatePassword"), ("adp", "adp.certificatePassword") })
        {
            string path = Path.Combine(folder, name + ".pfx");
            if (!File.Exists(path)) continue;
            using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12FromFile(path, canaries.Values[password], X509KeyStorageFlags.Exportable);
            using RSA key = certificate.GetRSAPrivateKey()!;
            yield return new($"private key of {name}", Convert.ToBase64String(key.ExportParameters(true).D!)[..60]);
        }
    }

    // Each service knows its secret by the property of the same name; what is no such property is known in another way.
    private static string Plant(SandboxTenant sandbox, string kind, string key, string value, string url, string folder)
    {
        object state = kind switch
        {
            "adp" => sandbox.Beside<AdpState>(),
            "autotask" => sandbox.Beside<AutotaskState>(),
            "bamboohr" => sandbox.Beside<BambooHrState>(),
            "connectwise" => sandbox.Beside<ConnectWiseState>(),
            "dattormm" => sandbox.Beside<DattoRmmState>(),
            "halopsa" => sandbox.Beside<HaloPsaState>(),
            "ninjaone" => sandbox.Beside<NinjaOneState>(),
            "requesttracker" => sandbox.Beside<RequestTrackerState>(),
            "teams" => sandbox.Beside<TeamsState>(),
            _ => value,
        };
        switch (kind, key)
        {
            case ("teams", "webhookUrl"):
                TeamsState flow = sandbox.Beside<TeamsState>();
                flow.Signature = value;
                return $"{url}/workflows/{flow.FlowId}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={Uri.EscapeDataString(value)}";
            case ("adp", "certificatePassword"):
                WriteCertificate(folder, "adp", value);
                return value;
            case ("bamboohr", "webhookKey") or ("smtp", "password"):
                // A delivery is signed with it, by the script that plays the webhook; the mail server takes any.
                return value;
            default:
                state.GetType().GetProperty(char.ToUpperInvariant(key[0]) + key[1..])!.SetValue(state, value);
                return value;
        }
    }

    // Gives the public part, in base64.
    private static string WriteCertificate(string folder, string name, string password)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(Path.Combine(folder, name + ".pfx"), made.Export(X509ContentType.Pfx, password));
        return Convert.ToBase64String(made.RawData);
    }
}
