using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools;

/// <summary>What a check of one role map file found.</summary>
public sealed class RoleMapReport
{
    /// <param name="path">The file.</param>
    /// <param name="findings">What was found, in the order of the file.</param>
    public RoleMapReport(string path, IReadOnlyList<RoleMapFinding> findings)
    {
        Path = path;
        Findings = findings;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Whether it can be used: warnings allow it, errors do not.</summary>
    public bool IsValid => Findings.All(finding => finding.Severity != FindingSeverity.Error);

    /// <summary>What was found, in the order of the file.</summary>
    public IReadOnlyList<RoleMapFinding> Findings { get; }

    /// <summary>The same file with findings that were made elsewhere, against a tenant for example, added.</summary>
    public RoleMapReport With(IEnumerable<RoleMapFinding> more) => new(Path, Findings.Concat(more).ToArray());
}
