using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Requests;

/// <summary>What a source says of one person or one form, in the source's own words.</summary>
public sealed record SourceRecord
{
    /// <summary>The source's id of this record; the same for as long as it is about the same person or form. Not empty.</summary>
    public required string SourceId { get; init; }

    /// <summary>Another text whenever the record says something else: a time stamp, a version, a hash of the content.</summary>
    public required string Revision { get; init; }

    /// <summary>What is asked; null to let the dates say it, as those of an HR system do: a start date asks for a hire, an end date for a departure.</summary>
    public RequestKind? Kind { get; init; }

    /// <summary>
    /// The content, by the source's names for its fields. The tenant file's mapping says which is what; a name of <see cref="RequestFields"/> needs no mapping.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The first day, at the person's site; null when there is none ("0000-00-00"), or when it is text in <see cref="Fields"/> for the engine to read.</summary>
    public LocalMoment? StartsAt { get; init; }

    /// <summary>The last day, at the person's site; null when there is none, or when it is text in <see cref="Fields"/> for the engine to read.</summary>
    public LocalMoment? EndsAt { get; init; }

    /// <summary>Taken back at the source: deleted, cancelled, no longer planned.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>The ticket that the record is, by the ticket system's id; null when it is none.</summary>
    public string? Ticket { get; init; }

    /// <summary>Where it stands at the source, for people and for <see cref="Ports.IRequestSource.WriteBackAsync"/>: file and row, ticket number.</summary>
    public string Place { get; init; } = "";

    /// <summary>What the source itself found wrong with it: a row with too few columns.</summary>
    public IReadOnlyList<RequestFinding> Findings { get; init; } = [];
}

/// <summary>A day, and a time on it where one was given, as a clock on the wall shows it.</summary>
/// <param name="Day">The day; its time of day is midnight.</param>
/// <param name="Time">The time of day; null: only the day was given.</param>
/// <param name="Offset">The distance to UTC where the source gave one: then it is a point in time wherever the person is. Null: the clock hangs at the person's site.</param>
public readonly record struct LocalMoment(DateTime Day, TimeSpan? Time = null, TimeSpan? Offset = null);

