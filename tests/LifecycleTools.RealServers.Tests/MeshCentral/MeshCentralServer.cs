using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>A real MeshCentral on loopback, with an account and two device groups, for all tests of the collection.</summary>
public sealed class MeshCentralServer : IAsyncLifetime
{
    public const string User = "admin";
    public const string Password = "Loop-back.only_4711";
    public const string Group = "Contoso Zurich";
    public const string StrangerGroup = "Fabrikam";

    private static readonly TimeSpan s_longestCommand = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(120);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-meshcentral-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;
    private string? _missing;
    private string _package = "";

    public Uri Url => new($"https://127.0.0.1:{_port}");

    public int Port => _port;

    /// <summary>The firmware's identifiers as the agents of this server read them; a container has none of its own.</summary>
    public string Firmware => Path.Combine(_folder, "firmware");

    public string PackageFolder => _package;

    public string Sha256 => Convert.ToHexString(SHA256.HashData(Certificate()));

    public string Sha384 => Convert.ToHexString(SHA384.HashData(Certificate()));

    /// <summary>Ends the test unless the server runs.</summary>
    public void Require() => MissingServer.SkipOrFail(_missing);

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            _missing = "The agent of these tests is the one for Linux on x64 and ARM64.";
            return;
        }

        try
        {
            _package = await new NpmPackage("meshcentral", "1.1.55").InstallAsync();
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or IOException)
        {
            _missing = $"MeshCentral cannot be installed from npm here: {failure.Message}";
            return;
        }

        await PrepareAsync();
        await StartAsync();
        foreach (string group in new[] { Group, StrangerGroup }) await AskAsync("adddevicegroup", "--name", group);
    }

    public Task DisposeAsync()
    {
        Stop();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public async Task StartAsync()
    {
        _process = ServerProcess.Start("node", [_package, .. Folders()], _folder);

        // It takes the next port when ours is in use, and says which one it took.
        await _process.UntilAsync(() => Task.FromResult(_process.LastLines.Contains($"HTTPS server running on 127.0.0.1:{_port}", StringComparison.Ordinal)), s_longestStart);
    }

    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Asks with MeshCentral's own client, which knows nothing of ours.</summary>
    public Task<string> AskAsync(params string[] command) => ServerProcess.RunAsync(
        "node", [Path.Combine(_package, "meshctrl.js"), command[0], "--url", $"wss://127.0.0.1:{_port}", "--loginuser", User, "--loginpass", Password, .. command.Skip(1)], _folder, s_longestCommand);

    /// <summary>The devices as MeshCentral's own client lists them.</summary>
    public async Task<IReadOnlyList<JsonObject>> DevicesAsync()
    {
        string said = await AskAsync("listdevices", "--json");
        return said.TrimStart().StartsWith('[') ? JsonNode.Parse(said)!.AsArray().OfType<JsonObject>().ToList() : [];
    }

    /// <summary>Starts a real agent on this machine and waits until the server has its details.</summary>
    internal async Task<MeshAgent> EnrollAsync(string serial, string group = Group, bool asService = false)
    {
        Directory.CreateDirectory(Firmware);
        await File.WriteAllTextAsync(Path.Combine(Firmware, "product_serial"), serial + "\n");
        JsonArray groups = JsonNode.Parse(await AskAsync("listdevicegroups", "--json"))!.AsArray();
        string groupId = groups.OfType<JsonObject>().Single(one => (string?)one["name"] == group)["_id"]!.GetValue<string>();
        MeshAgent agent = await MeshAgent.StartAsync(this, groupId, asService);
        try
        {
            await agent.UntilAsync(async () => (await DevicesAsync()).Any(device => (string?)device["_id"] is { } id && !agent.SeenBefore.Contains(id)) , s_longestStart);
            agent.Id = (string)(await DevicesAsync()).Single(device => !agent.SeenBefore.Contains((string)device["_id"]!))["_id"]!;
            await agent.UntilAsync(async () => (await AskAsync("deviceinfo", "--id", agent.Id, "--raw")).Contains(serial, StringComparison.Ordinal), s_longestStart);
            return agent;
        }
        catch (Exception)
        {
            agent.Dispose();
            throw;
        }
    }

    private async Task PrepareAsync()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "config.json"), $$$"""
            {
              "settings": { "cert": "127.0.0.1", "port": {{{_port}}}, "portBind": "127.0.0.1", "redirPort": 0, "mpsPort": 0, "WANonly": true,
                            "selfUpdate": false, "agentTimeStampServer": false, "autoBackup": false },
              "domains": { "": { "newAccounts": false } }
            }
            """);
        CopyAgentScripts(data);
        await ServerProcess.RunAsync("node", [_package, .. Folders(), "--createaccount", User, "--pass", Password], _folder, s_longestCommand);
        await ServerProcess.RunAsync("node", [_package, .. Folders(), "--adminaccount", User], _folder, s_longestCommand);
    }

    // The scripts that a server gives its agents may be replaced in its data folder. These are its own, but for where they look for the firmware's serial number.
    private void CopyAgentScripts(string data)
    {
        string from = Path.Combine(_package, "agents");
        File.Copy(Path.Combine(from, "meshcore.js"), Path.Combine(data, "meshcore.js"));
        string modules = Directory.CreateDirectory(Path.Combine(data, "modules_meshcore")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(from, "modules_meshcore")))
        {
            string target = Path.Combine(modules, Path.GetFileName(file));
            if (Path.GetFileName(file) == "computer-identifiers.js") File.WriteAllText(target, File.ReadAllText(file).Replace("/sys/class/dmi/id", Firmware, StringComparison.Ordinal));
            else File.Copy(file, target);
        }
    }

    private string[] Folders() => ["--datapath", Path.Combine(_folder, "data"), "--filespath", Path.Combine(_folder, "files")];

    private byte[] Certificate()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "data", "webserver-cert-public.crt"));
        return certificate.RawData;
    }
}

[CollectionDefinition(Name)]
public sealed class MeshCentralCollection : ICollectionFixture<MeshCentralServer>
{
    public const string Name = "MeshCentral";
}
