using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using LifecycleTools.Commands;
using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>Tests that set the process's one door to the connectors take turns.</summary>
[CollectionDefinition(Name)]
public sealed class Door
{
    public const string Name = "the door to the connectors";

    /// <summary>A session with our commands and nothing else of ours; the caller disposes it.</summary>
    public static Runspace OpenRunspace()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        foreach (Type command in typeof(LifecycleCommand).Assembly.GetTypes())
        {
            if (command.GetCustomAttribute<CmdletAttribute>() is { } name) state.Commands.Add(new SessionStateCmdletEntry($"{name.VerbName}-{name.NounName}", command, null));
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        return runspace;
    }
}
