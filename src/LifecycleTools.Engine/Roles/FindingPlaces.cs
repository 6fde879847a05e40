using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Roles;

/// <summary>Places findings about things that a file names at the first line that names them.</summary>
internal sealed class FindingPlaces(string path, string text)
{
    private readonly List<RoleMapFinding> _all = [];
    private readonly string[] _lines = text.Split('\n');

    public IReadOnlyList<RoleMapFinding> All => _all;

    public void Error(string about, string id, string message) => Add(about, FindingSeverity.Error, id, message);

    public void Warning(string about, string id, string message) => Add(about, FindingSeverity.Warning, id, message);

    private void Add(string about, FindingSeverity severity, string id, string message)
    {
        (int line, int column) = PlaceOf(about);
        _all.Add(new RoleMapFinding(path, line, column, severity, id, message));
    }

    private (int Line, int Column) PlaceOf(string about)
    {
        for (int line = 0; about.Length > 0 && line < _lines.Length; line++)
        {
            int comment = _lines[line].IndexOf('#');
            int at = _lines[line].IndexOf(about, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (comment < 0 || at < comment)) return (line + 1, at + 1);
        }

        return (0, 0);
    }
}
