using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using LifecycleTools.Tests.Shared;

namespace LifecycleTools.Chaos.Tests;

/// <summary>One tenant, one journal folder, and the processes that work on them.</summary>
internal sealed class Trial : IDisposable
{
    // Only a process that hangs is ever this late.
    private static readonly TimeSpan s_hung = TimeSpan.FromMinutes(5);

    private readonly string _workflow;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-chaos-" + Guid.NewGuid().ToString("N"));
    private readonly SandboxTenant _sandbox = SandboxTenant.Load();
    private readonly Doorkeeper _door;
    private readonly JournalFolder _journals;
    private readonly List<string> _written = [];

    public Trial(string workflow)
    {
        _workflow = workflow;
        TypicalPeople.Furnish(_sandbox);
        _journals = new JournalFolder(_folder);
        _door = new Doorkeeper(_sandbox);
    }

    /// <summary>The moments of the process that came last.</summary>
    public IReadOnlyList<Moment> Moments => _door.Moments;

    /// <summary>The tenant in words that two tenants share when the same became of them.</summary>
    public string State => TenantState.Of(_sandbox, _workflow);

    /// <summary>Mails that left.</summary>
    public int Mails => _sandbox.SentMail.Count;

    /// <summary>Starts a process and waits for its end.</summary>
    /// <param name="last">When it is killed; null to let it live.</param>
    /// <returns>What it printed, the outcome first; null when it was killed.</returns>
    public async Task<string[]?> RunAsync(Moment? last)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        SandboxClientApp app = _sandbox.ClientApps[0];
        foreach (string argument in new[]
        {
            Path.Combine(AppContext.BaseDirectory, "Mortal.dll"), _workflow, _door.Url, _folder, Repository.At("roles", "three-countries.yaml"),
            _sandbox.TenantId, app.AppId,
        })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Mortal.Program.SecretVariable] = app.Secret;
        using Process process = _door.Admit(start, last);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_hung);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        _written.AddRange(_door.Moments.Where(moment => moment is { What: "line", When: "after" } && moment.About.StartsWith("journal ", StringComparison.Ordinal)).Select(moment => moment.About));
        if (_door.HasKilled) return null;
        return process.ExitCode == 0
            ? (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [$"exit code {process.ExitCode}: {await errors}"];
    }

    /// <summary>Lines that were on the disk and are not in the journal, or a chain that does not hold.</summary>
    public IEnumerable<string> Lost()
    {
        List<string> runs = _journals.List().Where(runId => RunReading.From(runId, _journals.Read(runId)) is not null).ToList();
        if (runs.Count != 1)
        {
            yield return $"{runs.Count} runs";
            yield break;
        }

        JournalReading journal = _journals.Read(runs[0]);
        if (journal.BrokenLine is { } line) yield return $"the journal breaks at line {line}";
        if (journal.IsTorn) yield return "the journal is torn";
        if (journal.Entries[^1].Kind != JournalKinds.RunEnded) yield return "the run has no end";
        int at = 0;
        foreach (string written in _written)
        {
            while (at < journal.Entries.Count && $"journal {journal.Entries[at].Kind} {journal.Entries[at]["step"]}" != written) at++;
            if (at++ < journal.Entries.Count) continue;
            yield return $"lost: {written}";
            yield break;
        }
    }

    /// <summary>Writes somebody's name over that of whoever held the run and the person.</summary>
    /// <returns>How many names there were.</returns>
    public int NameAsHolder(string name)
    {
        string[] holders = Directory.GetFiles(Path.Combine(_folder, "locks"), "*.holder");
        foreach (string holder in holders) File.WriteAllText(holder, name);
        return holders.Length;
    }

    /// <summary>What is there twice.</summary>
    public IEnumerable<string> Duplicates() => TenantState.Duplicates(_sandbox);

    public void Dispose()
    {
        _door.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
