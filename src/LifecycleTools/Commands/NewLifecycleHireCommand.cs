using System;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Commands;

/// <summary>Has everything ready for someone who starts: account, licenses, mailbox, groups, lists, first sign-in.</summary>
[Cmdlet(VerbsCommon.New, "LifecycleHire", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = HireSet, HelpUri = HelpPages.Folder + "New-LifecycleHire.md")]
[OutputType(typeof(StepResult), typeof(LifecycleCredential))]
public sealed class NewLifecycleHireCommand : RequestedRunCommand
{
    private const string HireSet = "Hire";
    private const string RestoreSet = "Restore";
    private const string NewAccountSet = "NewAccount";

    /// <summary>First name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FirstName")]
    [ValidateNotNullOrEmpty]
    public string GivenName { get; set; } = "";

    /// <summary>Last name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastName")]
    [ValidateNotNullOrEmpty]
    public string Surname { get; set; } = "";

    /// <summary>A role of the role map.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = "";

    /// <summary>A site of the role map.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SiteNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Site { get; set; } = "";

    /// <summary>The manager's user principal name or object id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PersonCompleter))]
    public string? Manager { get; set; }

    /// <summary>The first day, at the site's local time. Until then the account stays disabled, if the role map says so.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTime? StartDate { get; set; }

    /// <summary>Department.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DepartmentCompleter))]
    public string? Department { get; set; }

    /// <summary>Job title.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Title")]
    public string? JobTitle { get; set; }

    /// <summary>HR's number of the person. With it, a second run continues the first and never makes a second account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EmployeeId { get; set; }

    /// <summary>Employee, contractor ... as the role map's overrides name it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EmploymentTypeCompleter))]
    public string? EmploymentType { get; set; }

    /// <summary>The private mail address that HR has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PersonalEmail { get; set; }

    /// <summary>Company.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CompanyName { get; set; }

    /// <summary>Office.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? OfficeLocation { get; set; }

    /// <summary>Mobile phone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? MobilePhone { get; set; }

    /// <summary>A user principal name that was decided on. Not given: the role map's naming rules make one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("UPN")]
    public string? UserPrincipalName { get; set; }

    /// <summary>A display name that was decided on. Not given: the role map's naming rules make one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DisplayName { get; set; }

    /// <summary>Serial numbers of the devices that are set aside for the person; the RMM is to see them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? DeviceSerialNumber { get; set; }

    /// <summary>A ticket that asks for it, by id or number: the run writes into it instead of opening one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Ticket { get; set; }

    /// <summary>The ticket or form that asks for it; it goes into the journal.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Reason { get; set; }

    /// <summary>Goes on with the account that the person had before: a disabled one is enabled, a deleted one restored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RestoreSet)]
    public SwitchParameter Restore { get; set; }

    /// <summary>Makes a second account although the person had one before.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NewAccountSet)]
    public SwitchParameter NewAccount { get; set; }

    /// <summary>Waits for nothing that takes long (a mailbox, a conversion, a device): it is left, the run ends as an exception that names it, and Resume-LifecycleRun -Due finishes it.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    private protected override bool LeavesWhatTakesLong => NoWait;

    private protected override RequestKind CarriesOut => LifecycleTools.RequestKind.Hire;

    /// <summary>Hires one person.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        CarryOut($"{GivenName} {Surname}", map, () =>
        {
            Entitlements means = map.Resolve(new RoleRequest(Role, Site, NullIfEmpty(Department), NullIfEmpty(EmploymentType)));
            HireRequest request = Request(means.Site);
            if (means.NotAppliedBy(Connected.Connection.Systems) is { Count: > 0 } left) WriteWarning($"{GivenName} {Surname}: the role map names {string.Join(", ", left)}; this version does not apply that, so a person must.");
            if (IsDryRun)
            {
                Show(Opening(map).PreviewHire(request, means));
                return;
            }

            using LifecycleRun run = Opening(map).Hire(request, means, Connected.Journals, RunHeader.OfThisProcess(request.Reason), HandOut);
            Carry(run, $"Run {run.RunId}, journal {run.JournalPath}.");
        });
    }

    private HireRequest Request(Site site) => new()
    {
        GivenName = GivenName.Trim(),
        Surname = Surname.Trim(),
        Role = Role,
        Site = Site,
        Manager = Manager ?? "",
        StartDate = StartDate is { } day ? LocalTime(day, site.TimeZone) : null,
        Department = Department ?? "",
        JobTitle = JobTitle ?? "",
        CompanyName = CompanyName ?? "",
        OfficeLocation = OfficeLocation ?? "",
        MobilePhone = MobilePhone ?? "",
        EmployeeId = EmployeeId ?? "",
        EmploymentType = EmploymentType ?? "",
        PersonalEmail = PersonalEmail ?? "",
        UserPrincipalName = UserPrincipalName ?? "",
        DisplayName = DisplayName ?? "",
        Reason = Reason ?? "",
        Former = Restore ? FormerAccount.Restore : NewAccount ? FormerAccount.New : FormerAccount.Ask,
        DeviceSerialNumbers = (DeviceSerialNumber ?? []).Select(serial => serial.Trim()).Where(serial => serial.Length > 0).ToList(),
        Ticket = Ticket ?? "",
        RequestId = RequestId ?? "",
        TriggeredAt = TriggeredAt,
    };

    // A date without a zone is one at the site; one that says UTC or local time already is a point in time.
    private static DateTimeOffset LocalTime(DateTime day, string zone) => day.Kind == DateTimeKind.Unspecified
        ? SiteTime.At(day, zone)
        : new DateTimeOffset(day);
}
