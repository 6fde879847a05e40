using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Connectors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Reports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>Reports as files, of real journals of runs on the sandbox and of a quarter that was made up.</summary>
public sealed class ReportPages : IAsyncLifetime
{
    private const string Evil = "<script>document.title = 'x'</script><img src=https://evil.example/x.png> \u202Egnp";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-report-pages-" + Guid.NewGuid().ToString("N"));
    private readonly ConnectorFactory _factory = new();

    /// <summary>The reports that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["run-exception", "run-completed", "runs", "run-altered", "period", "period-empty"];

    public string PathOf(string page) => Path.Combine(_folder, page + ".html");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        using WorkflowBench bench = await WorkflowBench.OpenAsync(new Dictionary<string, SystemSettings>(), new Dictionary<string, string>(), new QuietLog());
        HireRequest hire = new()
        {
            GivenName = "Zo\u00EB", Surname = "O'Brien", Role = "sales", Site = "zurich", Department = "Sales", EmployeeId = "2001", Manager = "carla.moretti@contoso.example", Reason = Evil,
            TriggeredAt = DateTimeOffset.UtcNow.AddMinutes(-4),
        };
        await bench.HireAsync(hire);
        await bench.OffboardAsync("martin.huber@contoso.example");
        List<RunReport> runs = bench.RunIds.Select(id => Read(bench.PathOf(id), id)).ToList();
        RunReport exception = runs.Single(run => run.Figures.Workflow == "Offboard");
        Write("run-exception", to => _factory.Reports.Write([exception], Stamp, ReportFormat.Html, to));
        Write("run-completed", to => _factory.Reports.Write([runs.Single(run => run.Figures.Workflow == "Hire")], Stamp, ReportFormat.Html, to));
        Write("runs", to => _factory.Reports.Write(runs, Stamp, ReportFormat.Html, to));
        Write("run-altered", to => _factory.Reports.Write([Altered(bench.PathOf(exception.Figures.RunId), exception.Figures.RunId)], Stamp, ReportFormat.Html, to));
        Write("period", to => _factory.Reports.Write(PeriodFigures.Of(Quarter(exception.Figures)), Stamp, ReportFormat.Html, to));
        Write("period-empty", to => _factory.Reports.Write(PeriodFigures.Of([]), Stamp, ReportFormat.Html, to));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static ReportStamp Stamp => new(DateTimeOffset.UtcNow, "0.1.0");

    private RunReport Read(string path, string id) =>
        RunReportReader.Read(id, _factory.OpenJournals(Path.GetDirectoryName(path)!).Read(id), _factory.VerifyJournal(path, null))!;

    private RunReport Altered(string path, string id)
    {
        string copy = Path.Combine(_folder, "altered", id + ".jsonl");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllText(copy, File.ReadAllText(path).Replace("\"attempts\":\"1\"", "\"attempts\":\"9\"", StringComparison.Ordinal));
        return Read(copy, id);
    }

    private void Write(string page, Action<Stream> write)
    {
        using FileStream file = File.Create(PathOf(page));
        write(file);
    }

    private static IEnumerable<RunFigures> Quarter(RunFigures like)
    {
        string[] people = ["anna.keller@contoso.example", "li.wei@contoso.example", "maria.de.los.angeles.fernandez-castellanos@contoso.example", Evil];
        string?[] roles = ["sales", "engineering", "finance", Evil, null];
        string?[] zones = ["Europe/Zurich", "America/Chicago", null];
        for (int number = 0; number < 60; number++)
        {
            DateTimeOffset started = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddHours(number * number % 1700);
            bool open = number % 7 == 3;
            bool isHire = number % 3 != 0;
            yield return like with
            {
                RunId = $"20260105T080000Z-{number:x8}",
                Workflow = isHire ? "Hire" : "Offboard",
                Person = people[number % people.Length],
                Role = roles[number % roles.Length],
                Site = zones[number % 3]?.Split('/')[1].ToLowerInvariant(),
                Zone = zones[number % 3],
                State = open ? "Exception" : "Completed",
                Started = started,
                Triggered = number % 5 == 0 ? null : started.AddMinutes(-number * 7),
                Completed = open ? null : started.AddMinutes(3 + (number % 9)),
                Causes = open ? [new RunCause(number % 2 == 0 ? "Deferred" : "MailboxNeedsLicense", "licenses.release", "Release licenses", number % 2 == 0, IsOpen: true)] : [],
                Seats = isHire || open ? [] : [new ReturnedSeat("SPE_E3", new Money(36, "USD")), new ReturnedSeat("MCOEV", number % 2 == 0 ? null : new Money(8.5m, "CHF"))],
                Verdict = new RunVerdict { RunId = $"run-{number}", IsIntact = number != 11, Finding = number == 11 ? RunFinding.Missing : RunFinding.None, FirstBadLine = number == 11 ? 4 : null, Detail = "line 4 is missing" },
            };
        }
    }

    private sealed class QuietLog : IStepLog
    {
        public void Verbose(string line)
        {
        }

        public void Warning(string line)
        {
        }

        public void Progress(string person, string doing, int finished, int total)
        {
        }
    }
}
