using System.Collections;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LifecycleTools.Tests.Shared;

namespace Witness;

/// <summary>
/// Imports a module, runs a script, and keeps everything that came out of it: arguments are the module's manifest, the script, and the folder of what was heard, one
/// file a stream. A record is on the disk before the script goes on, so that a session that is killed has left all that it said.
/// </summary>
internal static class Program
{
    private const int ScreenWidth = 400;

    private static void Main(string[] arguments)
    {
        Directory.CreateDirectory(arguments[2]);
        CapturedHost host = new(ScreenWidth);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        using (PowerShell import = PowerShell.Create(runspace)) import.AddCommand("Import-Module").AddParameter("Name", arguments[0]).AddParameter("ErrorAction", "Stop").Invoke();

        using PowerShell shell = PowerShell.Create(runspace);
        Heard heard = new(arguments[2]);
        PSDataCollection<PSObject> output = [];
        Listen("output", output);
        Listen("error", shell.Streams.Error);
        Listen("warning", shell.Streams.Warning);
        Listen("verbose", shell.Streams.Verbose);
        Listen("debug", shell.Streams.Debug);
        Listen("information", shell.Streams.Information);
        Listen("progress", shell.Streams.Progress);
        try
        {
            shell.AddScript(File.ReadAllText(arguments[1])).Invoke<PSObject, PSObject>(null, output, null);
        }
        catch (RuntimeException stopped)
        {
            heard.Note("error", stopped.ErrorRecord);
        }

        // What is caught on the way is kept for whoever asks for it.
        foreach (object error in (IEnumerable)runspace.SessionStateProxy.GetVariable("Error")) heard.Note("caught", error);
        Show(runspace, output);
        Show(runspace, shell.Streams.Error);
        foreach (string line in host.Lines) heard.Line("screen", line);

        void Listen<T>(string stream, PSDataCollection<T> records) => records.DataAdded += (_, added) => heard.Note(stream, records[added.Index]!);
    }

    // As a console would show it: through the views.
    private static void Show<T>(Runspace runspace, PSDataCollection<T> records)
    {
        using PowerShell show = PowerShell.Create(runspace);
        show.AddCommand("Out-Default").Invoke(records);
    }
}
