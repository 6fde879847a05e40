using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Reports;
using LifecycleTools.Connectors.Requests;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Runbooks;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors;

/// <summary>What the commands get of this assembly, and all that they get.</summary>
public sealed class ConnectorFactory : IConnectorFactory
{
    /// <inheritdoc/>
    public IRoleMapReader RoleMaps { get; } = new YamlRoleMapReader();

    /// <inheritdoc/>
    public ITenantFileReader TenantFiles { get; } = new YamlTenantFileReader();

    /// <inheritdoc/>
    public IReportWriter Reports { get; } = new ReportWriter();

    /// <inheritdoc/>
    public IRunbookWriter Runbooks { get; } = new RunbookWriter();

    /// <inheritdoc/>
    public IJournalStore OpenJournals(string folder, JournalSigning? signing = null, ISecrets? secrets = null) =>
        new JournalFolder(folder, signing is null ? null : JournalSigner.Open(signing, secrets));

    /// <inheritdoc/>
    public RunVerdict VerifyJournal(string path, JournalTrust? trust) => JournalCheck.Run(path, trust);

    /// <inheritdoc/>
    public IRequestSource OpenIntakeFiles(IReadOnlyList<string> paths, SystemSettings? settings) => new IntakeFiles(paths, settings);

    /// <inheritdoc/>
    public Task<ITenantConnection> ConnectAsync(TenantFile tenant, ISecrets secrets, IStepLog log, CancellationToken cancel)
    {
        HttpMessageHandler transport = HttpPipeline.Transport();
        return TenantConnection.OpenAsync(tenant, secrets, transport, new SystemClock(), isSandbox: false, log, cancel);
    }

    /// <inheritdoc/>
    public Task<ITenantConnection> ConnectSandboxAsync(string? seedPath, string? output, IStepLog log, CancellationToken cancel) =>
        SandboxTenants.OpenAsync(seedPath, output, log, cancel);
}