/// <summary>Something that is wrong with a record or a source.</summary>
/// <param name="Id">One of <see cref="RequestFindingIds"/>.</param>
/// <param name="Field">The field, by our name; empty when it is none in particular.</param>
/// <param name="Message">For people: what is wrong, and what to write instead.</param>
public sealed record RequestFinding(string Id, string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>Every kind of finding in a request. Scripts compare these: a name, once released, keeps its meaning.</summary>
public static class RequestFindingIds
{
    /// <summary>A field that is needed is empty or not there.</summary>
    public const string FieldMissing = nameof(FieldMissing);

    /// <summary>A value cannot be read: a date that is none, a word where yes or no is expected.</summary>
    public const string ValueInvalid = nameof(ValueInvalid);

    /// <summary>The role map has no such role.</summary>
    public const string RoleUnknown = nameof(RoleUnknown);

    /// <summary>The role map has no such site.</summary>
    public const string SiteUnknown = nameof(SiteUnknown);

    /// <summary>The manager is not named, not in the directory, or cannot sign in.</summary>
    public const string ManagerNotFound = nameof(ManagerNotFound);

    /// <summary>The person who leaves is not in the directory.</summary>
    public const string PersonNotFound = nameof(PersonNotFound);

    /// <summary>Several people answer to the name, address or number.</summary>
    public const string PersonAmbiguous = nameof(PersonAmbiguous);

    /// <summary>Nothing says whether it is a hire or a departure.</summary>
    public const string KindUnknown = nameof(KindUnknown);

    /// <summary>The record cannot be read at all: a row with too few columns.</summary>
    public const string RecordUnreadable = nameof(RecordUnreadable);

    /// <summary>A file cannot be read at all.</summary>
    public const string FileUnreadable = nameof(FileUnreadable);

    /// <summary>Another source, or another record, asks the same for the same person.</summary>
    public const string Duplicate = nameof(Duplicate);

    /// <summary>It is due, and only a person can carry it out: a change of role, site or manager.</summary>
    public const string OnlyByHand = nameof(OnlyByHand);

    /// <summary>The date was moved after the request had been carried out.</summary>
    public const string MovedTooLate = nameof(MovedTooLate);

    /// <summary>The request was withdrawn after it had been carried out.</summary>
    public const string WithdrawnTooLate = nameof(WithdrawnTooLate);
}

/// <summary>Our names for the fields of a record. They are compared without case, spaces, '-' and '_', and a few usual names mean the same: First name, Last day.</summary>
public static class RequestFields
{
    /// <summary>Hire, Departure or Change.</summary>
    public const string Kind = nameof(Kind);

    /// <summary>First name.</summary>
    public const string GivenName = nameof(GivenName);

    /// <summary>Last name.</summary>
    public const string Surname = nameof(Surname);

    /// <summary>A role of the role map, or a value that the mapping's <c>roles</c> translates into one.</summary>
    public const string Role = nameof(Role);

    /// <summary>A site of the role map, or a value that the mapping's <c>sites</c> translates into one.</summary>
    public const string Site = nameof(Site);

    /// <summary>The manager: user principal name, mail address, object id, or HR's number.</summary>
    public const string Manager = nameof(Manager);

    /// <summary>The first day.</summary>
    public const string StartDate = nameof(StartDate);

    /// <summary>The last day, or the moment at which access ends.</summary>
    public const string EndDate = nameof(EndDate);

    /// <summary>Department.</summary>
    public const string Department = nameof(Department);

    /// <summary>Job title.</summary>
    public const string JobTitle = nameof(JobTitle);

    /// <summary>HR's number of the person.</summary>
    public const string EmployeeId = nameof(EmployeeId);

    /// <summary>Employee, contractor, apprentice ...</summary>
    public const string EmploymentType = nameof(EmploymentType);

    /// <summary>The private mail address.</summary>
    public const string PersonalEmail = nameof(PersonalEmail);

    /// <summary>Company.</summary>
    public const string CompanyName = nameof(CompanyName);

    /// <summary>Office.</summary>
    public const string OfficeLocation = nameof(OfficeLocation);

    /// <summary>Mobile phone.</summary>
    public const string MobilePhone = nameof(MobilePhone);

    /// <summary>A user principal name that was decided on; for a departure who leaves.</summary>
    public const string UserPrincipalName = nameof(UserPrincipalName);

    /// <summary>A display name that was decided on.</summary>
    public const string DisplayName = nameof(DisplayName);

    /// <summary>Who leaves: user principal name, mail address, object id, or HR's number.</summary>
    public const string Identity = nameof(Identity);

    /// <summary>Who takes over the mailbox and the files.</summary>
    public const string Delegate = nameof(Delegate);

    /// <summary>Serial numbers of devices that are set aside, by comma.</summary>
    public const string DeviceSerialNumbers = nameof(DeviceSerialNumbers);

    /// <summary>The words that ask for it.</summary>
    public const string Reason = nameof(Reason);

    /// <summary>Yes or true: the form takes an earlier one back.</summary>
    public const string Withdrawn = nameof(Withdrawn);

    /// <summary>IANA or Windows time zone, where the person's site is not known to the role map: departures only.</summary>
    public const string Zone = nameof(Zone);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Kind, GivenName, Surname, Role, Site, Manager, StartDate, EndDate, Department, JobTitle, EmployeeId, EmploymentType, PersonalEmail, CompanyName, OfficeLocation,
        MobilePhone, UserPrincipalName, DisplayName, Identity, Delegate, DeviceSerialNumbers, Reason, Withdrawn, Zone,
    ];
}
