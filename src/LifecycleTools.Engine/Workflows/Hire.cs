using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Arrival;
using LifecycleTools.Engine.Steps.Closing;

namespace LifecycleTools.Engine.Workflows;

/// <summary>What happens when someone starts.</summary>
/// <remarks>
/// Nothing is changed unless every check holds. After them each step goes as soon as those that it needs have succeeded, so that waiting
/// for a mailbox holds up only what needs the mailbox.
/// </remarks>
public static class Hire
{
    /// <summary>The workflow's name.</summary>
    public const string Name = "Hire";

    /// <summary>The steps.</summary>
    public static Workflow Define()
    {
        return Workflow.AlongNeeds(Name)

            .Phase("Check")
                .Check<CheckHire>()                                      // finds the account of an earlier run
                .Check<FindFormerAccount>(typeof(CheckHire))             // or that of an earlier employment
                .Check<ChooseName>(typeof(FindFormerAccount))            // which keeps its name
                .Check<CheckReferences>()
                .Check<CheckSeats>(typeof(FindFormerAccount), typeof(CheckReferences))

            .Phase("Ticket")
                .Always<OpenTicket>()                                    // what the checks found is somebody's task as well

            .Phase("Account")
                .Do<RestoreAccount>()
                .Do<CreateAccount>(typeof(RestoreAccount))
                .Do<SetProfile>(typeof(CreateAccount))
                .Do<SetManager>(typeof(CreateAccount))

            .Phase("Licenses")
                .Do<AssignLicenses>(typeof(SetProfile))                  // no license without a usage location

            .Phase("Groups")
                .Do<JoinGroups>(typeof(CreateAccount))

            .Phase("Mail")
                .Do<WaitForMailbox>(typeof(AssignLicenses))
                .Do<ReclaimMailbox>(typeof(WaitForMailbox))
                .Do<SetRegionalSettings>(typeof(WaitForMailbox))
                .Do<SetWorkingHours>(typeof(SetRegionalSettings))        // the hours are counted in the zone
                .Do<JoinDistributionLists>(typeof(WaitForMailbox))
                .Do<GrantSharedMailboxes>(typeof(WaitForMailbox))

            .Phase("First sign-in")
                .Do<RequireRegistration>(typeof(CreateAccount))
                .Do<IssueFirstSignIn>(typeof(RequireRegistration))       // nobody signs in before they must register
                .Do<AllowSignIn>(typeof(CreateAccount))

            .Phase("Device")
                .Do<EnrollDevice>(typeof(CreateAccount))                 // one that was not handed out yet is awaited, not failed
                .Do<AssignDevice>(typeof(EnrollDevice))
                .Do<TagDevice>(typeof(EnrollDevice), typeof(AssignDevice))   // somebody else's device gets nothing
                .Do<PushSoftware>(typeof(EnrollDevice), typeof(AssignDevice))

            .Phase(TicketText.ClosingPhase)
                .Always<WriteTicketLog>(typeof(OpenTicket))              // whatever became of the steps, somebody reads it
                .Always<TellPeople>()                                    // says that all is ready only when all is
                .Always<CloseTicket>(typeof(OpenTicket));
    }
}
