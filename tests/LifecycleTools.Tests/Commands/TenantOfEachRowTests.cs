using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sessions;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>A list of people with a Tenant column sends each of them to the tenant of their own row.</summary>
[Collection(Door.Name)]
public sealed class TenantOfEachRowTests : IDisposable
{
    public TenantOfEachRowTests() => ConnectorHost.Factory = new MapsOnly();

    // The next command opens the real door again.
    public void Dispose() => ConnectorHost.Factory = null!;

    [Fact]
    public void Offboard_OfRowsThatNameTenants_OpensEachRunInItsOwn()
    {
        using Runspace runspace = Open();
        using PowerShell shell = PowerShell.Create(runspace);
        Connect(runspace, "Contoso", "Fabrikam");

        shell.AddScript("""
            'Contoso', 'Fabrikam', 'Contoso' | ForEach-Object { [pscustomobject]@{ UserPrincipalName = 'jane@example.com'; Tenant = $_ } } |
                Invoke-LifecycleOffboard -RoleMap map.yaml -Confirm:$false
            """).Invoke();

        shell.Streams.Error.Select(error => error.Exception.Message).Should().Equal("opened in Contoso", "opened in Fabrikam", "opened in Contoso");
    }

    [Fact]
    public void Offboard_OfRowsThatNameNobody_BeginsNoRun()
    {
        using Runspace runspace = Open();
        using PowerShell shell = PowerShell.Create(runspace);
        Connect(runspace, "Contoso");

        shell.AddScript("""
            [pscustomobject]@{ UserPrincipalName = ' ' }, [pscustomobject]@{ Name = 'Jane' } | Invoke-LifecycleOffboard -RoleMap map.yaml -Confirm:$false
            """).Invoke();

        shell.Streams.Error.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Should().Equal(ErrorIds.PersonNotFound, ErrorIds.PersonNotFound);
    }

    private static Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-LifecycleOffboard", typeof(InvokeLifecycleOffboardCommand), null));
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }

    private static void Connect(Runspace runspace, params string[] names)
    {
        Runspace? before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = runspace;
        foreach (string name in names)
        {
            RunspaceTenants.Current.Add(new ConnectedTenant(new Connection(name), new Journals(name), null, DateTimeOffset.UnixEpoch));
        }

        Runspace.DefaultRunspace = before;
    }

    private sealed class Connection(string name) : ITenantConnection
    {
        public TenantFile Tenant { get; } = new()
        {
            Path = "lifecycle.yaml", Name = name, Id = Guid.NewGuid(), Credential = new TenantCredential { Kind = CredentialKind.Default },
        };

        public TenantIdentity Identity => new(Tenant.Id.ToString(), name);

        public TenantSystems Systems => throw new InvalidOperationException("No run gets that far.");

        public IClock Clock { get; } = new SystemClock();

        public bool IsSandbox => false;

        public void Dispose()
        {
        }
    }

    // A run begins with its journal, so this is where it shows which tenant it would have changed.
    private sealed class Journals(string tenant) : IJournalStore
    {
        public string Folder => "journals";

        public JournalTrust? Trust => null;

        public string PathOf(string runId) => throw new NotSupportedException();

        public IJournal Create(string runId) => throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, "opened in " + tenant);

        public IJournal Reopen(string runId) => throw new NotSupportedException();

        public IReadOnlyList<string> List() => [];

        public JournalReading Read(string runId) => throw new NotSupportedException();

        public IRequestLedger Requests => throw new NotSupportedException();

        public IDisposable? TryHold(string key, string holder, out string heldBy)
        {
            heldBy = "";
            return new MemoryStream();
        }
    }

    private sealed class MapsOnly : IConnectorFactory, IRoleMapReader
    {
        public IRoleMapReader RoleMaps => this;

        public ITenantFileReader TenantFiles => throw new NotSupportedException();

        public IReportWriter Reports => throw new NotSupportedException();

        public IRunbookWriter Runbooks => throw new NotSupportedException();

        public RoleMapReading Read(IReadOnlyList<string> paths) => new() { Maps = [new RoleMap()] };

        public IJournalStore OpenJournals(string folder, JournalSigning? signing = null, ISecrets? secrets = null) => throw new NotSupportedException();

        public IRequestSource OpenIntakeFiles(IReadOnlyList<string> paths, SystemSettings? settings) => throw new NotSupportedException();

        public RunVerdict VerifyJournal(string path, JournalTrust? trust) => throw new NotSupportedException();

        public Task<ITenantConnection> ConnectAsync(TenantFile tenant, ISecrets secrets, IStepLog log, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ITenantConnection> ConnectSandboxAsync(string? seedPath, string? output, IStepLog log, CancellationToken cancel) => throw new NotSupportedException();
    }
}
