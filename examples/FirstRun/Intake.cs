using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.VisualBasic.FileIO;

namespace LifecycleTools.FirstRun;

/// <summary>Reads an intake file as Import-Csv would, which a bare PowerShell engine does not have.</summary>
internal static class Intake
{
    public static PSObject[] Read(string path)
    {
        using TextFieldParser csv = new(path) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        string[] names = csv.ReadFields() ?? [];
        List<PSObject> rows = [];
        while (csv.ReadFields() is { } cells) rows.Add(Row(names, cells));
        return [.. rows];
    }

    private static PSObject Row(string[] names, string[] cells)
    {
        PSObject row = new();
        foreach ((string name, string value) in names.Zip(cells).Where(cell => cell.Second.Length > 0))
        {
            row.Properties.Add(new PSNoteProperty(name, value));
        }

        return row;
    }
}
