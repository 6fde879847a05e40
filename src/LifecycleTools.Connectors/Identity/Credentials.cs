using System;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Identity;

/// <summary>Makes the credential that a tenant file names.</summary>
/// <remarks>Source: Azure Identity client library for .NET; design: one credential kind, one line of the switch.</remarks>
internal sealed class Credentials : IDisposable
{
    private readonly TenantFile _tenant;
    private readonly ISecrets _secrets;
    private readonly IStepLog _log;
    private readonly SignInTransport _wire;
    private readonly HttpClient _client;
    private readonly bool _lookUp;

    // Opened once, not at each renewal: the file may be on a key that was taken out since.
    private X509Certificate2? _certificate;

    /// <param name="log">Where a code for a person to type is said.</param>
    public Credentials(TenantFile tenant, CloudAddresses cloud, ISecrets secrets, HttpMessageHandler innermost, IClock clock, IStepLog log)
    {
        _tenant = tenant;
        _secrets = secrets;
        _log = log;
        _wire = new SignInTransport(cloud.Authority, innermost, clock);
        _client = new HttpClient(_wire, disposeHandler: false);

        // Another address than the cloud's own is not in Microsoft's list, and looking it up there would refuse it.
        _lookUp = cloud.IsKnownCloud && tenant.Endpoints.Authority is null;
    }

    /// <summary>
    /// Whether a new credential starts with an empty cache and asks nobody: then that is how to get a new token. A person would have
    /// to sign in again, and a managed identity's cache outlives its credential.
    /// </summary>
    public bool CanStartAfresh => _tenant.Credential.Kind is CredentialKind.ClientSecret or CredentialKind.Certificate or CredentialKind.WorkloadIdentity;

    private string TenantId => _tenant.Id.ToString();

    private TenantCredential Given => _tenant.Credential;

    /// <summary>Makes it. Nothing is sent yet.</summary>
    /// <exception cref="LifecycleException">SecretNotFound, ConnectorNotConfigured.</exception>
    public TokenCredential Make() => Given.Kind switch
    {
        CredentialKind.ClientSecret => new ClientSecretCredential(TenantId, ClientId(), Needed(Given.Secret, "secret").Reveal(),
            Over(new ClientSecretCredentialOptions { DisableInstanceDiscovery = !_lookUp })),
        CredentialKind.Certificate => new ClientCertificateCredential(TenantId, ClientId(), Certificate(),
            Over(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = !_lookUp })),
        CredentialKind.WorkloadIdentity => new WorkloadIdentityCredential(Over(WorkloadIdentity())),
        CredentialKind.ManagedIdentity => new ManagedIdentityCredential(Probing(new ManagedIdentityCredentialOptions(
            Given.ClientId is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned))),
        CredentialKind.DeviceCode => new DeviceCodeCredential(Over(DeviceCode())),
        CredentialKind.Interactive => new InteractiveBrowserCredential(Over(Interactive())),
        CredentialKind.Default => new DefaultAzureCredential(Probing(new DefaultAzureCredentialOptions { TenantId = TenantId, DisableInstanceDiscovery = !_lookUp })),
        _ => throw new ArgumentOutOfRangeException(nameof(TenantFile.Credential), Given.Kind, null),
    };

    public void Dispose()
    {
        _certificate?.Dispose();
        _client.Dispose();
        _wire.Dispose();
    }

    private WorkloadIdentityCredentialOptions WorkloadIdentity()
    {
        var options = new WorkloadIdentityCredentialOptions { TenantId = TenantId, DisableInstanceDiscovery = !_lookUp };
        if (Given.ClientId is not null) options.ClientId = Given.ClientId;
        if (Given.TokenFile is not null) options.TokenFilePath = Given.TokenFile;
        return options;
    }

    private DeviceCodeCredentialOptions DeviceCode()
    {
        var options = new DeviceCodeCredentialOptions
        {
            TenantId = TenantId,
            DisableInstanceDiscovery = !_lookUp,
            DeviceCodeCallback = (code, _) =>
            {
                _log.Warning(code.Message);
                return Task.CompletedTask;
            },
        };
        if (Given.ClientId is not null) options.ClientId = Given.ClientId;
        return options;
    }

    private InteractiveBrowserCredentialOptions Interactive()
    {
        var options = new InteractiveBrowserCredentialOptions { TenantId = TenantId, DisableInstanceDiscovery = !_lookUp };
        if (Given.ClientId is not null) options.ClientId = Given.ClientId;
        return options;
    }

    // Our transport retries, with the tenant's clock; two layers of it would multiply.
    private T Over<T>(T options)
        where T : TokenCredentialOptions
    {
        options.Retry.MaxRetries = 0;
        return Probing(options);
    }

    // These look for what this machine offers, and the library's own retries know how patient to be with each place.
    private T Probing<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = _wire.ShownAuthority;
        options.Transport = new HttpClientTransport(_client);
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return options;
    }

    private X509Certificate2 Certificate() => _certificate ??= Given switch
    {
        { Certificate: { } path } => CertificateFiles.Open(path, Given.CertificatePassword is { } name ? _secrets.Resolve(name) : null),
        { Thumbprint: { } thumbprint } => CertificateFiles.Find(thumbprint),
        _ => throw Missing("certificate"),
    };

    private string ClientId() => Given.ClientId ?? throw Missing("clientId");

    private Secret Needed(string? name, string key) => _secrets.Resolve(name ?? throw Missing(key));

    private LifecycleException Missing(string key) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"Tenant {_tenant.Name} has no '{key}' under 'credential'.") { RecommendedAction = $"Add '{key}' to {_tenant.Path}." };
}
