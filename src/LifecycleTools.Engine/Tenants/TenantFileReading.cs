using System.Linq;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Tenants;

/// <summary>What came of reading a tenant file.</summary>
/// <param name="Report">What was found in it.</param>
/// <param name="File">Its content. Null when it has errors.</param>
public sealed record TenantFileReading(RoleMapReport Report, TenantFile? File)
{
    /// <summary>The content, or the first reason why there is none.</summary>
    /// <exception cref="LifecycleException">TenantFileInvalid.</exception>
    public TenantFile RequireFile()
    {
        if (Report.IsValid && File is not null) return File;

        RoleMapFinding[] errors = Report.Findings.Where(finding => finding.Severity == FindingSeverity.Error).ToArray();
        string others = errors.Length <= 1 ? "" : $" ({errors.Length - 1} more)";
        throw new LifecycleException(ErrorIds.TenantFileInvalid, ErrorKind.Data,
            $"The tenant file was not used: {Report.Path}({errors[0].Line},{errors[0].Column}): {errors[0].Message}{others}");
    }
}
