namespace LifecycleTools;

/// <summary>What a report is written as.</summary>
public enum ReportFormat
{
    /// <summary>One page that needs nothing else: for people, for the printer, for the auditor.</summary>
    Html,

    /// <summary>One row a step, or one row a run: for a spreadsheet. No cell is taken for a formula.</summary>
    Csv,

    /// <summary>The same figures for programs.</summary>
    Json,
}
