using LifecycleTools.Engine.Steps.Closing;
using LifecycleTools.Engine.Steps.Departure;

namespace LifecycleTools.Engine.Workflows;

/// <summary>What happens, in this order, when someone leaves.</summary>
/// <remarks>
/// The order is the point. Access ends before anything else is touched; mail is made safe before the licenses that pay for it go.
/// A failed step does not stop the list unless a line says so: a stuck mailbox must not leave an account open.
/// Steps that stand together do not depend on each other; their calls share a batch.
/// </remarks>
public static class Offboard
{
    /// <summary>The workflow's name.</summary>
    public const string Name = "Offboard";

    /// <summary>The steps.</summary>
    public static Workflow Define() => Workflow.InOrder(Name)

        .Phase("Check")
            .Check<CheckLeaver>()                  // protected people and the operator end here, with nothing changed

        .Phase("End access")
            .Do<BlockSignIn>()                     // first, and alone enough to stop new sign-ins
            .Do<RevokeSessions>()                  // tokens already handed out outlive the block
            .Do<RemoveSignInMethods>()
            .Do<ResetPassword>()                   // after the methods: a reset by phone would undo it
            .Together(access => access
                .Do<RemoveAppAccess>()
                .Do<RemoveDirectoryRoles>())

        .Phase("Ticket")
            .Always<OpenTicket>()                  // as soon as access has ended, and also when it has not

        .Phase("Keep the mail")
            .Do<SettleDelegate>()                  // what follows names who takes over
            .Together(mail => mail
                .Do<SetAutomaticReply>()
                .Do<ForwardMail>()
                .Do<RemoveForwardingRules>()
                .Do<HideFromAddressLists>()
                .Do<CancelMeetings>()              // while the calendar still has its owner
                .Do<RemoveRightsElsewhere>())
            .Together(handover => handover
                .Do<ConvertToShared>()             // while it still has a license
                .Do<DelegateMailbox>()
                .Do<ShareFiles>()
                .Do<HandOverOwnership>()
                .Do<HandOverLists>())

        .Phase("Give back")
            .Do<ReleaseLicenses>()                 // looks for the shared mailbox itself, and keeps what holds any other

        .Phase("Leave groups")
            .Together(groups => groups
                .Do<LeaveGroups>()                 // after the licenses: a group that gives one is left with it
                .Do<LeaveDistributionLists>())

        .Phase("Settle devices")
            .Do<UnenrollDevices>()                 // while Intune still knows which serial numbers are theirs
            .Together(devices => devices
                .Do<ReleaseRmmPerson>()            // after it: the RMM's own tie is a clue to the device
                .Do<DisableEntraDevices>()
                .Do<RetireManagedDevices>()
                .Do<RemoveMailFromPhones>())

        .Phase(TicketText.ClosingPhase)
            .Always<WriteTicketLog>(typeof(OpenTicket))
            .Always<TellPeople>()                  // says that it is done only when it is
            .Always<CloseTicket>(typeof(OpenTicket));
}
