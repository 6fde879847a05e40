using System.Collections.Generic;
using System.IO;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;

namespace LifecycleTools.Connectors.Reports;

/// <summary>Writes reports in each of the formats.</summary>
internal sealed class ReportWriter : IReportWriter
{
    /// <inheritdoc/>
    public void Write(IReadOnlyList<RunReport> runs, ReportStamp stamp, ReportFormat format, Stream to)
    {
        switch (format)
        {
            case ReportFormat.Csv: ReportCsv.Write(runs, to); break;
            case ReportFormat.Json: ReportJson.Write(runs, stamp, to); break;
            default: RunPage.Write(runs, stamp, to); break;
        }
    }

    /// <inheritdoc/>
    public void Write(PeriodReport period, ReportStamp stamp, ReportFormat format, Stream to)
    {
        switch (format)
        {
            case ReportFormat.Csv: ReportCsv.Write(period, to); break;
            case ReportFormat.Json: ReportJson.Write(period, stamp, to); break;
            default: PeriodPage.Write(period, stamp, to); break;
        }
    }
}
