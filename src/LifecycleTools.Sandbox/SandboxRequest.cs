using System;

namespace LifecycleTools.Sandbox;

/// <summary>One request that reached the sandbox, and its answer. Items of a batch are listed singly, after their batch.</summary>
public sealed record SandboxRequest
{
    public string Method { get; init; } = "";
    public string Host { get; init; } = "";

    /// <summary>Path and query as sent, still escaped. For items of a batch the version root is put in front.</summary>
    public string Path { get; init; } = "";

    public string? Body { get; init; }

    /// <summary>The HTTP status. 0: no answer was given (dropped, lost or timed out).</summary>
    public int Status { get; init; }

    public string? ResponseBody { get; init; }

    /// <summary>True when it asked for a change; for Exchange, when the cmdlet's verb is not Get or Test.</summary>
    public bool IsWrite { get; init; }

    /// <summary>When it arrived, on the tenant's clock.</summary>
    public DateTimeOffset ReceivedUtc { get; init; }

    public string? ClientRequestId { get; init; }

    /// <summary>Joins a batch and its items; null outside a batch.</summary>
    public string? BatchId { get; init; }

    /// <summary>The Exchange cmdlet; null for all else.</summary>
    public string? Cmdlet { get; init; }

    /// <summary>The kind of fault that met it; null when it was answered in the ordinary way.</summary>
    public string? Fault { get; init; }
}
