using System.Management.Automation;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Reporting;

/// <summary>Turns our failures into error records; the only place that makes one.</summary>
internal static class ErrorRecords
{
    /// <param name="failure">What happened.</param>
    /// <param name="target">The person's name, a path or a run id.</param>
    public static ErrorRecord From(LifecycleException failure, object? target) => new(failure, failure.Id, CategoryOf(failure.Kind), target)
    {
        ErrorDetails = new ErrorDetails(failure.RequestId is { Length: > 0 } id ? $"{failure.Message} (request {id})" : failure.Message)
        {
            RecommendedAction = failure.RecommendedAction ?? "Get-Help about_LifecycleJournal",
        },
    };

    private static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.Argument => ErrorCategory.InvalidArgument,
        ErrorKind.Syntax => ErrorCategory.ParserError,
        ErrorKind.Data => ErrorCategory.InvalidData,
        ErrorKind.Exists => ErrorCategory.ResourceExists,
        ErrorKind.Refused => ErrorCategory.PermissionDenied,
        ErrorKind.Setup => ErrorCategory.ResourceUnavailable,
        ErrorKind.SignIn => ErrorCategory.AuthenticationError,
        ErrorKind.Limit => ErrorCategory.LimitsExceeded,
        ErrorKind.Time => ErrorCategory.OperationTimeout,
        ErrorKind.Network => ErrorCategory.ConnectionError,
        ErrorKind.Answer => ErrorCategory.InvalidResult,
        ErrorKind.Order => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.WriteError,
    };
}
