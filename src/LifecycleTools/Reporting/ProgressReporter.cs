using System.Management.Automation;

namespace LifecycleTools.Reporting;

/// <summary>One progress bar a person: percent is steps that have ended.</summary>
internal static class ProgressReporter
{
    public static void Write(Cmdlet cmdlet, string person, string doing, int finished, int total) =>
        cmdlet.WriteProgress(new ProgressRecord(Id(person), Activity(person), doing) { PercentComplete = total == 0 ? 0 : 100 * finished / total });

    /// <summary>Takes the bar away, on every path.</summary>
    public static void Complete(Cmdlet cmdlet, string person) =>
        cmdlet.WriteProgress(new ProgressRecord(Id(person), Activity(person), "ended") { RecordType = ProgressRecordType.Completed });

    // PowerShell refuses a bar without a name, and a request can be without one until a step has refused it.
    private static string Activity(string person) => string.IsNullOrWhiteSpace(person) ? "nobody" : person;

    // Bars of several people must not overwrite each other; the sign bit would make the id invalid.
    private static int Id(string person) => System.StringComparer.OrdinalIgnoreCase.GetHashCode(person) & int.MaxValue;
}
