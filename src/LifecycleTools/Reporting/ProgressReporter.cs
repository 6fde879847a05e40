using System.Management.Automation;

namespace LifecycleTools.Reporting;

/// <summary>One progress bar a person: percent is steps that have ended.</summary>
internal static class ProgressReporter
{
    public static void Write(Cmdlet cmdlet, string person, string doing, int finished, int total) =>
        cmdlet.WriteProgress(new ProgressRecord(Id(person), person, doing) { PercentComplete = total == 0 ? 0 : 100 * finished / total });

    /// <summary>Takes the bar away, on every path.</summary>
    public static void Complete(Cmdlet cmdlet, string person) =>
        cmdlet.WriteProgress(new ProgressRecord(Id(person), person, "ended") { RecordType = ProgressRecordType.Completed });

    // Bars of several people must not overwrite each other; the sign bit would make the id invalid.
    private static int Id(string person) => System.StringComparer.OrdinalIgnoreCase.GetHashCode(person) & int.MaxValue;
}
