using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Collects what is wrong in one file.</summary>
internal sealed class FindingList
{
    // A file that breaks this many rules is not a map with mistakes but another kind of file.
    private const int Most = 200;

    private readonly List<RoleMapFinding> _findings = new();

    public FindingList(string path) => Path = path;

    public string Path { get; }

    /// <summary>Whether enough is known of the file; whoever looks for more can stop.</summary>
    public bool IsFull => _findings.Count >= Most;

    public bool HasErrors => _findings.Any(finding => finding.Severity == FindingSeverity.Error);

    public void Error(YamlNode at, string id, string message) => Error(at.Line, at.Column, id, message);

    public void Error(int line, int column, string id, string message) => Add(line, column, FindingSeverity.Error, id, message);

    public void Warn(YamlNode at, string id, string message) => Add(at.Line, at.Column, FindingSeverity.Warning, id, message);

    public RoleMapReport ToReport() => new(Path, _findings.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column).ToArray());

    private void Add(int line, int column, FindingSeverity severity, string id, string message)
    {
        // An error beyond the limit is dropped only when the file is known to be invalid anyway.
        if (!IsFull || (severity == FindingSeverity.Error && !HasErrors))
        {
            _findings.Add(new RoleMapFinding(Path, line, column, severity, id, message));
        }
    }
}
