using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LifecycleTools.Engine.Time;

/// <summary>Time zones by IANA id, the same on Windows PowerShell, which knows only Windows names, as on PowerShell 7.</summary>
public static class TimeZones
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_windowsNames = new(ReadTable);

    /// <summary>Whether this is an IANA id, as Europe/Zurich. Case matters, as it does to the services.</summary>
    /// <remarks>An id that is newer than our table is accepted when this system knows it.</remarks>
    public static bool IsIana(string id) =>
        s_windowsNames.Value.ContainsKey(id) || (id.IndexOf('/') > 0 && !HasOtherCase(id) && TryFind(id) is not null);

    /// <summary>Every IANA id of our table.</summary>
    public static IEnumerable<string> IanaIds => s_windowsNames.Value.Keys;

    /// <summary>The name that Exchange and Windows have for a zone, as "W. Europe Standard Time". Null: they have none.</summary>
    public static string? ToWindows(string iana) => s_windowsNames.Value.TryGetValue(iana, out string? windows) ? windows : null;

    /// <summary>The IANA id that is meant by a Windows name; of several the usual one. Null: not a Windows name.</summary>
    public static string? FromWindows(string windows) =>
        s_windowsNames.Value.Where(pair => pair.Value.Equals(windows, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Key).FirstOrDefault();

    /// <summary>The IANA id of a zone that was given by that id or by its Windows name. Null: there is no such zone.</summary>
    public static string? ToIana(string zone) => IsIana(zone) ? zone : FromWindows(zone);

    /// <summary>The rules of a zone, daylight saving included.</summary>
    /// <exception cref="TimeZoneNotFoundException">This system has no such zone.</exception>
    public static TimeZoneInfo Find(string iana) =>
        TryFind(iana) ?? TimeZoneInfo.FindSystemTimeZoneById(ToWindows(iana) ?? iana);

    private static TimeZoneInfo? TryFind(string id)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(id);
        }
        catch (TimeZoneNotFoundException)
        {
            return null;
        }
        catch (InvalidTimeZoneException)
        {
            return null;
        }
    }

    // Some systems find zones whatever their case; Graph and Exchange do not.
    private static bool HasOtherCase(string id) =>
        s_windowsNames.Value.Keys.Any(known => known.Equals(id, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyDictionary<string, string> ReadTable()
    {
        using Stream table = typeof(TimeZones).Assembly.GetManifestResourceStream("LifecycleTools.Engine.Time.zones.txt")!;
        using var lines = new StreamReader(table);
        var windowsNames = new Dictionary<string, string>(StringComparer.Ordinal);

        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith("#", StringComparison.Ordinal)) continue;
            int equals = line.IndexOf('=');
            foreach (string iana in line.Substring(equals + 1).Split(' ')) windowsNames.Add(iana, line.Substring(0, equals));
        }

        return windowsNames;
    }
}
