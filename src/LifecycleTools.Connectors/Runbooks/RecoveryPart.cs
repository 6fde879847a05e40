namespace LifecycleTools.Connectors.Runbooks;

/// <summary>Going on, going back, and proving what was done.</summary>
internal static class RecoveryPart
{
    public static void Write(RunbookPage page)
    {
        page.Part("Resume, undo, prove");
        page.Section("A run that stopped or needs a person");
        page.Order(
            Words.Of("Find it: ", Words.Code("Get-LifecycleRun | Where-Object State -ne 'Completed'"), "."),
            Words.Of("Mend the cause that its steps name. ", Words.Code("Get-LifecycleRun RUNID -Step *"), " lists them."),
            Words.Of("Go on: ", Words.Code("Resume-LifecycleRun RUNID"), ". What holds is not repeated; what was sent without an answer is looked at first."));
        page.Say(Words.Prose("A run that was killed, or a machine that lost power, is the same case. A scheduler takes what is due with Resume-LifecycleRun -Due."));

        page.Section("A departure that must be taken back");
        page.Order(
            Words.Of("See first what comes back and what does not: ", Words.Code("Undo-LifecycleOffboard RUNID -WhatIf"), "."),
            Words.Of("Carry it out: ", Words.Code("Undo-LifecycleOffboard RUNID"), ". The new password is given to the operator once."),
            Words.Of("Hand the person what was lost for good: sign-in methods, consents and meetings are listed as ", Words.Code("ManualReview"), "."));
        page.Warn("The account can be restored for 30 days after it was deleted, a soft-deleted mailbox as well. After that nothing brings them back.");

        page.Section("Somebody comes back");
        page.Say(Words.Prose("Hire them with New-LifecycleHire as everybody else. It finds the account from before and ends with FormerAccountFound before it changes anything: -Restore goes on with that account, -NewAccount makes a second one."));

        page.Section("Proof for an auditor");
        page.Say(Words.Prose("Each run has a journal in which every line carries the fingerprint of the line before it. Test-LifecycleRun says whether it holds, and which line is the first that does not. Keep copies where the operators of the machine cannot write."));
        page.Show("powershell", "Get-LifecycleRun | Test-LifecycleRun");
    }
}
