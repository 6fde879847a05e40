using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads how to sign in to the tenant.</summary>
internal static class CredentialReader
{
    private static readonly Dictionary<string, CredentialKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["clientSecret"] = CredentialKind.ClientSecret,
        ["certificate"] = CredentialKind.Certificate,
        ["managedIdentity"] = CredentialKind.ManagedIdentity,
        ["workloadIdentity"] = CredentialKind.WorkloadIdentity,
        ["deviceCode"] = CredentialKind.DeviceCode,
        ["interactive"] = CredentialKind.Interactive,
        ["default"] = CredentialKind.Default,
    };

    /// <summary>Reads the section. Null when its kind is missing or unknown; all findings are with the reader.</summary>
    public static TenantCredential? Read(YamlReader at)
    {
        CredentialKind? kind = at.RequiredValue("kind") is null ? null : at.Choice("kind", s_kinds);
        string file = at.Findings.Path;
        var credential = new TenantCredential
        {
            Kind = kind ?? CredentialKind.Default,
            ClientId = ClientId(at),
            Secret = SecretNames.Read(at, "secret"),
            Certificate = FilePaths.FromFolderOf(file, at.Text("certificate")),
            CertificatePassword = SecretNames.Read(at, "certificatePassword"),
            Thumbprint = at.Text("thumbprint"),
            TokenFile = FilePaths.FromFolderOf(file, at.Text("tokenFile")),
        };
        at.Finish();
        if (kind is null) return null;

        foreach (string key in Needed(kind.Value).Where(key => !at.Has(key)))
        {
            at.Findings.Error(at.Map, FindingIds.KeyMissing, $"'{key}' is missing in {at.What}: signing in with {s_kinds.First(one => one.Value == kind).Key} needs it. Add it.");
        }

        if (kind == CredentialKind.Certificate && !at.Has("certificate") && !at.Has("thumbprint"))
        {
            at.Findings.Error(at.Map, FindingIds.KeyMissing, $"No certificate is named in {at.What}. Add 'certificate' with the path of a .pfx or .pem file, or 'thumbprint'.");
        }

        return credential;
    }

    private static string[] Needed(CredentialKind kind) => kind switch
    {
        CredentialKind.ClientSecret => new[] { "clientId", "secret" },
        CredentialKind.Certificate => new[] { "clientId" },
        _ => Array.Empty<string>(),
    };

    private static string? ClientId(YamlReader at)
    {
        if (at.Value("clientId") is not { } text) return null;
        if (Guid.TryParseExact(text.Value, "D", out _)) return text.Value;

        at.Findings.Error(text, FindingIds.ValueNotAllowed, $"'clientId' in {at.What} is not an application id. Write it as Entra shows it on the app registration.");
        return null;
    }
}
