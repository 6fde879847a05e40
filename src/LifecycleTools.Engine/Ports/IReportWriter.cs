using System;
using System.Collections.Generic;
using System.IO;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Engine.Ports;

/// <summary>Writes reports as files. UTF-8; the text of a spreadsheet begins with a byte order mark, so that Excel reads names right.</summary>
public interface IReportWriter
{
    /// <summary>Writes runs, one after the other.</summary>
    void Write(IReadOnlyList<RunReport> runs, ReportStamp stamp, ReportFormat format, Stream to);

    /// <summary>Writes a period.</summary>
    void Write(PeriodReport period, ReportStamp stamp, ReportFormat format, Stream to);
}

/// <summary>When a report was made, and by what.</summary>
/// <param name="Made">When.</param>
/// <param name="Module">Version of this module.</param>
public sealed record ReportStamp(DateTimeOffset Made, string Module);
