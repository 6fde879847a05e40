using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Tests.Notices;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Autotask;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.DattoRmm;
using LifecycleTools.Sandbox.HaloPsa;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.NinjaOne;
using LifecycleTools.Sandbox.RequestTracker;
using LifecycleTools.Sandbox.Teams;
using LifecycleTools.Tests.Shared;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>A tenant full of canaries, the sessions that work on it, and everything that anybody could read afterwards.</summary>
internal sealed class SecretTrial : IAsyncDisposable
{
    /// <summary>A file of the NinjaOne connector that is there to keep a secret.</summary>
    public const string KeptToken = "ninja-token";

    // Only a session that hangs is ever this late.
    private static readonly TimeSpan s_hung = TimeSpan.FromMinutes(5);
    private static readonly string[] s_secretFields = ["password", "temporaryAccessPass", "access_token", "refresh_token", "client_secret", "client_assertion"];

    private readonly string _root = Path.Combine(Path.GetTempPath(), "lifecycle-secrets-" + Guid.NewGuid().ToString("N"));
    private readonly SandboxTenant _sandbox = SandboxTenant.Load(null, new SandboxOptions { RealClock = true, DeviceActionDelay = TimeSpan.Zero });
    private readonly LoopbackSmtp _smtp = new();
    private readonly Eavesdropper _ear;
    private readonly List<string> _arguments = [];
    private int _sessions;

    public SecretTrial(string desk)
    {
        Home = Path.Combine(_root, "home");
        Directory.CreateDirectory(Home);
        _ear = new Eavesdropper(_sandbox);
        _sandbox.Beside<NinjaOneState>().ScriptTime = TimeSpan.Zero;
        _sandbox.Beside<NinjaOneState>().Rotates = true;
        _sandbox.Beside<DattoRmmState>().JobTime = TimeSpan.Zero;
        File = SecretDesk.All[desk].Furnish(_sandbox, Canaries, _ear.Url, _smtp, Home);
    }

    /// <summary>The tenant file.</summary>
    public string File { get; }

    /// <summary>The folder that the sessions take for their home, and write everything to.</summary>
    public string Home { get; }

    public Canaries Canaries { get; } = new();

    /// <summary>Where trouble is asked for.</summary>
    public string Url => _ear.Url;

    /// <summary>Every request that left a session, as it came.</summary>
    public string Wire => _ear.Wire;

    /// <summary>What the pipeline handed over, by kind.</summary>
    public IReadOnlyList<(string Kind, string Secret)> Handed => Directory.GetFiles(_root, "handed.txt", SearchOption.AllDirectories)
        .SelectMany(System.IO.File.ReadAllLines).Select(line => line.Split('\t', 2)).Select(parts => (parts[0], parts[1])).ToList();

    /// <summary>The tenant behind it.</summary>
    public SandboxTenant Sandbox => _sandbox;

    /// <summary>Mails that the SMTP server took.</summary>
    public List<string> Mails => _smtp.Taken;

    /// <summary>Runs a script in a new session, to its end or to its death.</summary>
    /// <param name="dies">Whether the session is killed now that this call was worked on; null: never.</param>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> PlayAsync(string script, Func<SandboxCall, bool>? dies = null)
    {
        string heard = Path.Combine(_root, $"session {++_sessions}");
        string file = Path.Combine(_root, $"script {_sessions}.ps1");
        System.IO.File.WriteAllText(file, script);
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Home };
        foreach (string argument in new[] { Path.Combine(AppContext.BaseDirectory, "Witness.dll"), Repository.Manifest, file, heard }) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach ((string name, string value) in Canaries.Environment) start.Environment[name] = value;
        foreach (string place in new[] { "HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME" }) start.Environment[place] = Home;

