using System;

namespace LifecycleTools;

/// <summary>What a check of one journal came to. Scalars only, so that it survives CSV, JSON, jobs and remoting.</summary>
public sealed class RunVerdict
{
    /// <summary>The run, by the name of its file.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The journal.</summary>
    public string Path { get; init; } = "";

    /// <summary>Every line holds, and so does the signature where one is there or was asked for.</summary>
    public bool IsIntact { get; init; }

    /// <summary>How many whole lines the file has.</summary>
    public int Lines { get; init; }

    /// <summary>The first line, from 1, that does not hold; null when all do.</summary>
    public int? FirstBadLine { get; init; }

    /// <summary>What was found.</summary>
    public RunFinding Finding { get; init; }

    /// <summary>The finding in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Whose certificate the end is signed with: name and thumbprint; empty when it is not signed, or the signature does not hold.</summary>
    public string SignedBy { get; init; } = "";

    /// <summary>When it was signed, in UTC, as the signature says; null without one that holds.</summary>
    public DateTime? SignedUtc { get; init; }
}

/// <summary>What a check of a journal can find.</summary>
public enum RunFinding
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The chain holds and the run has no end: it is under way, it was killed, or whole lines were cut off. Only a signature tells these apart.</summary>
    Unfinished,

    /// <summary>A line is not what the next one was written after, or is no line of a journal.</summary>
    Altered,

    /// <summary>Lines were taken out.</summary>
    Missing,

    /// <summary>Lines are there in another order.</summary>
    Reordered,

    /// <summary>A line was put in that does not belong there.</summary>
    Added,

    /// <summary>The signature is of a longer journal: lines were cut off at the end.</summary>
    Truncated,

    /// <summary>The last line has no end: the process that wrote it was killed, or the disk was full. Resume-LifecycleRun sets it aside.</summary>
    TornLastLine,

    /// <summary>A signature belongs there, and there is none.</summary>
    NotSigned,

    /// <summary>The signature is not one of this journal.</summary>
    SignatureInvalid,

    /// <summary>It is signed, with another certificate than the expected one.</summary>
    SignedByOther,
}
