using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Tenants;

/// <summary>How to reach one tenant and its systems, and the limits that guard it. Holds names of secrets, never secrets.</summary>
public sealed record TenantFile
{
    /// <summary>Full path of the file; relative paths in it start from its folder.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the tenant, by which -Tenant picks it.</summary>
    public required string Name { get; init; }

    /// <summary>Directory id of the tenant.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which cloud it lives in.</summary>
    public TenantCloud Cloud { get; init; } = TenantCloud.Global;

    /// <summary>Addresses that replace the cloud's own.</summary>
    public TenantEndpoints Endpoints { get; init; } = new();

    /// <summary>Full path of the role map, a file or folder. Null: the file names none.</summary>
    public string? Roles { get; init; }

    /// <summary>User principal names and object ids that are never touched: break-glass accounts.</summary>
    public IReadOnlyList<string> Protected { get; init; } = Array.Empty<string>();

    /// <summary>Mail addresses that are told when a run ends as an exception.</summary>
    public IReadOnlyList<string> Escalation { get; init; } = Array.Empty<string>();

    /// <summary>How many departures may be carried out before a person is asked.</summary>
    public DepartureLimits Limits { get; init; } = new();

    /// <summary>Full path of the folder for journals. Null: the default of the machine.</summary>
    public string? Journal { get; init; }

    /// <summary>What the end of each journal is signed with. Null: journals are not signed.</summary>
    public JournalSigning? Signing { get; init; }

    /// <summary>How to sign in.</summary>
    public required TenantCredential Credential { get; init; }

    /// <summary>The other systems, by the name the file gives them: rmm, psa, hr, notify.</summary>
    public IReadOnlyDictionary<string, SystemSettings> Systems { get; init; } = new Dictionary<string, SystemSettings>();

    /// <summary>What a license costs a month, by SKU part number, to say what a departure saves.</summary>
    public IReadOnlyDictionary<string, MonthlyPrice> Prices { get; init; } = new Dictionary<string, MonthlyPrice>();

    /// <summary>HR and IT leadership: who is told when a run has completed (systems.notify.hr and .itLeadership).</summary>
    public IReadOnlyList<string> Leadership() => Systems.Values
        .SelectMany(system => new[] { "hr", "itLeadership" }.Where(system.Lists.ContainsKey).SelectMany(list => system.Lists[list]))
        .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
}

/// <summary>The Microsoft clouds.</summary>
public enum TenantCloud
{
    /// <summary>The worldwide cloud.</summary>
    Global,

    /// <summary>US government, GCC High.</summary>
    UsGov,

    /// <summary>US government, DoD.</summary>
    UsGovDod,

    /// <summary>China, operated by 21Vianet.</summary>
    China,

    /// <summary>All addresses are given under endpoints; the authority is trusted as it stands.</summary>
    Custom,
}

/// <summary>Addresses that replace the cloud's own: https, or http on loopback. Null: the cloud's own.</summary>
public sealed record TenantEndpoints
{
    /// <summary>Where tokens come from.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Microsoft Graph.</summary>
    public Uri? Graph { get; init; }

    /// <summary>Exchange Online.</summary>
    public Uri? Exchange { get; init; }
}

/// <summary>How many departures may be carried out before a person is asked: a feed that ends a tenth of the company is a broken feed.</summary>
public sealed record DepartureLimits
{
    /// <summary>Departures in one day, 1 to 10000.</summary>
    public int DeparturesPerDay { get; init; } = 5;

    /// <summary>Departures in one day as a part of all enabled people, in percent, 1 to 100.</summary>
    public int DeparturesPercent { get; init; } = 10;
}

/// <summary>Ways to sign in to the tenant.</summary>
public enum CredentialKind
{
    /// <summary>An app registration with a client secret.</summary>
    ClientSecret,

    /// <summary>An app registration with a certificate.</summary>
    Certificate,

    /// <summary>The identity of the Azure resource this runs on.</summary>
    ManagedIdentity,

    /// <summary>A federated token, as in Kubernetes or CI.</summary>
    WorkloadIdentity,

    /// <summary>A person, with a code typed on another device.</summary>
    DeviceCode,

    /// <summary>A person, in a browser.</summary>
    Interactive,

    /// <summary>Whatever Azure.Identity finds on this machine.</summary>
    Default,
}

/// <summary>How to sign in to the tenant. Secrets are names: env:NAME, vault:NAME or vault:VAULT/NAME.</summary>
public sealed record TenantCredential
{
    /// <summary>The way.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>Application id. Null where the way needs none.</summary>
    public string? ClientId { get; init; }

    /// <summary>Name of the client secret.</summary>
    public string? Secret { get; init; }

    /// <summary>Full path of a certificate file (.pfx or .pem).</summary>
    public string? Certificate { get; init; }

    /// <summary>Name of the certificate file's password. Null: it has none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Thumbprint of a certificate in the user's or machine's store.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>Full path of the file that holds the federated token. Null: where the environment says.</summary>
    public string? TokenFile { get; init; }
}

/// <summary>Settings of one system; the connector that takes this kind knows what they mean.</summary>
public sealed record SystemSettings
{
    /// <summary>Which product it is, for example ninjaone.</summary>
    public required string Kind { get; init; }

    /// <summary>Single values, by key. Secrets are names.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Lists of values, by key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Values by name, by key: which column holds what.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Maps { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

/// <summary>What one seat of a license costs a month.</summary>
/// <param name="Amount">Price of one seat, without tax.</param>
/// <param name="Currency">Three letters, ISO 4217.</param>
public sealed record MonthlyPrice(decimal Amount, string Currency);
