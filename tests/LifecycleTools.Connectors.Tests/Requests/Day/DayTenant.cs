using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Time;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Adp;
using LifecycleTools.Sandbox.BambooHr;
using LifecycleTools.Sandbox.SharePoint;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Tests.Requests.Day;

/// <summary>One tenant of the day: a sandbox with an HR system, a folder of forms, a ticket system and mail, synced as the scheduler does it.</summary>
internal sealed class DayTenant : IDisposable
{
    private const string Manager = "carla.moretti@contoso.example";
    private const string ListZone = "Europe/Zurich";
    private readonly ITenantConnection _connection;
    private readonly IJournalStore _journals;
    private readonly RoleMap _map;
    private readonly string _forms;
    private readonly RequestDesk _desk;

    private DayTenant(string name, SandboxTenant sandbox, ITenantConnection connection, IJournalStore journals, RoleMap map, string forms, RequestDesk desk)
    {
        (Name, Sandbox, _connection, _journals, _map, _forms, _desk) = (name, sandbox, connection, journals, map, forms, desk);
        Before = State();
    }

    public string Name { get; }

    public SandboxTenant Sandbox { get; }

    /// <summary>Every account before the day began.</summary>
    public IReadOnlyDictionary<string, string> Before { get; }

    /// <summary>What the syncs said that went wrong, with whom it concerns.</summary>
    public List<(string Id, string Target)> Failures { get; } = [];

