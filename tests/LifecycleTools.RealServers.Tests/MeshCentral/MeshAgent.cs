using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>MeshCentral's real agent on this machine; it ends with the test, by its process id.</summary>
/// <remarks>
/// An agent uninstalls itself only as a service. Without systemd its own kind of service is a file under /usr/local/mesh_daemons and a parent process whose
/// id is in a file: root can make one for a moment, and the agent takes it away again. Nothing of it is started by the machine.
/// </remarks>
internal sealed class MeshAgent : IDisposable
{
    private const string Services = "/usr/local/mesh_daemons";
    private readonly ServerProcess _process;
    private readonly string _folder;

    private MeshAgent(ServerProcess process, string folder, IReadOnlyList<string> seenBefore)
    {
        _process = process;
        _folder = folder;
        SeenBefore = seenBefore;
    }

    /// <summary>Its id in MeshCentral.</summary>
    public string Id { get; set; } = "";

    /// <summary>The devices that there were before it.</summary>
    public IReadOnlyList<string> SeenBefore { get; }

    /// <summary>It is installed on this machine.</summary>
    public bool IsInstalled => File.Exists(Path.Combine(_folder, "meshagent"));

    /// <summary>Its process runs.</summary>
    public bool IsRunning => _process.IsRunning;

    /// <summary>Whether this machine lets a test make a service of the agent's own kind.</summary>
    public static bool CanBeService
    {
        get
        {
            string first = File.ReadAllText("/proc/1/comm").Trim();
            return Environment.IsPrivilegedProcess && first is not ("systemd" or "init" or "procd" or "busybox");
        }
    }

    public static async Task<MeshAgent> StartAsync(MeshCentralServer server, string groupId, bool asService)
    {
        string name = "lifecycle-" + Guid.NewGuid().ToString("N")[..12];
        string folder = Path.Combine(asService ? Services : Path.GetTempPath(), name);
        Directory.CreateDirectory(folder);
        string program = Path.Combine(folder, "meshagent");
        File.Copy(Path.Combine(server.PackageFolder, "agents", RuntimeInformation.OSArchitecture == Architecture.X64 ? "meshagent_x86-64" : "meshagent_aarch64"), program);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(program + ".msh", await SettingsAsync(server, groupId));
        IReadOnlyList<string> before = (await server.DevicesAsync()).Select(device => (string)device["_id"]!).ToList();
        if (!asService) return new MeshAgent(ServerProcess.Start(program, [], folder), folder, before);

        await File.WriteAllTextAsync(folder + ".service", $"workingDirectory={folder}\nparameters=[\"meshagent\",\"--meshServiceName=\\\"{name}\\\"\"]\n");
        string parent = $"echo $$ > pid; ./meshagent '--meshServiceName=\"{name}\"' & child=$!; trap 'kill $child' TERM; wait $child";
        return new MeshAgent(ServerProcess.Start("sh", ["-c", parent], folder), folder, before);
    }

    public Task UntilAsync(Func<Task<bool>> isReady, TimeSpan longest) => _process.UntilAsync(isReady, longest);

    /// <summary>Ends the agent as a device that is switched off does.</summary>
    public void SwitchOff() => _process.Dispose();

    public void Dispose()
    {
        _process.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        File.Delete(_folder + ".service");
        if (Directory.Exists(Services) && !Directory.EnumerateFileSystemEntries(Services).Any()) Directory.Delete(Services);
    }

    // What the page for a new device hands out; the texts of its window are left away.
    private static async Task<string> SettingsAsync(MeshCentralServer server, string groupId)
    {
        using HttpClient client = MeshCentralBench.TrustingClient();
        string settings = await client.GetStringAsync(new Uri(server.Url, "meshsettings?id=" + Uri.EscapeDataString(groupId.Split('/')[^1])));
        return string.Join('\n', settings.Split('\n').Where(line => !line.StartsWith("translation=", StringComparison.Ordinal)));
    }
}
