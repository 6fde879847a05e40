using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Ports;

/// <summary>The one door from the commands to everything third-party. It has a public class of this name in the connectors, without constructor arguments.</summary>
public interface IConnectorFactory
{
    /// <summary>Reads role maps.</summary>
    IRoleMapReader RoleMaps { get; }

    /// <summary>Reads tenant files.</summary>
    ITenantFileReader TenantFiles { get; }

    /// <summary>Writes reports.</summary>
    IReportWriter Reports { get; }

    /// <summary>Writes runbooks.</summary>
    IRunbookWriter Runbooks { get; }

    /// <summary>Opens the folder that journals are kept in; it is made when it is not there.</summary>
    /// <param name="signing">What the end of each journal is signed with; null for journals without a signature.</param>
    /// <param name="secrets">Where the certificate's password is; needed with one that has a password.</param>
    /// <exception cref="Errors.LifecycleException">JournalNotWritable, SecretNotFound; ConnectorNotConfigured when the certificate cannot sign.</exception>
    IJournalStore OpenJournals(string folder, JournalSigning? signing = null, ISecrets? secrets = null);

    /// <summary>Holds one journal against its own chain and its signature. It changes nothing.</summary>
    /// <param name="path">Full path of the journal.</param>
    /// <param name="trust">The certificate that it must be signed with; null when any, or none, will do.</param>
    /// <exception cref="Errors.LifecycleException">RunNotFound; JournalDamaged when the file cannot be read; ConnectorNotConfigured when the trusted certificate cannot be.</exception>
    RunVerdict VerifyJournal(string path, JournalTrust? trust);

    /// <summary>Intake files as a source that reads them where they lie and leaves them there.</summary>
    /// <param name="paths">Full paths of files.</param>
    /// <param name="settings">The entry of the tenant file that says how to read them; null: as they are.</param>
    /// <exception cref="Errors.LifecycleException">ConnectorNotConfigured.</exception>
    IRequestSource OpenIntakeFiles(IReadOnlyList<string> paths, SystemSettings? settings);

    /// <summary>Signs in to a tenant and proves that the connection works by reading its id.</summary>
    /// <exception cref="Errors.LifecycleException">ConnectorSignInFailed, SecretNotFound, ConnectorNotConfigured, ConnectorUnreachable.</exception>
    Task<ITenantConnection> ConnectAsync(TenantFile tenant, ISecrets secrets, IStepLog log, CancellationToken cancel);

    /// <summary>Makes a tenant in memory and connects to it over the same HTTP as a real one.</summary>
    /// <param name="seedPath">A seed file; null for the one that is shipped.</param>
    /// <param name="output">A folder that gets the mails, tickets and devices as files when the connection is closed; null for none.</param>
    Task<ITenantConnection> ConnectSandboxAsync(string? seedPath, string? output, IStepLog log, CancellationToken cancel);
}

/// <summary>A tenant that is connected.</summary>
public interface ITenantConnection : IDisposable
{
    /// <summary>Its settings.</summary>
    TenantFile Tenant { get; }

    /// <summary>Id and name as the tenant itself says.</summary>
    TenantIdentity Identity { get; }

    /// <summary>Its systems.</summary>
    TenantSystems Systems { get; }

    /// <summary>The clock that it lives by; the sandbox brings its own.</summary>
    IClock Clock { get; }

    /// <summary>A tenant in memory.</summary>
    bool IsSandbox { get; }
}
