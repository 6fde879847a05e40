using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Steps.Closing;
using LifecycleTools.Engine.Steps.Return;

namespace LifecycleTools.Engine.Workflows;

/// <summary>What happens when a departure is undone.</summary>
/// <remarks>
/// What was before comes from the snapshots in the departure's journal; each step puts its part back as far as it is not so already. What cannot come
/// back is said first, before anybody is asked for anything. After that each step goes as soon as those that it needs have succeeded.
/// </remarks>
public static class Undo
{
    /// <summary>The workflow's name.</summary>
    public const string Name = "Undo";

    /// <summary>The steps.</summary>
    public static Workflow Define() => Workflow.AlongNeeds(Name)

        .Phase("Check")
            .Check<CheckReturn>()                                        // finds a deleted account too

        .Phase("What is gone")                                           // known before the first question
            .Tell<TellLostSignInMethods>()
            .Tell<TellLostAppAccess>()
            .Tell<TellLostRoles>()
            .Tell<TellLostChannels>()
            .Tell<TellLostMeetings>()
            .Tell<TellLostInboxRules>()
            .Tell<TellLostPhones>()
            .Tell<TellLostDevices>()
            .Tell<TellLostAgents>()

        .Phase("Ticket")
            .Always<OpenTicket>()                                        // what the checks found is somebody's task as well

        .Phase("Account")
            .Do<RestoreAccount>()
            .Do<AllowAgain>(typeof(RestoreAccount))                      // groups that drop blocked accounts take the person back after it
            .Do<HandOutPassword>(typeof(RestoreAccount))                 // nobody knows the one that the departure set
            .Do<PutManagerBack>(typeof(RestoreAccount))

        .Phase("Groups and licenses")
            .Do<RejoinGroups>(typeof(RestoreAccount))                    // some of them give a license
            .DoAfter<RegainLicenses>([typeof(AllowAgain), typeof(RejoinGroups)], typeof(RestoreAccount))
            .Do<RegainOwnership>(typeof(RestoreAccount))

        .Phase("Mail")
            .DoAfter<ReturnMailbox>([typeof(RegainLicenses)], typeof(RestoreAccount))   // another license that is out of seats is no reason to wait
            .Do<ReturnForwarding>(typeof(ReturnMailbox))
            .Do<ReturnAutomaticReply>(typeof(ReturnMailbox))
            .Do<ShowInAddressLists>(typeof(ReturnMailbox))
            .Do<TakeBackMailbox>(typeof(ReturnMailbox))
            .Do<RegainRightsElsewhere>(typeof(ReturnMailbox))
            .Do<RejoinDistributionLists>(typeof(ReturnMailbox))
            .Do<RegainLists>(typeof(ReturnMailbox))

        .Phase("Files and devices")
            .Do<TakeBackFiles>(typeof(RestoreAccount))
            .Do<EnableEntraDevices>(typeof(RestoreAccount))
            .Do<ReturnRmmPerson>(typeof(AllowAgain))                     // an account in the RMM is a way in of its own

        .Phase(TicketText.ClosingPhase)
            .Always<WriteTicketLog>(typeof(OpenTicket))                  // whatever became of the steps, somebody reads it
            .Always<TellPeople>()                                        // says that all is back only when all is
            .Always<CloseTicket>(typeof(OpenTicket));
}
