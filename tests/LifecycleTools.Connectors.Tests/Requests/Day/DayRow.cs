using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace LifecycleTools.Connectors.Tests.Requests.Day;

/// <summary>A line of the day: what somebody writes down somewhere, and what it must have come to in the end.</summary>
/// <param name="Entered">When it is written down, in UTC.</param>
/// <param name="Asks">hire, leave; move and withdraw for a line before.</param>
/// <param name="On">The day at the site, with a time where one was given.</param>
/// <param name="ComesTo">The state of its request in the end; empty for move and withdraw.</param>
/// <param name="At">When it takes effect, in UTC; null where nothing does.</param>
internal sealed record DayRow(
    DateTimeOffset Entered, string Tenant, string Source, string Asks, string Person, string Site, string On, string ComesTo, DateTimeOffset? At)
{
    public bool IsRequest => Asks is "hire" or "leave";

    public bool IsForm => Source is "csv" or "json" or "yaml";

    /// <summary>The name under which the tenant file has where it was written down.</summary>
    public string Entry => IsForm ? "forms" : Source switch { "ticket" => "psa", "list" => "list", _ => "hr" };

    /// <summary>It gets a run, whether that ends well or leaves something to a person.</summary>
    public bool IsCarriedOut => ComesTo is nameof(RequestState.Completed) or nameof(RequestState.Exception);

    public RequestKind Kind => Asks == "hire" ? RequestKind.Hire : RequestKind.Departure;

    public string Given => Person.Split(' ', 2)[0];

    public string Surname => Person.Split(' ', 2) is [_, var surname] ? surname : "";

    /// <summary>Leavers are written as the part of their address before the @.</summary>
    public string UserPrincipalName => Person + "@contoso.example";

    /// <summary>HR's number of a new person: the same for the same name, whichever source has it.</summary>
    public string EmployeeNumber => Person.Aggregate(7000, (sum, letter) => ((sum * 31) + letter) % 900_000 + 100_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the lines of a table whose columns are separated by bars.</summary>
    public static IReadOnlyList<DayRow> Table(string text) => text.Split('\n').Where(line => line.Trim().Length > 0)
        .Select(line => line.Split('|').Select(part => part.Trim()).ToArray())
        .Select(cell => new DayRow(Utc(cell[0])!.Value, cell[1], cell[2], cell[3], cell[4], cell[5], cell[6], cell[7], Utc(cell[8]))).ToList();

    private static DateTimeOffset? Utc(string text) => text.Length == 0 ? null
        : DateTimeOffset.ParseExact("2026-" + text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
