using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Connections;

/// <summary>Makes tenants in memory that are spoken to like real ones: same addresses, same sign-in, same requests.</summary>
internal static class SandboxTenants
{
    private const string Prefix = "sandbox:";
    private const string AppSecret = Prefix + "secret";

    /// <summary>Loads a seed and connects to it and to the systems beside it: an RMM, a ticket system, mail. Its delays are those of a lively tenant; they pass on its own clock.</summary>
    /// <param name="output">A folder for what people would have got, written as the connection is closed; null for none.</param>
    /// <exception cref="LifecycleException">TenantFileInvalid when the seed makes no tenant.</exception>
    public static Task<ITenantConnection> OpenAsync(string? seedPath, string? output, IStepLog log, CancellationToken cancel)
    {
        SandboxTenant sandbox = Load(seedPath, new SandboxOptions
        {
            ReplicationDelay = TimeSpan.FromSeconds(5),
            MailboxDelay = TimeSpan.FromMinutes(12),
            ConversionDelay = TimeSpan.FromMinutes(2),
            LicensingDelay = TimeSpan.FromSeconds(30),
        });
        return ConnectAsync(WholeFileOf(sandbox), sandbox, sandbox.CreateHandler(), log, cancel, null, output is null ? null : () => SandboxOutput.Write(sandbox, output));
    }

    /// <summary>Connects to a sandbox that is there already: Microsoft 365 alone.</summary>
    public static Task<ITenantConnection> OpenAsync(SandboxTenant sandbox, IStepLog log, CancellationToken cancel) =>
        OpenAsync(sandbox, sandbox.CreateHandler(), log, cancel);

    /// <summary>Connects to a sandbox through a handler that stands before it: Microsoft 365, and what is named beside it.</summary>
    /// <param name="transport">Ends at the sandbox; disposed with the connection.</param>
    /// <param name="window">How long a call waits for others to share a batch with; null for a few milliseconds.</param>
    /// <param name="beside">Entries of systems that stand beside Microsoft 365, by name; null for none.</param>
    public static Task<ITenantConnection> OpenAsync(
        SandboxTenant sandbox, HttpMessageHandler transport, IStepLog log, CancellationToken cancel, Func<Task>? window = null, IReadOnlyDictionary<string, SystemSettings>? beside = null)
    {
        TenantFile file = FileOf(sandbox);
        if (beside is not null) file = file with { Systems = file.Systems.Concat(beside).ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase) };
        return ConnectAsync(file, sandbox, transport, log, cancel, window, null);
    }

    private static Task<ITenantConnection> ConnectAsync(
        TenantFile file, SandboxTenant sandbox, HttpMessageHandler transport, IStepLog log, CancellationToken cancel, Func<Task>? window, Action? closing) =>
        TenantConnection.OpenAsync(
            file, new SandboxSecrets(sandbox.ClientApps.First().Secret ?? ""), transport, new SandboxTime(sandbox.Clock), isSandbox: true, log, cancel, window, closing);

    private static SandboxTenant Load(string? seedPath, SandboxOptions options)
    {
        try
        {
            return SandboxTenant.Load(seedPath, options);
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.TenantFileInvalid, ErrorKind.Data, $"The sandbox was not made from {seedPath ?? "its own seed"}: {failure.Message}", failure);
        }
    }

    private static TenantFile FileOf(SandboxTenant sandbox)
    {
        SandboxClientApp app = sandbox.ClientApps.First();
        string domain = sandbox.Domains.First(one => one.IsDefault).Name;
        return new TenantFile
        {
            Path = "the sandbox",
            Name = "sandbox",
            Id = Guid.Parse(sandbox.TenantId),
            Protected = [$"breakglass@{domain}"],
            Escalation = [$"ivan.petrov@{domain}"],
            Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = app.AppId, Secret = AppSecret },
            Systems = new Dictionary<string, SystemSettings>(StringComparer.OrdinalIgnoreCase)
            {
                ["notify"] = Entry("graphmail", ("from", $"noreply@{domain}")),
            },
            Prices = new Dictionary<string, MonthlyPrice>(StringComparer.OrdinalIgnoreCase)
            {
                ["SPB"] = new(22.00m, "USD"),
                ["SPE_E3"] = new(36.00m, "USD"),
                ["SPE_E5"] = new(57.00m, "USD"),
                ["POWER_BI_PRO"] = new(14.00m, "USD"),
                ["VISIOCLIENT"] = new(15.00m, "USD"),
            },
        };
    }

    // What stands beside Microsoft 365 at most customers.
    private static TenantFile WholeFileOf(SandboxTenant sandbox)
    {
        TenantFile file = FileOf(sandbox);
        string domain = sandbox.Domains.First(one => one.IsDefault).Name;
        return file with
        {
            Systems = new Dictionary<string, SystemSettings>(StringComparer.OrdinalIgnoreCase)
            {
                ["notify"] = file.Systems["notify"] with
                {
                    Lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["hr"] = [$"rosa.lopez@{domain}"], ["itLeadership"] = [$"ivan.petrov@{domain}"] },
                },
                ["rmm"] = Entry("ninjaone", ("url", "https://app.ninjarmm.com"), ("clientId", "ninja-client"), ("clientSecret", "sandbox:ninja-secret"),
                    ("refreshToken", "sandbox:ninja-refresh"), ("nodeRoleId", "5")),
                ["psa"] = Entry("connectwise", ("url", "https://api-na.myconnectwise.net"), ("company", "contosomsp"), ("publicKey", "cw-public"), ("privateKey", "sandbox:cw-private-key"),
                    ("clientId", "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11"), ("board", "HR Requests"), ("customer", sandbox.Name)),
            },
        };
    }

    private static SystemSettings Entry(string kind, params (string Key, string Value)[] values) => new()
    {
        Kind = kind, Values = values.ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase),
    };

    // "sandbox:secret" is the app's; every other name is the secret of the pretended vendor that has it.
    private sealed class SandboxSecrets(string ofApp) : ISecrets
    {
        public Secret Resolve(string reference) => new(reference == AppSecret ? ofApp : reference.Substring(Prefix.Length));
    }
}
