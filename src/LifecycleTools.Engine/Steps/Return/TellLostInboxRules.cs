using System.Collections.Generic;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Of inbox rules that sent mail elsewhere the journal has name and target, and not the conditions that they need.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>The person makes the rules again, as far as the policy allows mail to leave.</person>
[Step("mail.tell-lost-inbox-rules", LifecycleSystem.Mail)]
public sealed class TellLostInboxRules : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which inbox rules are gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => false;

    /// <inheritdoc/>
    protected override string Reason => "was removed, and its conditions with it; the person makes it again if it is still wanted";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => of.Return.Was.InboxRules;
}
