using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Requests;

/// <summary>Which requests are wanted.</summary>
public sealed record RequestQuery
{
    /// <summary>Names of sources in the tenant file; empty for all of them.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Kinds; empty for all of them.</summary>
    public IReadOnlyList<RequestKind> Kinds { get; init; } = [];

    /// <summary>Only those whose time has come and that can run; the guards are asked.</summary>
    public bool Due { get; init; }

    /// <summary>Also those that are closed: carried out, withdrawn.</summary>
    public bool All { get; init; }

    /// <summary>So many days before the first day a hire is due, by the calendar at the site.</summary>
    public int LeadDays { get; init; }

    /// <summary>Only what takes effect since then, of midnight since that day at the site; of a register also what had passed when it was first read. Null: no such limit.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The guards do not stop the batch.</summary>
    public bool Force { get; init; }

    /// <summary>People who were approved one by one: names, user principal names, HR's numbers or request ids.</summary>
    public IReadOnlyList<string> Approved { get; init; } = [];
}

/// <summary>What came of asking.</summary>
/// <param name="Requests">The requests, those that take effect first at the beginning.</param>
/// <param name="Failures">What a person should know, each with whom or what it concerns. None of them kept the others from going on.</param>
public sealed record RequestReading(IReadOnlyList<LifecycleRequest> Requests, IReadOnlyList<RequestFailure> Failures);

/// <summary>Something that went wrong with one request, one source or one batch.</summary>
/// <param name="Failure">What.</param>
/// <param name="Target">The person, the source or the file.</param>
public sealed record RequestFailure(LifecycleException Failure, string Target);
