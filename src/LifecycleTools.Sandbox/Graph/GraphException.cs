using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>An error that Graph answers with; thrown by a route, turned into the answer by <see cref="GraphService"/>.</summary>
public sealed class GraphException : Exception
{
    public GraphException(int status, string code, string message, params (string Code, string Message, string? Target)[] details)
        : base(message)
    {
        Status = status;
        Code = code;
        Details = details.ToList();
    }

    public int Status { get; }

    public string Code { get; }

    public IReadOnlyList<(string Code, string Message, string? Target)> Details { get; }

    /// <summary>True for services (authentication methods, Exchange, OneDrive) that put the message into innerError too.</summary>
    public bool RepeatsMessage { get; init; }

    /// <summary>Seconds after which to come again, where the answer says so; null for the usual ten of a 429.</summary>
    public string? RetryAfter { get; init; }
}
