using System.Collections.Generic;
using System.Globalization;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Canceled meetings are off for everyone who was invited.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>The person invites again to the meetings that are still wanted.</person>
[Step("mail.tell-lost-meetings", LifecycleSystem.Mail)]
public sealed class TellLostMeetings : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which meetings are gone";

    /// <inheritdoc/>
    protected override bool NeedsPerson => false;

    /// <inheritdoc/>
    protected override string Reason => "everyone invited was told that they are off; the person sets up again what is still wanted";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => of.Return.Was.CanceledMeetings is var count and > 0
        ? [$"{count.ToString(CultureInfo.InvariantCulture)} canceled meetings"]
        : [];
}
