using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Engine.Roles;

/// <summary>A role map file as it is written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What is in it.</param>
public sealed record RoleMapText(string Path, string Text);

/// <summary>Places findings about things that the files of a map name at the first line that names them.</summary>
internal sealed class FindingPlaces
{
    private static readonly Regex s_comment = new(@"(^|\s)#.*$", RegexOptions.CultureInvariant);
    private readonly (string Path, string[] Lines)[] _files;
    private readonly HashSet<RoleMapFinding> _all = [];

    public FindingPlaces(IEnumerable<RoleMapText> files) =>
        _files = files.Select(file => (file.Path, file.Text.Split('\n').Select(line => s_comment.Replace(line.TrimEnd('\r'), "")).ToArray())).ToArray();

    /// <summary>In the order of the files; what concerns a file as a whole comes first.</summary>
    public IReadOnlyList<RoleMapFinding> All =>
        _files.SelectMany(file => _all.Where(finding => finding.Path == file.Path).OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)).ToArray();

    public void Error(string about, string id, string message) => Add(about, FindingSeverity.Error, id, message);

    public void Warning(string about, string id, string message) => Add(about, FindingSeverity.Warning, id, message);

    private void Add(string about, FindingSeverity severity, string id, string message)
    {
        (string path, int line, int column) = PlaceOf(about);
        _all.Add(new RoleMapFinding(path, line, column, severity, id, message));
    }

    private (string Path, int Line, int Column) PlaceOf(string about)
    {
        if (about.Length > 0)
        {
            // "Sales" is a group in a list before it is the beginning of "Sales people", and it is not the role "sales".
            string written = Regex.Escape(about);
            string quoted = Regex.Escape(about.Replace("'", "''"));
            string value = $@"(?:^\s*-\s+|[:,\[{{]\s*|^\s*)(?:""(?<it>{written})""|'(?<it>{quoted})'|(?<it>{written}))\s*(?:$|[,\]}}])";
            string key = $@"(?:^|[\s{{])['""]?(?<it>{written})['""]?\s*:";
            string anywhere = $"(?<it>{written})";
            foreach (string pattern in new[] { value, "(?i)" + value, "(?i)" + key, "(?i)" + anywhere })
            {
                if (Find(new Regex(pattern, RegexOptions.CultureInvariant)) is { } place) return place;
            }
        }

        return (_files[0].Path, 0, 0);
    }

    private (string Path, int Line, int Column)? Find(Regex sought)
    {
        foreach ((string path, string[] lines) in _files)
        {
            for (int line = 0; line < lines.Length; line++)
            {
                if (sought.Match(lines[line]) is { Success: true } match) return (path, line + 1, match.Groups["it"].Index + 1);
            }
        }

        return null;
    }
}
