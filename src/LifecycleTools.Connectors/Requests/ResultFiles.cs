using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Requests;

/// <summary>What became of an intake file, form by form, in a table beside it: name.csv has name.csv.result.csv.</summary>
internal sealed class ResultFiles(string folder)
{
    private const string Ending = ".result.csv";
    private static readonly string[] s_columns = ["Row", "Person", "Kind", "State", "EffectiveAt", "UserPrincipalName", "RunId", "RequestId", "Detail"];

    /// <summary>Where files lie whose forms were taken.</summary>
    public string Processed => Path.Combine(folder, "processed");

    /// <summary>Where files lie that a person must look at.</summary>
    public string Failed => Path.Combine(folder, "failed");

    /// <summary>Writes the table with everything that reading the file showed.</summary>
    public void Begin(string file, bool failed, SourcePage page)
    {
        List<string[]> rows = page.Findings.Select(finding => Row("", "", "Unreadable", finding.Message)).ToList();
        rows.AddRange(page.Records.Select(record => Row(RowOf(record.Place), "", record.Findings.Count > 0 ? "Invalid" : "Read",
            record.Findings.Count > 0 ? string.Join(" ", record.Findings) : "Taken. When nothing else comes to stand here, an earlier file said the same.")));
        Save(Path.Combine(failed ? Failed : Processed, file + Ending), rows);
    }

    /// <summary>Writes the line of one form; the file moves to failed when a person must look at it.</summary>
    public void Write(string file, SourceOutcome outcome)
    {
        string? path = new[] { Processed, Failed }.Select(place => Path.Combine(place, file + Ending)).FirstOrDefault(File.Exists);

        // Somebody tidied up: the ledger knows all the same.
        if (path is null) return;
        List<string[]> rows = Read(path);
        string number = RowOf(outcome.Place);
        rows.RemoveAll(row => row[0] == number && (row[7] == outcome.RequestId || row[7].Length == 0));
        rows.Add(
        [
            number, outcome.Person, outcome.Kind.ToString(), outcome.State.ToString(), outcome.EffectiveAt?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture) ?? "",
            outcome.UserPrincipalName, outcome.RunId, outcome.RequestId, outcome.Detail,
        ]);
        Save(path, rows.OrderBy(row => int.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out int line) ? line : 0).ToList());
        bool needsPerson = outcome.State is RequestState.Invalid or RequestState.Exception;
        if (needsPerson && Path.GetDirectoryName(path) == Processed) MoveToFailed(file);
    }

    private void MoveToFailed(string file)
    {
        Directory.CreateDirectory(Failed);
        foreach (string name in new[] { file, file + Ending })
        {
            string from = Path.Combine(Processed, name);
            string to = Path.Combine(Failed, name);
            if (!File.Exists(from)) continue;
            if (File.Exists(to)) File.Delete(to);
            File.Move(from, to);
        }
    }

    private static List<string[]> Read(string path) => CsvRows.Read(IntakeText.Decode(File.ReadAllBytes(path)), ",", int.MaxValue)
        .Select(row => s_columns.Select(column => row.Fields.TryGetValue(column, out string? value) ? Bare(value) : "").ToArray()).ToList();

    // A reader sees the old table or the new one, never half of either.
    private static void Save(string path, IReadOnlyList<string[]> rows)
    {
        StringBuilder text = new();
        foreach (string[] row in rows.Prepend(s_columns)) text.Append(string.Join(",", row.Select(Quoted))).Append("\r\n");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = path + ".new";
        File.WriteAllText(beside, text.ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        if (File.Exists(path)) File.Replace(beside, path, null);
        else File.Move(beside, path);
    }

    private static string[] Row(string number, string person, string state, string detail) => [number, person, "", state, "", "", "", "", detail];

    private static string RowOf(string place) => place.Substring(place.LastIndexOf('#') + 1);

    // What a form says comes back in a table that somebody opens in Excel: a text that would be a formula there is not one.
    internal static string Quoted(string value)
    {
        string safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.IndexOfAny(['"', ',', ';', '\r', '\n', '\t', '\'']) >= 0 ? "\"" + string.Join("\"\"", safe.Split('"')) + "\"" : safe;
    }

    private static string Bare(string value) => value.Length > 1 && value[0] == '\'' && value[1] is '=' or '+' or '-' or '@' or '\t' or '\r' ? value.Substring(1) : value;
}