        bool isKilled = false;
        using Process process = new() { StartInfo = start };
        _ear.Worked = call =>
        {
            lock (_arguments) _arguments.AddRange(ProcessArguments.Of(process.Id));
            if (isKilled || dies?.Invoke(call) != true) return;
            isKilled = true;
            process.Kill();
            process.WaitForExit();
        };
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_hung);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Directory.CreateDirectory(heard);
        await System.IO.File.WriteAllTextAsync(Path.Combine(heard, "standard output.txt"), await output);
        await System.IO.File.WriteAllTextAsync(Path.Combine(heard, "standard error.txt"), await errors);
        return isKilled || process.ExitCode == 0 ? isKilled : throw new InvalidOperationException($"The session ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>Everything that somebody could read now.</summary>
    public SecretSearch Look()
    {
        SecretSearch search = new();

        // A pipe that waits for debuggers is no file, and reading it would wait with it; the runtime's own are switched off.
        search.AddFiles("file", Home, file => Path.GetFileName(file) == KeptToken || Path.GetFileName(file).StartsWith("CoreFxPipe_", StringComparison.Ordinal));
        foreach (string session in Directory.GetDirectories(_root, "session *"))
        {
            search.AddFiles(Path.GetFileName(session), session, file => Path.GetFileName(file) == "handed.txt");
        }

        lock (_arguments) search.Add("process arguments", string.Join("\n", _arguments.Distinct()));
        lock (_sandbox.Gate)
        {
            Add("tickets of ConnectWise", _sandbox.Beside<ConnectWiseState>().Tickets);
            Add("tickets of HaloPSA", _sandbox.Beside<HaloPsaState>().Tickets);
            Add("tickets of Autotask", _sandbox.Beside<AutotaskState>().Tickets);
            Add("tickets of Request Tracker", _sandbox.Beside<RequestTrackerState>().Tickets);
            Add("mails of Graph", _sandbox.SentMail);
            Add("cards of Teams", _sandbox.Beside<TeamsState>().Posts);
            Add("devices of NinjaOne", new object[] { _sandbox.Beside<NinjaOneState>().Devices, _sandbox.Beside<NinjaOneState>().Runs, _sandbox.Beside<NinjaOneState>().EndUsers });
            Add("devices of Datto RMM", _sandbox.Beside<DattoRmmState>().Devices);
        }

        lock (_smtp.Taken) Add("mails of SMTP", _smtp.Taken);
        return search;

        // Every text in it as it is, and as JSON writes it.
        void Add<T>(string place, IReadOnlyList<T> records)
        {
            JsonElement json = JsonSerializer.SerializeToElement<object>(records);
            if (records.Count > 0) search.Add(place, json + "\n" + string.Join("\n", Texts(json)));
        }
    }

    /// <summary>Everything that must be nowhere: the canaries, what the pipeline handed over, and every password, pass, token and link on the wire.</summary>
    public Dictionary<string, string> Secrets()
    {
        Dictionary<string, string> all = new(Canaries.Values, StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> key in SecretDesk.PrivateKeys(Home, Canaries)) all[key.Key] = key.Value;
        foreach ((string kind, string secret) in Handed) all[$"handed {kind} {all.Count}"] = secret;
        foreach (SandboxRequest request in _sandbox.Requests)
        {
            foreach (string body in new[] { request.Body ?? "", request.ResponseBody ?? "" })
            {
                foreach (string field in s_secretFields)
                {
                    foreach (string value in ValuesOf(field, body)) all.TryAdd($"{field} {value}", value);
                }

                foreach (Match link in Regex.Matches(body, "https://app.ninjarmm.com/agent/installer/[^\"]+")) all.TryAdd("installer " + link.Value, link.Value);
            }
        }

        if (_sandbox.Beside<TeamsState>() is { Calls.Count: > 0 } flow) all["address of the flow"] = "workflows/" + flow.FlowId;
        return all.Where(secret => secret.Value.Length > 7).DistinctBy(secret => secret.Value).ToDictionary(secret => secret.Key, secret => secret.Value);
    }

    public async ValueTask DisposeAsync()
    {
        _ear.Dispose();
        await _smtp.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static IEnumerable<string> ValuesOf(string field, string body)
    {
        foreach (Match match in Regex.Matches(body, $"\"{field}\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\")")) yield return JsonSerializer.Deserialize<string>(match.Groups[1].Value)!;
        foreach (Match match in Regex.Matches(body, $"(?:^|&){field}=([^&\\s]+)")) yield return Uri.UnescapeDataString(match.Groups[1].Value.Replace('+', ' '));
    }

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Texts(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };
}
