using System;

namespace LifecycleTools.Engine.Errors;

/// <summary>A failure with a stable id. Its message says what did not happen, to whom, why, and what to do.</summary>
public class LifecycleException : Exception
{
    /// <param name="id">One of <see cref="ErrorIds"/>.</param>
    /// <param name="kind">What sort of failure it is.</param>
    /// <param name="message">For the operator. Never a secret.</param>
    /// <param name="inner">What caused it, when another exception did.</param>
    public LifecycleException(string id, ErrorKind kind, string message, Exception? inner = null)
        : base(message, inner)
    {
        Id = id;
        Kind = kind;
    }

    /// <summary>The stable id that scripts compare.</summary>
    public string Id { get; }

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What the operator should do about it.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The system's own id of the request that failed, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The request left and no answer came: it may have taken effect. Look before sending it again.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>
    /// Shortly after our own create or change this means "not yet": the systems' replicas have not met. Later it means what it says.
    /// </summary>
    public bool MayBeReplication { get; init; }
}
