using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;
using LifecycleTools.Reporting;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Writes what journals prove as one file: of runs, step by step, or of a period, in figures. Nothing but journals is read.</summary>
[Cmdlet(VerbsData.Export, "LifecycleReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = PeriodSet, HelpUri = HelpPages.Folder + "Export-LifecycleReport.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportLifecycleReportCommand : LifecycleCommand
{
    private const string PeriodSet = "Period";
    private const string RunIdSet = "RunId";
    private const string RunSet = "Run";

    private readonly List<RunReport> _runs = [];
    private string _path = "";

    /// <summary>The file that is written; wildcards are refused. What it ends with says the format, where -Format does not.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file that is written, taken as it stands, brackets and all.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>Which runs, by id; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RunIdSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] RunId { get; set; } = [];

    /// <summary>Runs as Get-LifecycleRun gives them. No tenant need be connected.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RunSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public RunSummary[] InputObject { get; set; } = [];

    /// <summary>The period's first day, or moment; UTC unless it says otherwise. Runs that began earlier are not in it. Not given: from the first run on.</summary>
    [Parameter(ParameterSetName = PeriodSet)]
    public DateTime? From { get; set; }

    /// <summary>The period's last day, which belongs to it, or the moment that it ends at; UTC unless it says otherwise. Not given: to the last run.</summary>
    [Parameter(ParameterSetName = PeriodSet)]
    public DateTime? To { get; set; }

    /// <summary>Html, Csv or Json. Not given: what the name of the file ends with, and Html where that says nothing.</summary>
    [Parameter]
    public ReportFormat Format { get; set; }

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter(ParameterSetName = PeriodSet)]
    [Parameter(ParameterSetName = RunIdSet)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The folder of the journals, for a machine that is not connected to the tenant.</summary>
    [Parameter(ParameterSetName = PeriodSet)]
    [Parameter(ParameterSetName = RunIdSet)]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Writes over a file that is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that is there as it is, and fails.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Writes the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private ReportFile File => new(_path, NoClobber, Force);

    /// <summary>Looks whether the file may be written.</summary>
    protected override void BeginProcessing() => Need(() =>
    {
        _path = ReportPath.Resolve(SessionState, Path, LiteralPath);
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Format))) Format = ReportPath.FormatOf(_path);
        File.Check();
        return true;
    }, Path ?? LiteralPath);

    /// <summary>Reads runs.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case RunSet:
                foreach (RunSummary run in InputObject) Collect(run.RunId, run.Journal);
                break;
            case RunIdSet:
                IJournalStore journals = Need(Journals, Tenant ?? JournalPath);
                foreach (string asked in RunId) CollectNamed(asked, journals);
                break;
        }
    }

    /// <summary>Writes the report.</summary>
    protected override void EndProcessing()
    {
        ReportStamp stamp = new(DateTimeOffset.UtcNow, typeof(RunReport).Assembly.GetName().Version?.ToString(3) ?? "");
        if (ParameterSetName == PeriodSet && !MyInvocation.ExpectingInput)
        {
            PeriodReport period = Period(Need(Journals, Tenant ?? JournalPath));
            WriteVerbose($"{period.Runs.Count} runs, {period.LeftOut.Count} journals that do not hold.");
            Write(to => ConnectorHost.Factory.Reports.Write(period, stamp, Format, to));
            return;
        }

        // A report about nothing would look like one that found nothing wrong.
        if (_runs.Count == 0) Fail(new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, "No report was written: there is no run to report on."), _path);
        else Write(to => ConnectorHost.Factory.Reports.Write(_runs, stamp, Format, to));
    }

    private void Write(Action<Stream> render)
    {
        if (!ShouldProcess(_path, $"Write a report as {Format}")) return;
        Need(() =>
        {
            using MemoryStream report = new();
            render(report);
            File.Write(report);
            return true;
        }, _path);
        if (PassThru) WriteObject(new FileInfo(_path));
    }

    private IJournalStore Journals()
    {
        if (JournalPath is null) return RunspaceTenants.Current.Pick(Tenant).Journals;
        string folder = FullPath(JournalPath);
        return Directory.Exists(folder)
            ? ConnectorHost.Factory.OpenJournals(folder)
            : throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, $"There is no folder {folder}.");
    }

    private void CollectNamed(string asked, IJournalStore journals)
    {
        List<string> found = [asked];
        if (WildcardPattern.ContainsWildcardCharacters(asked))
        {
            WildcardPattern pattern = new(asked, WildcardOptions.IgnoreCase);
            found = Need(journals.List, journals.Folder).Where(pattern.IsMatch).ToList();
        }

        foreach (string id in found)
        {
            try
            {
                Collect(id, journals.PathOf(id));
            }
            catch (LifecycleException failure)
            {
                Fail(failure, id);
            }
        }
    }

    private void Collect(string id, string path)
    {
        try
        {
            RunReport report = Read(id, path, out RunVerdict verdict) ?? throw new LifecycleException(
                ErrorIds.JournalDamaged, ErrorKind.Data, $"There is nothing to report of run {id}: {verdict.Detail}.");
            if (!verdict.IsIntact) WriteWarning($"{id}: the journal does not hold ({verdict.Detail}). The report says so first.");
            _runs.Add(report);
        }
        catch (LifecycleException failure)
        {
            Fail(failure, id);
        }
    }

    private PeriodReport Period(IJournalStore journals)
    {
        List<RunFigures> runs = [];
        List<RunVerdict> broken = [];
        IReadOnlyList<string> all = Need(journals.List, journals.Folder);
        ProgressRecord progress = new(1, "Reading journals", journals.Folder);
        foreach (string id in all)
        {
            if (WhenStopped.IsCancellationRequested) break;
            progress.PercentComplete = 100 * (runs.Count + broken.Count) / all.Count;
            WriteProgress(progress);
            try
            {
                if (Read(id, journals.PathOf(id), out RunVerdict verdict) is { } run) runs.Add(run.Figures);
                else broken.Add(verdict);
            }
            catch (LifecycleException failure)
            {
                Fail(failure, id);
            }
        }

        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        return PeriodFigures.Of(runs, Moment(From), Until(To), broken);
    }

    private static RunReport? Read(string id, string path, out RunVerdict verdict)
    {
        verdict = ConnectorHost.Factory.VerifyJournal(path, JournalTrusts.Of(path));
        JournalReading journal = ConnectorHost.Factory.OpenJournals(System.IO.Path.GetDirectoryName(path)!).Read(id);
        return RunReportReader.Read(id, journal, verdict);
    }

    // A date without a zone is one of the calendar in UTC, like every time in a journal.
    private static DateTimeOffset? Moment(DateTime? given) => given is not { } at ? null
        : at.Kind == DateTimeKind.Local ? new DateTimeOffset(at).ToUniversalTime()
        : new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc));

    private static DateTimeOffset? Until(DateTime? given) => given is { TimeOfDay.Ticks: 0 } day ? Moment(day.AddDays(1)) : Moment(given);
}
