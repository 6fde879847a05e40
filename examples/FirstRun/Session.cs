using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace LifecycleTools.FirstRun;

/// <summary>A PowerShell session that shows each command and what it writes, as a console would.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    public Session()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        _runspace = RunspaceFactory.CreateRunspace(new ScreenHost(), state);
        _runspace.Open();
    }

    /// <summary>Whether something went wrong that is no part of the story: a command that ended early, or an error that none of the module's commands wrote.</summary>
    public bool HasFailed { get; private set; }

    public void Say(string text)
    {
        Console.WriteLine();
        Console.WriteLine("# " + text);
    }

    /// <summary>Shows lines of a file, no longer than the screen is wide.</summary>
    public void Show(System.Collections.Generic.IEnumerable<string> lines)
    {
        foreach (string line in lines) Console.WriteLine(line.Length > 118 ? line[..115] + "..." : line);
    }

    public void Run(string command, PSObject[]? people = null)
    {
        Console.WriteLine();
        Console.WriteLine("PS> " + command);
        if (people is not null) _runspace.SessionStateProxy.SetVariable("people", people);
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(command).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException failure)
        {
            HasFailed = true;
            Console.WriteLine($"{failure.ErrorRecord.FullyQualifiedErrorId}: {failure.Message}");
        }

        IEnumerable written = (IEnumerable)_runspace.SessionStateProxy.GetVariable("Error");
        HasFailed |= written.OfType<ErrorRecord>().Any(error => !error.FullyQualifiedErrorId.Contains(",LifecycleTools.", StringComparison.Ordinal));
    }

    public void Dispose() => _runspace.Dispose();
}
