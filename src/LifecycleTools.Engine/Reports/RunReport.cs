using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Reports;

/// <summary>Everything that the journal of one run says, in the order in which an auditor asks.</summary>
public sealed record RunReport
{
    /// <summary>What it counts for.</summary>
    public required RunFigures Figures { get; init; }

    /// <summary>The newest result of each step, and what is left.</summary>
    public required RunSummary Summary { get; init; }

    /// <summary>The tenant's id.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The object id of the account; null when the run never knew it.</summary>
    public string? AccountId { get; init; }

    /// <summary>What people call the run's ticket; null when there is none.</summary>
    public string? Ticket { get; init; }

    /// <summary>The processes that worked on it, with the steps that ended in each.</summary>
    public required IReadOnlyList<RunProcess> Processes { get; init; }

    /// <summary>What was asked, field by field; empty fields are left out.</summary>
    public IReadOnlyList<ReportedFact> Request { get; init; } = [];

    /// <summary>Every change that was sent, in order.</summary>
    public IReadOnlyList<ReportedCall> Calls { get; init; } = [];

    /// <summary>What something was before the run changed it.</summary>
    public IReadOnlyList<ReportedSnapshot> Snapshots { get; init; } = [];

    /// <summary>Who was told that a person is needed, and how.</summary>
    public IReadOnlyList<ReportedNotice> Told { get; init; } = [];
}

/// <summary>One process that worked on a run.</summary>
/// <param name="Number">1 for the one that began it.</param>
/// <param name="Began">When.</param>
/// <param name="Operator">The account at the machine.</param>
/// <param name="Host">The machine.</param>
/// <param name="Process">Process id and name.</param>
/// <param name="Module">Version of this module.</param>
/// <param name="Results">The steps that ended in it, by the time at which they began.</param>
public sealed record RunProcess(int Number, DateTimeOffset Began, string Operator, string Host, string Process, string Module, IReadOnlyList<StepResult> Results);

/// <summary>A name and what it stands for.</summary>
public sealed record ReportedFact(string Name, string Value);

/// <summary>A change that was sent to a system.</summary>
/// <param name="Sent">When it left.</param>
/// <param name="Step">The step's id.</param>
/// <param name="What">Method and address, or the cmdlet; no body.</param>
/// <param name="ClientRequestId">The id that we gave it.</param>
/// <param name="Answer">What came back; null when no answer was recorded.</param>
public sealed record ReportedCall(DateTimeOffset Sent, string Step, string What, string ClientRequestId, CallAnswer? Answer);

/// <summary>What a system answered.</summary>
/// <param name="At">When.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="RequestId">The system's own id; empty when it gave none.</param>
public sealed record CallAnswer(DateTimeOffset At, string Status, string RequestId);

/// <summary>What something was before it was changed.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Kind">What it is: group, license, mailbox.</param>
/// <param name="Fields">What it was.</param>
public sealed record ReportedSnapshot(DateTimeOffset At, string Kind, IReadOnlyList<ReportedFact> Fields);

/// <summary>Somebody was told.</summary>
/// <param name="At">When.</param>
/// <param name="To">Who.</param>
/// <param name="How">The way, with what it answered.</param>
public sealed record ReportedNotice(DateTimeOffset At, string To, string How);
