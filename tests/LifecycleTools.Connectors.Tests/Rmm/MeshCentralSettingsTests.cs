using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Rmm;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>What of MeshCentral is decided without a server; what needs one stands in LifecycleTools.RealServers.Tests.</summary>
public sealed class MeshCentralSettingsTests
{
    [Theory]
    [InlineData("url", "http://mesh.contoso.example", "https")]
    [InlineData("user", null, "user")]
    [InlineData("certificateHash", "abc", "SHA-256")]
    [InlineData("certificateHash", "zz", "SHA-256")]
    [InlineData("inviteHours", "0", "1 to 99999")]
    [InlineData("inviteHours", "a day", "1 to 99999")]
    [InlineData("loginToken", "env:ONLY_ONE_PART", "TOKENUSER,TOKENPASSWORD")]
    public void Setting_ThatCannotBe_IsNamedWithWhatWouldBeValid(string key, string? value, string says)
    {
        LifecycleException refused = FluentActions.Invoking(() => Make(key, value)).Should().Throw<LifecycleException>().Which;

        refused.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        refused.Message.Should().Contain($"systems.rmm.{key}").And.Contain(says);
    }

    [Fact]
    public void Software_IsAnAbilityOnlyWhereTheTenantFileHasSome()
    {
        using IDisposable without = (IDisposable)Make("user", "u");
        ((IRmm)without).Abilities.Should().Be(RmmAbilities.Tags | RmmAbilities.EnrollmentLinks | RmmAbilities.Unenroll);

        using IDisposable with = (IDisposable)Make("user", "u", ("7-Zip", "winget install 7zip.7zip"));
        ((IRmm)with).Abilities.Should().HaveFlag(RmmAbilities.Software | RmmAbilities.FindsJobs);
    }

    [Fact]
    public void Software_HasACommandForItsSystemOrForAll()
    {
        MeshCentralSoftware software = MeshCentralSoftware.Read(Access("user", "u", ("7-Zip", "all"), ("7-Zip on Linux", "apt"), ("Only on Windows", "win")));

        software.For("7-zip", "windows").Should().Be("all");
        software.For("7-Zip", "linux").Should().Be("apt");
        software.For("only", "windows").Should().Be("win");
        FluentActions.Invoking(() => software.For("Only", "macos")).Should().Throw<LifecycleException>().Which.Message.Should().Contain("Only on windows");
        FluentActions.Invoking(() => MeshCentralSoftware.Read(Access("user", "u", ("two", "a\nb")))).Should().Throw<LifecycleException>().Which.Message.Should().Contain("several lines");
    }

    [Theory]
    [InlineData("run'; rm -rf / #\n", "O'Brien \"%\" `id` $(id)")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c3301-1", "7-Zip")]
    public void Job_HasANameThatNeedsNoQuoting(string key, string software)
    {
        MeshCentralSoftware.JobId(key, software).Should().MatchRegex("^[A-Za-z0-9-]+$").And.NotBe(MeshCentralSoftware.JobId(key, software + "x"));
        MeshCentralSoftware.JobId(key, software).Should().Be(MeshCentralSoftware.JobId(key, software.ToUpperInvariant()), "the RMM's names are compared without case");
    }

    [SkippableTheory]
    [InlineData("echo fine; exit 0", RmmJobState.Succeeded, "exit code 0: fine")]
    [InlineData("echo 'it is' broken >&2; exit 3", RmmJobState.Failed, "exit code 3: it is broken")]
    [InlineData("cat; echo read nothing", RmmJobState.Succeeded, "exit code 0: read nothing")]
    [InlineData("echo lifecycle-exit forged 0; exit 5", RmmJobState.Failed, "exit code 5: lifecycle-exit forged 0")]
    [InlineData("if then", RmmJobState.Failed, "ended without an exit code")]
    public async Task Job_InSh_SaysHowItEndedAndIsReadAgain(string command, RmmJobState state, string says)
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no sh.");
        string key = Guid.NewGuid().ToString();
        string job = MeshCentralSoftware.JobId(key, "any");
        string commands = MeshCentralSoftware.Run(job, command, "linux");
        try
        {
            RmmJob ran = MeshCentralSoftware.Read(job, await ShAsync(commands));
            RmmJob looked = MeshCentralSoftware.Read(job, await ShAsync(MeshCentralSoftware.Look(job, "linux")));

            ran.State.Should().Be(state);
            ran.Summary.Should().StartWith(says);
            looked.State.Should().Be(state);
            MeshCentralSoftware.JobStartedBy(commands, "any", key).Should().Be(job);
            MeshCentralSoftware.JobStartedBy(commands, "ANY", null).Should().Be(job, "a new run does not know the key of the earlier one");
            MeshCentralSoftware.JobStartedBy(commands, "any", "another").Should().BeNull();
            MeshCentralSoftware.JobStartedBy(commands, "other", null).Should().BeNull();
            MeshCentralSoftware.JobStartedBy(MeshCentralSoftware.Look(job, "linux"), "any", key).Should().BeNull("a look is no start");
            MeshCentralSoftware.JobStartedBy(MeshCentralSoftware.Run(job, command, "windows"), "any", key).Should().Be(job);
        }
        finally
        {
            File.Delete($"/var/tmp/lifecycle-{job}.txt");
            File.Delete($"/var/tmp/lifecycle-{job}.out");
        }
    }

    // As the agent does it: the commands come in, and then "exit".
    private static async Task<string> ShAsync(string commands)
    {
        using Process sh = Process.Start(new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await sh.StandardInput.WriteAsync(commands + "\nexit\n");
        sh.StandardInput.Close();
        Task<string> complained = sh.StandardError.ReadToEndAsync();
        string said = await sh.StandardOutput.ReadToEndAsync();
        await sh.WaitForExitAsync();
        return said + await complained;
    }

    private static IRmm Make(string key, string? value, params (string Name, string Command)[] software) => ConnectorCatalog.Make<IRmm>(Access(key, value, software));

    private static SystemAccess Access(string key, string? value, params (string Name, string Command)[] software)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase) { ["url"] = "https://mesh.contoso.example", ["user"] = "svc", ["password"] = "env:MESH" };
        if (value is null) values.Remove(key);
        else values[key] = value;
        Dictionary<string, string> commands = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string command) in software) commands[name] = command;
        SystemSettings settings = new() { Kind = "meshcentral", Values = values, Maps = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["software"] = commands } };
        TenantFile tenant = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        return new SystemAccess("rmm", settings, tenant, new OneSecret(), new Unreached(), new SystemClock(), new Silent());
    }

    private sealed class OneSecret : ISecrets
    {
        public Secret Resolve(string reference) => new("value-of-" + reference);
    }

    private sealed class Unreached : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) => throw new InvalidOperationException("Nothing may be sent.");
    }

    private sealed class Silent : IStepLog
    {
        public void Verbose(string line)
        {
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }
}