    /// <param name="number">Makes the tenant another one than the others of the same seed.</param>
    public static async Task<DayTenant> OpenAsync(string name, int number, string hr, string psa, string folder, IJournalStore journals, RoleMap map, DateTimeOffset start)
    {
        SandboxTenant sandbox = SandboxTenant.Load(null, new SandboxOptions { Start = start });
        sandbox.TenantId = $"00000000-0000-0000-0000-{number:000000000000}";
        foreach (SandboxSku sku in sandbox.Skus) sku.Enabled += 60;
        string forms = Path.Combine(folder, name);
        Directory.CreateDirectory(forms);
        (RequestDesk desk, IReadOnlyDictionary<string, SystemSettings> beside) = RequestDesk.Open(psa);
        TenantFile file = new()
        {
            Path = Path.Combine(folder, name + ".yaml"), Name = name, Id = Guid.Parse(sandbox.TenantId), Escalation = ["ivan.petrov@contoso.example"],
            Limits = new DepartureLimits { DeparturesPerDay = 8, DeparturesPercent = 20 },
            Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = sandbox.ClientApps[0].AppId, Secret = "app" },
            Systems = new Dictionary<string, SystemSettings>
            {
                ["hr"] = hr == "adp" ? Entry("adp", ("url", "https://api.adp.com"), ("clientId", "adp-client"), ("clientSecret", "adp-secret"))
                    : Entry("bamboohr", ("url", "https://contoso.bamboohr.com"), ("apiKey", "bamboo-key")),
                ["forms"] = Entry("files", ("folder", forms), ("settleSeconds", "0")),
                ["psa"] = beside["psa"],
                ["list"] = Entry("sharepointlist", ("site", "https://contoso.sharepoint.com/sites/hr"), ("list", "Joiners and leavers"), ("siteZone", ListZone)),
                ["notify"] = Entry("graphmail", ("from", "noreply@contoso.example")),
            },
        };
        Named secrets = new(sandbox.ClientApps[0].Secret!);
        ITenantConnection connection = await TenantConnection.OpenAsync(file, secrets, sandbox.CreateHandler(), new SandboxTime(sandbox.Clock), isSandbox: true, SilentLog.It, CancellationToken.None, window: () => Task.CompletedTask);
        return new DayTenant(name, sandbox, connection, journals, map, forms, desk);
    }

    /// <summary>Every account as it stands: whether it can sign in, its licenses, its mailbox.</summary>
    public IReadOnlyDictionary<string, string> State() => Sandbox.Users.ToDictionary(user => user.UserPrincipalName, user => string.Join("; ",
        user.AccountEnabled ? "can sign in" : "cannot sign in",
        string.Join("+", user.Licenses.Select(license => Sandbox.FindSku(license.SkuId)!.SkuPartNumber).OrderBy(sku => sku, StringComparer.Ordinal)),
        Sandbox.FindMailbox(user.Id)?.RecipientTypeDetails ?? "no mailbox"));

    /// <summary>The tickets, as their title and whether they are closed.</summary>
    public IEnumerable<(string Title, bool IsClosed)> Tickets() => _desk.Read(Sandbox).Select(ticket => (ticket.Title, ticket.IsClosed));

    /// <summary>The items of the list, as whose they are and their status.</summary>
    public IEnumerable<(string Given, string Status)> Items() => Sandbox.Beside<SharePointState>().Forms.Items.Select(item => (item.Fields["Title"], item.Fields["Status"]));

    /// <summary>The lines that lie beside the forms, as person and state.</summary>
    public IEnumerable<(string Person, string State)> Results() => Directory.EnumerateFiles(_forms, "*.result.csv", SearchOption.AllDirectories)
        .SelectMany(file => File.ReadAllLines(file).Skip(1)).Select(line => line.Split(',')).Select(cell => (cell[1].Trim('"'), cell[3]));

    /// <summary>Every request there is, with when its run was begun.</summary>
    public async Task<IReadOnlyList<(LifecycleRequest Request, DateTimeOffset? Begun)>> RequestsAsync()
    {
        RequestReading reading = await new RequestIntake(_connection, _journals, _map).ReadAsync(new RequestQuery { All = true }, SilentLog.It, CancellationToken.None);
        return reading.Requests.Select(request => (request, RequestBook.StandingOf(_journals, Sandbox.TenantId, request.Id)?.Begun)).ToList();
    }

    /// <summary>Moves this tenant's clock to a moment; runs that wait may have moved it there already.</summary>
    public void PassTo(DateTimeOffset moment)
    {
        if (moment > Sandbox.Clock.UtcNow) Sandbox.Clock.Advance(moment - Sandbox.Clock.UtcNow);
    }

    /// <summary>What one call of the scheduler does: departures first, then hires, each told to its source.</summary>
    public async Task SyncAsync()
    {
        foreach (RequestKind[] kinds in new[] { new[] { RequestKind.Departure }, [RequestKind.Hire, RequestKind.Change] })
        {
            RequestIntake intake = new(_connection, _journals, _map);
            RequestReading reading = await intake.ReadAsync(new RequestQuery { Due = true, Kinds = kinds }, SilentLog.It, CancellationToken.None);
            Failures.AddRange(reading.Failures.Select(failure => (failure.Failure.Id, failure.Target)));
            foreach (LifecycleRequest request in reading.Requests) await CarryOutAsync(request);
            Failures.AddRange((await intake.WriteBackAsync(SilentLog.It, CancellationToken.None)).Select(failure => (failure.Failure.Id, failure.Target)));
        }
    }

    /// <summary>Writes lines down where they say, as of now. Forms of one kind and one moment are one file.</summary>
    public void Enter(IReadOnlyList<DayRow> rows)
    {
        foreach (DayRow row in rows.Where(row => row.Source == "bamboo")) EnterInBamboo(row);
        foreach (DayRow row in rows.Where(row => row.Source == "adp")) EnterInAdp(row);
        foreach (DayRow row in rows.Where(row => row.Source == "ticket")) _desk.AddTitled(Sandbox, row.Person, string.Join("\n", Filled(row).Select(field => $"{field.Key}: {field.Value}")));
        foreach (DayRow row in rows.Where(row => row.Source == "list")) Sandbox.Beside<SharePointState>().Forms.Add(Filled(row).Select(field => (field.Key, InList(field.Key, field.Value))).ToArray());
        foreach (IGrouping<string, DayRow> file in rows.Where(row => row.IsForm).GroupBy(row => row.Source))
        {
            List<Dictionary<string, string>> forms = file.Select(Form).ToList();
            File.WriteAllText(Path.Combine(_forms, $"{file.First().Entered:MMddHHmm}.{file.Key}"), file.Key switch
            {
                "json" => JsonSerializer.Serialize(forms),
                "yaml" => string.Concat(forms.Select(form => "- " + string.Join("\n  ", form.Select(field => $"{field.Key}: '{field.Value.Replace("'", "''", StringComparison.Ordinal)}'")) + "\n")),
                _ => string.Join("\r\n", forms.Select(form => string.Join(",", form.Values)).Prepend(string.Join(",", forms[0].Keys))),
            });
        }
    }

    public void Dispose() => _connection.Dispose();

    private void EnterInBamboo(DayRow row)
    {
        BambooHrState hr = Sandbox.Beside<BambooHrState>();
        BambooHrEmployee? known = hr.Employees.FirstOrDefault(one => row.Person == $"{one["firstName"]} {one["lastName"]}" || one.GetValueOrDefault("workEmail") == row.UserPrincipalName);
        switch (row.Asks)
        {
            case "hire":
                hr.Add(new BambooHrEmployee
                {
                    ["firstName"] = row.Given, ["lastName"] = row.Surname, ["employeeNumber"] = row.EmployeeNumber, ["hireDate"] = row.On, ["location"] = row.Site,
                    ["jobTitle"] = "sales", ["supervisorEmail"] = Manager,
                });
                break;
            case "leave":
                if (known is null) throw new InvalidOperationException(row.Person + " is not at HR.");
                hr.Change(known, one => one["location"] = row.Site);
                hr.Terminate(known, row.On);
                break;
            case "move" when known!.Status.Count > 0:
                hr.Change(known, one => one.Status[^1] = (row.On, "Terminated"));
                break;
            case "move":
                hr.Change(known!, one => one["hireDate"] = row.On);
                break;
            case "withdraw":
                hr.Delete(known!);
                break;
        }
    }

    private void EnterInAdp(DayRow row)
    {
        AdpState hr = Sandbox.Beside<AdpState>();
        if (row.Asks == "hire")
        {
            hr.Add(new AdpWorker { GivenName = row.Given, FamilyName = row.Surname, Number = row.EmployeeNumber, HireDate = row.On, Location = row.Site, JobTitle = "sales", ManagerNumber = "1014" });
            return;
        }

        AdpWorker leaver = hr.Workers.Single(worker => worker.WorkMail == row.UserPrincipalName);
        (leaver.Location, leaver.TerminationDate) = (row.Site, row.On);
    }

    private static IEnumerable<KeyValuePair<string, string>> Filled(DayRow row) => Form(row).Where(field => field.Value.Length > 0);

    // A day of a list is the moment at which it begins at the site.
    private static string InList(string title, string value) => title is not ("Start date" or "Last day") ? value
        : SiteTime.At(DateTime.Parse(value, CultureInfo.InvariantCulture), ListZone).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Form(DayRow row)
    {
        bool isHire = row.Asks == "hire";
        return new Dictionary<string, string>
        {
            ["Kind"] = isHire ? "Hire" : "Departure", ["First name"] = isHire ? row.Given : "", ["Last name"] = isHire ? row.Surname : "", ["Employee id"] = isHire ? row.EmployeeNumber : "",
            ["Role"] = isHire ? "sales" : "", ["Site"] = row.Site, ["Manager"] = isHire ? Manager : "", ["Start date"] = isHire ? row.On : "", ["Last day"] = isHire ? "" : row.On,
            ["Identity"] = isHire ? "" : row.UserPrincipalName,
        };
    }

    private async Task CarryOutAsync(LifecycleRequest request)
    {
        RunOpening opening = new(_connection) { Map = _map };
        RunHeader header = RunHeader.OfThisProcess(request.Reason);
        using LifecycleRun run = request.Kind == RequestKind.Hire
            ? opening.Hire(new HireRequest
            {
                GivenName = request.GivenName, Surname = request.Surname, Role = request.Role, Site = request.Site, Manager = request.Manager, StartDate = request.EffectiveAt,
                EmployeeId = request.EmployeeId, JobTitle = request.JobTitle, Reason = request.Reason, RequestId = request.Id, Ticket = request.Ticket ?? "",
            }, _map.Resolve(new RoleRequest(request.Role, request.Site, null, null)), _journals, header, _ => { })
            : opening.Offboard(new DepartureRequest { Identity = request.Identity, EffectiveAt = request.EffectiveAt, Site = request.Site, Reason = request.Reason, RequestId = request.Id, Ticket = request.Ticket ?? "" },
                _map.ResolveDeparture(null, request.Site.Length == 0 ? null : request.Site), _journals, header);
        foreach (IReadOnlyList<PlannedStep> round in run.Rounds) await run.RunRoundAsync(round, new HashSet<PlannedStep>(), _ => { }, SilentLog.It, CancellationToken.None);
        RunEnd end = await run.EndAsync(SilentLog.It, CancellationToken.None);
        if (end.Outcome != RunOutcome.Completed) Failures.Add((new BenchRun(run.RunId, end.Outcome, run.Results).Trouble, request.Person));
    }

    private static SystemSettings Entry(string kind, params (string Key, string Value)[] values) => new()
    {
        Kind = kind, Values = values.ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase),
    };

    private sealed class Named(string ofApp) : ISecrets
    {
        private const string OfSandbox = "sandbox:";

        public Secret Resolve(string reference) => new(reference == "app" ? ofApp : reference.StartsWith(OfSandbox, StringComparison.Ordinal) ? reference.Substring(OfSandbox.Length) : reference);
    }

    private sealed class SilentLog : IStepLog
    {
        public static SilentLog It { get; } = new();

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
