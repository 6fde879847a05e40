using System.IO;
using System.Management.Automation;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Binding;

/// <summary>Where a report goes: one file, named without wildcards, as PowerShell's providers understand it.</summary>
internal static class ReportPath
{
    /// <summary>The full path of the file.</summary>
    /// <param name="path">-Path; wildcards are refused, because a report is written to one file.</param>
    /// <param name="literal">-LiteralPath: brackets and all.</param>
    /// <exception cref="LifecycleException">ReportPathInvalid.</exception>
    public static string Resolve(SessionState session, string? path, string? literal)
    {
        if (string.IsNullOrEmpty(path) == string.IsNullOrEmpty(literal)) throw Invalid("Give -Path or -LiteralPath, and not both.");
        if (path is { Length: > 0 } && WildcardPattern.ContainsWildcardCharacters(path)) throw Invalid($"'{path}' has wildcards, and a report is one file. Use -LiteralPath for a name that has brackets.");
        string full = OfFiles(session, path is { Length: > 0 } ? path : literal!);
        return Directory.Exists(full) ? throw Invalid($"'{full}' is a folder; name a file in it.") : full;
    }

    /// <summary>What the name of a file says about its format; HTML when it says nothing.</summary>
    public static ReportFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".CSV" => ReportFormat.Csv,
        ".JSON" => ReportFormat.Json,
        _ => ReportFormat.Html,
    };

    private static string OfFiles(SessionState session, string path)
    {
        try
        {
            string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : throw Invalid($"'{path}' is a path of {provider.Name}, not of files.");
        }
        catch (SessionStateException failure)
        {
            throw Invalid(failure.Message);
        }
    }

    private static LifecycleException Invalid(string why) => new(ErrorIds.ReportPathInvalid, ErrorKind.Argument, $"No report was written: {why}");
}
