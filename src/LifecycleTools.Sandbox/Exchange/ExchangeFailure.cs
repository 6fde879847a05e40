using System;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>A cmdlet that ended with an error; <see cref="ExchangeErrorBodies"/> writes it as the service does.</summary>
internal sealed class ExchangeFailure : Exception
{
    public ExchangeFailure(int status, string mark, string type, string text) : base(text)
    {
        Status = status;
        Mark = mark;
        Type = type;
    }

    public int Status { get; }

    /// <summary>The service's short mark of the place that failed, <c>ExHHHHHH</c>; empty for errors of the endpoint itself.</summary>
    public string Mark { get; }

    /// <summary>Full name of the exception type.</summary>
    public string Type { get; }

    /// <summary>False for errors that only the inner exception tells of.</summary>
    public bool HasDetails { get; set; } = true;
}
