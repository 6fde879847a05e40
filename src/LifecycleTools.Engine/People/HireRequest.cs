using System;
using System.Collections.Generic;
using System.Globalization;

namespace LifecycleTools.Engine.People;

/// <summary>Who starts, as HR, an intake form or a technician says it.</summary>
public sealed record HireRequest
{
    /// <summary>First name.</summary>
    public string GivenName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string Surname { get; init; } = "";

    /// <summary>A role of the role map.</summary>
    public string Role { get; init; } = "";

    /// <summary>A site of the role map.</summary>
    public string Site { get; init; } = "";

    /// <summary>The manager's user principal name or object id; empty for none.</summary>
    public string Manager { get; init; } = "";

    /// <summary>The first day; null for at once.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>Department.</summary>
    public string Department { get; init; } = "";

    /// <summary>Job title.</summary>
    public string JobTitle { get; init; } = "";

    /// <summary>Company.</summary>
    public string CompanyName { get; init; } = "";

    /// <summary>Office.</summary>
    public string OfficeLocation { get; init; } = "";

    /// <summary>Mobile phone.</summary>
    public string MobilePhone { get; init; } = "";

    /// <summary>HR's number; what makes a rerun find the account.</summary>
    public string EmployeeId { get; init; } = "";

    /// <summary>Employee, contractor, apprentice ... as the role map's overrides name it.</summary>
    public string EmploymentType { get; init; } = "";

    /// <summary>The private mail address that HR has.</summary>
    public string PersonalEmail { get; init; } = "";

    /// <summary>A user principal name that was decided on; empty to let the role map name the person.</summary>
    public string UserPrincipalName { get; init; } = "";

    /// <summary>A display name that was decided on; empty to let the role map make it.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Serial numbers of the devices that are set aside for the person.</summary>
    public IReadOnlyList<string> DeviceSerialNumbers { get; init; } = [];

    /// <summary>The ticket that asks for it, by id or number: the run writes into it instead of opening one.</summary>
    public string Ticket { get; init; } = "";

    /// <summary>The ticket or form that asks for it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The request of <see cref="LifecycleRequest"/> that it carries out; empty when somebody typed it.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>When it was asked for and its time had come; null when nobody said. Reports count from it.</summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>What becomes of an account that the person had before.</summary>
    public FormerAccount Former { get; init; }

    /// <summary>For the journal.</summary>
    public IReadOnlyDictionary<string, string> ToFields() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(GivenName)] = GivenName, [nameof(Surname)] = Surname, [nameof(Role)] = Role, [nameof(Site)] = Site,
        [nameof(Manager)] = Manager, [nameof(StartDate)] = StartDate?.ToString("o", CultureInfo.InvariantCulture) ?? "",
        [nameof(Department)] = Department, [nameof(JobTitle)] = JobTitle, [nameof(CompanyName)] = CompanyName,
        [nameof(OfficeLocation)] = OfficeLocation, [nameof(MobilePhone)] = MobilePhone, [nameof(EmployeeId)] = EmployeeId,
        [nameof(EmploymentType)] = EmploymentType, [nameof(PersonalEmail)] = PersonalEmail,
        [nameof(UserPrincipalName)] = UserPrincipalName, [nameof(DisplayName)] = DisplayName, [nameof(Reason)] = Reason,
        [nameof(DeviceSerialNumbers)] = string.Join(",", DeviceSerialNumbers), [nameof(Ticket)] = Ticket, [nameof(RequestId)] = RequestId,
        [nameof(TriggeredAt)] = TriggeredAt?.ToString("o", CultureInfo.InvariantCulture) ?? "",
        [nameof(Former)] = Former == FormerAccount.Ask ? "" : Former.ToString(),
    };

    /// <summary>From the journal.</summary>
    public static HireRequest FromFields(Func<string, string> field) => new()
    {
        GivenName = field(nameof(GivenName)), Surname = field(nameof(Surname)), Role = field(nameof(Role)), Site = field(nameof(Site)),
        Manager = field(nameof(Manager)), StartDate = JournalTime.Parse(field(nameof(StartDate))),
        Department = field(nameof(Department)), JobTitle = field(nameof(JobTitle)), CompanyName = field(nameof(CompanyName)),
        OfficeLocation = field(nameof(OfficeLocation)), MobilePhone = field(nameof(MobilePhone)), EmployeeId = field(nameof(EmployeeId)),
        EmploymentType = field(nameof(EmploymentType)), PersonalEmail = field(nameof(PersonalEmail)),
        UserPrincipalName = field(nameof(UserPrincipalName)), DisplayName = field(nameof(DisplayName)), Reason = field(nameof(Reason)),
        DeviceSerialNumbers = field(nameof(DeviceSerialNumbers)).Split([','], StringSplitOptions.RemoveEmptyEntries), Ticket = field(nameof(Ticket)), RequestId = field(nameof(RequestId)),
        TriggeredAt = JournalTime.Parse(field(nameof(TriggeredAt))),
        Former = field(nameof(Former)) is { Length: > 0 } former ? (FormerAccount)Enum.Parse(typeof(FormerAccount), former) : FormerAccount.Ask,
    };
}

/// <summary>What becomes of an account that somebody who starts had before.</summary>
public enum FormerAccount
{
    /// <summary>The run ends before anything is changed, and names it.</summary>
    Ask,

    /// <summary>The run goes on with it; a deleted one is restored.</summary>
    Restore,

    /// <summary>The person gets a second one.</summary>
    New,
}

/// <summary>Times as journals write them: ISO 8601, round trip.</summary>
internal static class JournalTime
{
    public static DateTimeOffset? Parse(string text) =>
        text.Length == 0 ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
