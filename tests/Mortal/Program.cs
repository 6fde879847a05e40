using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools;
using LifecycleTools.Connectors.Journal;

namespace Mortal;

/// <summary>
/// Runs a hire or a departure, or goes on with the run that is in the journal folder, against the tenant behind a door: arguments are workflow, door, journal
/// folder, role map, tenant id and app id; the app's secret is in the environment, because everybody on a machine can read arguments. Prints the outcome and every step that was not done; ends with 0 whatever the outcome.
/// </summary>
internal static class Program
{
    /// <summary>The variable of the environment that holds the app's secret.</summary>
    public const string SecretVariable = "LIFECYCLE_CLIENT_SECRET";

    private static async Task Main(string[] arguments)
    {
        Door door = new(new Uri(arguments[1]));
        await door.OpenAsync(CancellationToken.None);
        AnnouncedJournals journals = new(new JournalFolder(arguments[2]), door);
        using Work work = await Work.ConnectAsync(door, door, arguments[4], arguments[5], Environment.GetEnvironmentVariable(SecretVariable)!, arguments[3]);
        WorkEnd end = await work.RunAsync(arguments[0], journals);
        Console.WriteLine(end.Outcome);
        foreach (StepResult result in end.Left) Console.WriteLine($"{result.Step} {result.Status}: {result.Detail}");
    }
}
