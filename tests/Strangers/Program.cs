using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;

namespace Strangers;

/// <summary>
/// Imports the module named by the first argument, does what the second one says, and prints what is loaded where: one line an assembly with name, version,
/// load context and file, and "note" lines for everything else. Any failure ends the process with its own text and exit code 1.
/// </summary>
internal static class Program
{
    private static readonly string[] s_prefixes = { "Azure", "Microsoft", "Yaml" };

    private static int Main(string[] arguments)
    {
        string manifest = arguments[0];
        switch (arguments[1])
        {
            case "import":
                Session(manifest);
                break;
            case "reimport":
                PowerShell shell = Session(manifest);
                Note("first door", RuntimeIdentity(OpenDoor(manifest)));
                Import(shell, manifest);
                Import(shell, manifest);
                Note("second door", RuntimeIdentity(OpenDoor(manifest)));
                break;
            case "door":
                AnswerForEverybody();
                PowerShell session = Session(manifest);
                UseConnectors(OpenDoor(manifest));
                Note("type literal", Ask(session, "[LifecycleTools.StepResult].Assembly.Location"));
                break;
            case "script":
                Say(Session(manifest), File.ReadAllText(arguments[2]));
                break;
            default:
                throw new ArgumentException($"No such scene: {arguments[1]}", nameof(arguments));
        }

        foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
        {
            foreach (Assembly assembly in context.Assemblies.Where(loaded => !loaded.IsDynamic))
            {
                AssemblyName name = assembly.GetName();
                Console.WriteLine(string.Join('\t', "assembly", name.Name, name.Version, context.Name, assembly.Location));
            }
        }

        return 0;
    }

    // Loads both strangers and hooks both events, as Microsoft.Graph.Authentication does, only wider: it answers every name with one of these beginnings.
    private static void AnswerForEverybody()
    {
        Note("stranger", typeof(YamlDotNet.Serialization.DeserializerBuilder).Assembly.Location);
        Note("stranger", typeof(Azure.Core.TokenCredential).Assembly.Location);
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) => Answer(new AssemblyName(request.Name));
        AssemblyLoadContext.Default.Resolving += (_, name) => Answer(name);
    }

    private static Assembly? Answer(AssemblyName wanted)
    {
        if (!s_prefixes.Any(prefix => wanted.Name!.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        Note("stranger asked", wanted.Name!);
        return AssemblyLoadContext.Default.Assemblies.FirstOrDefault(loaded => loaded.GetName().Name == wanted.Name)
            ?? typeof(Azure.Core.TokenCredential).Assembly;
    }

    private static PowerShell Session(string manifest)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        PowerShell shell = PowerShell.Create(runspace);
        Import(shell, manifest);
        return shell;
    }

    private static void Import(PowerShell shell, string manifest) =>
        Ask(shell, $"Import-Module -Force -ErrorAction Stop -Name '{manifest.Replace("'", "''", StringComparison.Ordinal)}'");

    private static string Ask(PowerShell shell, string script)
    {
        shell.Commands.Clear();
        IEnumerable<PSObject> answer = shell.AddScript(script).Invoke();
        return shell.HadErrors
            ? throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error))
            : string.Join(' ', answer);
    }

    // Errors are part of what such a script has to say: each is a note, and none ends the process.
    private static void Say(PowerShell shell, string script)
    {
        shell.Commands.Clear();
        foreach (PSObject output in shell.AddScript(script).Invoke()) Note("output", output.ToString());
        foreach (ErrorRecord error in shell.Streams.Error) Note("error", error.FullyQualifiedErrorId);
    }

    // The host is internal, as it should be: a command would be the way in for everybody else.
    private static Assembly OpenDoor(string manifest)
    {
        Assembly commands = AssemblyLoadContext.Default.Assemblies.Single(loaded => loaded.GetName().Name == "LifecycleTools");
        MethodInfo open = commands.GetType("LifecycleTools.Bridge.ConnectorHost", throwOnError: true)!
            .GetMethod("Connectors", BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Assembly)open.Invoke(null, new object[] { Path.Combine(Path.GetDirectoryName(manifest)!, "bin") })!;
    }

    private static void UseConnectors(Assembly connectors)
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(connectors)!;

        // Making these binds the assemblies that they need in turn, the way a command would.
        Make(context, "YamlDotNet", "YamlDotNet.Serialization.DeserializerBuilder");
        object credential = Make(context, "Azure.Identity", "Azure.Identity.ClientSecretCredential", "tenant", "client", "secret");
        Make(context, "Microsoft.Graph", "Microsoft.Graph.GraphServiceClient", credential, null, null);

        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(connectors.Location)!, "*.dll"))
        {
            Assembly loaded = context.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(file)));
            Note(loaded.Location == file ? "ours" : "not ours", file);
        }

        Type? factory = connectors.GetType("LifecycleTools.Connectors.ConnectorFactory");
        Assembly engine = context.LoadFromAssemblyName(new AssemblyName("LifecycleTools.Engine"));
        Type port = engine.GetType("LifecycleTools.Engine.Ports.IConnectorFactory", throwOnError: true)!;
        Note("factory", factory is null ? "missing" : port.IsInstanceOfType(Activator.CreateInstance(factory)) ? "fits" : "does not fit");
    }

    private static object Make(AssemblyLoadContext context, string assembly, string type, params object?[] arguments) =>
        Activator.CreateInstance(
            context.LoadFromAssemblyName(new AssemblyName(assembly)).GetType(type, throwOnError: true)!,
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.CreateInstance | BindingFlags.OptionalParamBinding, null, arguments, null)!;

    private static string RuntimeIdentity(Assembly assembly) =>
        $"{assembly.ManifestModule.ModuleVersionId} {System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(assembly)}";

    private static void Note(string what, string text) => Console.WriteLine($"note\t{what}\t{text}");
}
