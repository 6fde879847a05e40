using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Reads one intake file into records, each known by whom it is about, so that the same form dropped again is the same request.</summary>
internal sealed class IntakeReader(SourceMapping mapping, string? separator)
{
    private const int MostRows = 10_000;

    /// <summary>The endings of files that are intake files.</summary>
    public static bool IsIntake(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv" or ".json" or ".yaml" or ".yml";

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is too large, or not what its name says.</exception>
    public IntakeFile Read(string path)
    {
        string text = IntakeText.Read(path, out string hash);
        string name = Path.GetFileNameWithoutExtension(path);

        // What a file is called where it ends up says its content too: two files of one name do not overwrite each other, and the same file does no harm.
        string kept = name.EndsWith("." + hash, StringComparison.Ordinal) ? Path.GetFileName(path) : $"{name}.{hash}{Path.GetExtension(path)}";
        return new IntakeFile(kept, Rows(text, path).Select(row => Record(row, kept)).ToList());
    }

    private IReadOnlyList<IntakeRow> Rows(string text, string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => CsvRows.Read(text, separator, MostRows),
        ".tsv" => CsvRows.Read(text, "\t", MostRows),
        ".json" => TreeRows.ReadJson(text, MostRows),
        ".yaml" or ".yml" => TreeRows.ReadYaml(text, path, MostRows),
        string other => throw new InvalidDataException($"its ending is {other}; intake files are .csv, .tsv, .json, .yaml or .yml"),
    };

    private SourceRecord Record(IntakeRow row, string file)
    {
        SourceRecord record = new()
        {
            SourceId = "",
            Revision = Hash(string.Join("\n", row.Fields.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Select(field => $"{field.Key}={field.Value}"))),
            Fields = row.Fields,
            Place = $"{file}#{row.Number}",
            Findings = row.Findings,
        };
        return record with { SourceId = row.Findings.Count > 0 ? "row " + record.Revision : IdOf(record) };
    }

    // Whoever has no number and no address is known by name and day: two people of one name who start on different days must stay two.
    private string IdOf(SourceRecord record)
    {
        string Text(string field) => mapping.Text(record, field);
        if (Text(RequestFields.EmployeeId) is { Length: > 0 } number) return "employee " + number.ToUpperInvariant();
        if (Text(RequestFields.UserPrincipalName) is { Length: > 0 } name) return "person " + name.ToUpperInvariant();
        if (Text(RequestFields.Identity) is { Length: > 0 } identity) return "person " + identity.ToUpperInvariant();
        string who = $"{Text(RequestFields.GivenName)}|{Text(RequestFields.Surname)}|{Text(RequestFields.StartDate)}{Text(RequestFields.EndDate)}".ToUpperInvariant();
        return who.Trim('|').Length == 0 ? "row " + record.Revision : "name " + who;
    }

    private static string Hash(string text) => JournalText.Hash(Encoding.UTF8.GetBytes(text)).Substring(0, 16);
}

/// <summary>A file that was read.</summary>
/// <param name="KeptAs">What it is called where it ends up.</param>
/// <param name="Records">Its forms.</param>
internal sealed record IntakeFile(string KeptAs, IReadOnlyList<SourceRecord> Records);
