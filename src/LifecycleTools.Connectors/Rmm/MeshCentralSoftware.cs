using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Which command installs which software, and how it says what became of it.</summary>
/// <remarks>
/// MeshCentral has no packages: software is a command of the tenant file. It runs as the agent (SYSTEM or root), in Windows PowerShell on Windows and in sh
/// elsewhere, wrapped so that its exit code and the end of its output come back as text and stay on the device, in a file named after the job.
/// MeshCentral keeps the commands it ran in its events, and never their output: the events find a job again, and the file says how it ended.
/// </remarks>
internal sealed class MeshCentralSoftware
{
    private const string Started = "lifecycle-job ";
    private const string Ended = "lifecycle-exit ";
    private const string Looked = "lifecycle-looked";
    private const int LongestSummary = 300;
    private static readonly Regex s_name = new(@"\A(?<name>.+?)(?:\s+on\s+(?<os>windows|linux|macos))?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline);
    private static readonly Regex s_exit = new(@"^lifecycle-exit (?<id>[A-Za-z0-9-]+) (?<code>-?\d+)\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline);
    private readonly ILookup<string, (string? Os, string Command)> _commands;

    private MeshCentralSoftware(ILookup<string, (string?, string)> commands) => _commands = commands;

    /// <summary>There is something to push.</summary>
    public bool Any => _commands.Count > 0;

    /// <summary>Reads the map <c>software</c>: its keys are "NAME" or "NAME on windows" (linux, macos), its values commands of one line.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public static MeshCentralSoftware Read(SystemAccess access)
    {
        List<(string Name, string? Os, string Command)> all = [];
        foreach (KeyValuePair<string, string> entry in access.Map("software"))
        {
            Match match = s_name.Match(entry.Key.Trim());
            string command = entry.Value.Trim();
            if (!match.Success || command.Length == 0) throw access.Missing("software", $"has no command for '{entry.Key}'");
            if (command.Any(one => one == '\n')) throw access.Missing("software", $"has a command of several lines for '{entry.Key}'; put them into a script and call that");
            all.Add((match.Groups["name"].Value, match.Groups["os"].Success ? match.Groups["os"].Value.ToLowerInvariant() : null, command));
        }

        return new MeshCentralSoftware(all.ToLookup(one => one.Name, one => (one.Os, one.Command), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether there is a command for this software at all.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved.</exception>
    public void Check(string software)
    {
        if (!_commands.Contains(software)) throw Unknown(software, "is not in systems.rmm.software", _commands.Select(one => one.Key));
    }

    /// <summary>The command for this software on this device.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved.</exception>
    public string For(string software, string os)
    {
        Check(software);
        List<(string? Os, string Command)> given = _commands[software].ToList();
        string? command = given.Where(one => one.Os == os).Concat(given.Where(one => one.Os is null)).Select(one => one.Command).FirstOrDefault();
        return command ?? throw Unknown(software, $"has no command for {os} in systems.rmm.software", given.Select(one => $"{software} on {one.Os}"));
    }

    /// <summary>Name of a job: the caller's key, and which software, since one key may stand for several.</summary>
    public static string JobId(string key, string software) => JobKey.Of(key, software);

    /// <summary>The commands that run a job on a device.</summary>
    /// <param name="job">From <see cref="JobId"/>, so that it needs no quoting.</param>
    public static string Run(string job, string command, string os) => os == "windows"
        ? $"# {Started}{job}\r\n"
            + $"$global:LASTEXITCODE = 0; $code = 0; try {{ $said = & {{ $ErrorActionPreference = 'Stop'; {command} }} | Out-String }} catch {{ $said = \"$_\"; $code = 1 }}; "
            + "if ($LASTEXITCODE) { $code = $LASTEXITCODE }; if ($said.Length -gt 1500) { $said = $said.Substring($said.Length - 1500) }; $said.Trim(); "
            + $"\"{Ended}{job} $code\" | Tee-Object -FilePath \"$env:ProgramData\\lifecycle-{job}.txt\""
        : $": {Started}{job}\n"
            + $"( {command}\n) </dev/null >/var/tmp/lifecycle-{job}.out 2>&1; code=$?; tail -c 1500 /var/tmp/lifecycle-{job}.out; rm -f /var/tmp/lifecycle-{job}.out\n"
            + $"echo; echo \"{Ended}{job} $code\" | tee /var/tmp/lifecycle-{job}.txt";

    /// <summary>The commands that show what a job left, and change nothing.</summary>
    public static string Look(string job, string os) => os == "windows"
        ? $"Get-Content -LiteralPath \"$env:ProgramData\\lifecycle-{job}.txt\" -ErrorAction SilentlyContinue; '{Looked}'"
        : $"cat /var/tmp/lifecycle-{job}.txt 2>/dev/null; echo {Looked}";

    /// <summary>The job for this software that commands, as MeshCentral remembers them, have started; null when they have not.</summary>
    /// <param name="key">Null: under whichever key.</param>
    public static string? JobStartedBy(string commands, string software, string? key) => commands.Split('\n')
        .Select(line => line.Trim().TrimStart('#', ':').Trim()).Where(line => line.StartsWith(Started, StringComparison.Ordinal)).Select(line => line.Substring(Started.Length))
        .FirstOrDefault(job => job.LastIndexOf('-') is > 0 and var end && job == JobId(key ?? job.Substring(0, end), software));

    /// <summary>What the output of a job, or of a look at it, says of it.</summary>
    public static RmmJob Read(string job, string output)
    {
        Match? exit = s_exit.Matches(output).Cast<Match>().LastOrDefault(match => match.Groups["id"].Value == job);
        string said = OneLine(exit is null ? output : output.Substring(0, exit.Index));
        if (exit is null) return new RmmJob(job, RmmJobState.Failed, said.Length > 0 ? $"ended without an exit code: {said}" : "ended without an exit code and without a word");

        string code = exit.Groups["code"].Value;
        return new RmmJob(job, code == "0" ? RmmJobState.Succeeded : RmmJobState.Failed, said.Length > 0 ? $"exit code {code}: {said}" : $"exit code {code}");
    }

    /// <summary>windows, linux or macos, from what an agent says of its device.</summary>
    /// <remarks>Source: MeshCentral, agents table ("meshAgentsArchitectureNumbers"): 1 to 4 and 34, 42, 43 are Windows, 16, 29 and 10005 are Apple's.</remarks>
    public static string OsOf(long agent) => agent is (>= 1 and <= 4) or 34 or 42 or 43 ? "windows" : agent is 16 or 29 or 10005 ? "macos" : "linux";

    private static string OneLine(string text)
    {
        string line = string.Join(" | ", text.Split('\n').Select(one => one.Trim()).Where(one => one.Length > 0 && one != Looked));
        return line.Length <= LongestSummary ? line : "..." + line.Substring(line.Length - LongestSummary);
    }

    private static LifecycleException Unknown(string software, string what, IEnumerable<string> valid) => new(
        ErrorIds.ReferenceNotResolved, ErrorKind.Data,
        $"MeshCentral: software '{software}' {what}. There is: {string.Join(", ", valid.OrderBy(one => one, StringComparer.OrdinalIgnoreCase).DefaultIfEmpty("none"))}.");
}
