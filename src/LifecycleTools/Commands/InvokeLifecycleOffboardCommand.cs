using System;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Commands;

/// <summary>Takes someone's access away and settles what they leave behind, in a fixed order, each step proved before the next.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LifecycleOffboard", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, HelpUri = HelpPages.Folder + "Invoke-LifecycleOffboard.md")]
[OutputType(typeof(StepResult))]
public sealed class InvokeLifecycleOffboardCommand : RequestedRunCommand
{
    /// <summary>Who leaves: a user principal name, an object id, or an object that has one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserPrincipalName", "UPN", "Person")]
    [ArgumentCompleter(typeof(PersonCompleter))]
    [ValidateNotNullOrEmpty]
    public PersonReference[] Identity { get; set; } = [];

    /// <summary>The ticket or form that asks for it; it goes into the journal.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Reason { get; set; }

    /// <summary>A ticket that asks for it, by id or number: the run writes into it instead of opening one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Ticket { get; set; }

    /// <summary>Who takes over mailbox and files. Not given: the role map's chain, usually the manager.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PersonCompleter))]
    public string? Delegate { get; set; }

    /// <summary>When the departure takes effect. Before that time nothing is changed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset? EffectiveAt { get; set; }

    /// <summary>The role whose departure rules hold. Not given: the role map's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RoleNameCompleter))]
    public string? Role { get; set; }

    /// <summary>The site whose departure rules hold. Not given: the role map's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SiteNameCompleter))]
    public string? Site { get; set; }

    /// <summary>Intune ids of the devices to wipe. Wiping cannot be undone; nothing else is wiped.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? WipeDevice { get; set; }

    /// <summary>Cancels the meetings that the person organized; everyone invited gets a mail.</summary>
    [Parameter]
    public SwitchParameter CancelMeeting { get; set; }

    /// <summary>Approves the departure of an administrator. A person whom the tenant file protects is not touched even so.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Waits for nothing that takes long (a mailbox, a conversion, a device): it is left, the run ends as an exception that names it, and Resume-LifecycleRun -Due finishes it.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    private protected override bool LeavesWhatTakesLong => NoWait;

    private protected override RequestKind CarriesOut => LifecycleTools.RequestKind.Departure;

    /// <summary>Offboards people, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        foreach (PersonReference person in Identity) Offboard(person, map);
    }

    private void Offboard(PersonReference person, RoleMap map)
    {
        if (person.Identity.Length == 0)
        {
            Fail(new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.Argument, "Nobody was offboarded: this input names no person.")
            {
                RecommendedAction = "Give a user principal name or an object id, or an object with UserPrincipalName or Id.",
            }, person.Identity);
            return;
        }

        CarryOut(person.Identity, map, () =>
        {
            DepartureRules rules = map.ResolveDeparture(NullIfEmpty(Role), NullIfEmpty(Site));
            DepartureRequest request = Request(person);
            if (IsDryRun)
            {
                Show(Opening(map).PreviewOffboard(request, rules));
                return;
            }

            NeedSomebodyToAnswer(ConfirmImpact.High, person.Identity);
            using LifecycleRun run = Opening(map).Offboard(request, rules, Connected.Journals, RunHeader.OfThisProcess(request.Reason));
            Carry(run, $"Run {run.RunId}, journal {run.JournalPath}.");
        });
    }

    private DepartureRequest Request(PersonReference person) => new()
    {
        Identity = person.Identity,
        Reason = Reason ?? "",
        Ticket = Ticket ?? "",
        RequestId = RequestId ?? "",
        TriggeredAt = TriggeredAt,
        Delegate = Delegate ?? "",
        EffectiveAt = EffectiveAt,
        Role = Role ?? "",
        Site = Site ?? "",
        ApprovePrivileged = Force,
        WipeDevices = (WipeDevice ?? []).ToList(),
        CancelMeetings = MyInvocation.BoundParameters.ContainsKey(nameof(CancelMeeting)) ? CancelMeeting.IsPresent : null,
    };
}
