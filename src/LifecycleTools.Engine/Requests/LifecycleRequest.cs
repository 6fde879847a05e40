using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools;

/// <summary>A hire, a departure or a change that somebody asked for. Its properties bind by name to New-LifecycleHire and Invoke-LifecycleOffboard.</summary>
public sealed record LifecycleRequest
{
    /// <summary>The request's id: the same for the same record of the same source and the same kind, however often it is read.</summary>
    public string Id { get; init; } = "";

    /// <summary>The same, as the commands call it.</summary>
    public string RequestId => Id;

    /// <summary>What is asked.</summary>
    public RequestKind Kind { get; init; }

    /// <summary>The same, as the commands call it: each carries out its own kind only.</summary>
    public RequestKind RequestKind => Kind;

    /// <summary>How it stands.</summary>
    public RequestState State { get; init; }

    /// <summary>The same, as the commands call it: they carry out only what can run.</summary>
    public RequestState RequestState => State;

    /// <summary>The name of the person, for people.</summary>
    public string Person { get; init; } = "";

    /// <summary>Who leaves: an object id or user principal name. Empty for a hire.</summary>
    public string Identity { get; init; } = "";

    /// <summary>First name.</summary>
    public string GivenName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string Surname { get; init; } = "";

    /// <summary>A role of the role map.</summary>
    public string Role { get; init; } = "";

    /// <summary>A site of the role map.</summary>
    public string Site { get; init; } = "";

    /// <summary>The manager's user principal name; empty for none.</summary>
    public string Manager { get; init; } = "";

    /// <summary>The first day, as the calendar at the site shows it, without a zone. Null: no hire, or at once.</summary>
    public DateTime? StartDate { get; init; }

    /// <summary>Department.</summary>
    public string Department { get; init; } = "";

    /// <summary>Job title.</summary>
    public string JobTitle { get; init; } = "";

    /// <summary>HR's number of the person.</summary>
    public string EmployeeId { get; init; } = "";

    /// <summary>Employee, contractor, apprentice ... as the role map's overrides name it.</summary>
    public string EmploymentType { get; init; } = "";

    /// <summary>The private mail address that HR has.</summary>
    public string PersonalEmail { get; init; } = "";

    /// <summary>Company.</summary>
    public string CompanyName { get; init; } = "";

    /// <summary>Office.</summary>
    public string OfficeLocation { get; init; } = "";

    /// <summary>Mobile phone.</summary>
    public string MobilePhone { get; init; } = "";

    /// <summary>A user principal name that was decided on; for a departure the leaver's.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>A display name that was decided on.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Who takes over mailbox and files; empty for the role map's chain.</summary>
    public string Delegate { get; init; } = "";

    /// <summary>Serial numbers of devices that are set aside for the person; null for none.</summary>
    public string[]? DeviceSerialNumber { get; init; }

    /// <summary>The ticket that the request came from; null when it came from none.</summary>
    public string? Ticket { get; init; }

    /// <summary>Why, for the journal: the source and its record, with what was written there.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it takes effect, with the distance to UTC that the zone has then. For a request whose date cannot be told, the beginning of time.</summary>
    public DateTimeOffset EffectiveAt { get; init; }

    /// <summary>The IANA zone in which the date was meant.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Its time has come: a departure's moment, a hire's first day less the lead time.</summary>
    public bool IsDue { get; init; }

    /// <summary>Since when it could have been carried out: the source said it as it is now, and its time had come. Null while its time has not, or its date cannot be told.</summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>The source's name in the tenant file: hr, intake.</summary>
    public string Source { get; init; } = "";

    /// <summary>The source's id of the record.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>Another text whenever the record changes.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Where it stands at the source: file and row, ticket number.</summary>
    public string Place { get; init; } = "";

    /// <summary>The tenant's name, so that the commands pick it.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The account that the person had before: somebody comes back. Empty: nobody with this employee number was here.</summary>
    public string FormerAccount { get; init; } = "";

    /// <summary>The run that carries it out, or did; empty while there is none.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Why it cannot run, by field; empty when it can.</summary>
    public IReadOnlyList<RequestFinding> Findings { get; init; } = [];
}

/// <summary>What a request asks for.</summary>
public enum RequestKind
{
    /// <summary>Someone starts.</summary>
    Hire,

    /// <summary>Someone leaves.</summary>
    Departure,

    /// <summary>Someone gets another role, site or manager.</summary>
    Change,
}

/// <summary>How a request stands.</summary>
public enum RequestState
{
    /// <summary>Nothing has been done for it yet.</summary>
    Waiting,

    /// <summary>A run was begun and has not ended: it runs, it waits for something that has not come yet, or its process was killed.</summary>
    Running,

    /// <summary>A hire was carried out before its first day; on that day sign-in must still be allowed.</summary>
    Prepared,

    /// <summary>Carried out, and every step proved.</summary>
    Completed,

    /// <summary>A person must look: the run left something open, or the record was moved or withdrawn after it had been carried out.</summary>
    Exception,

    /// <summary>Taken back at the source before anything was done.</summary>
    Withdrawn,

    /// <summary>It cannot run as it stands; the findings say why.</summary>
    Invalid,

    /// <summary>Another request asks the same for the same person; that one runs.</summary>
    Duplicate,
}
