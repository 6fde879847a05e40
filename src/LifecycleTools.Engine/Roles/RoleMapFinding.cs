namespace LifecycleTools;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>The file cannot be used as it is.</summary>
    Error,

    /// <summary>The file can be used, and a person should look.</summary>
    Warning,
}

/// <summary>Something wrong in a role map or tenant file: where, what, and what to write instead.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line, counted from 1. 0: the file as a whole.</param>
/// <param name="Column">Column, counted from 1. 0: the file as a whole.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Id">What kind of finding it is; one of <see cref="FindingIds"/>.</param>
/// <param name="Message">What is wrong, and what to write instead. Never a secret, also when the finding is about one.</param>
public sealed record RoleMapFinding(string Path, int Line, int Column, FindingSeverity Severity, string Id, string Message);
