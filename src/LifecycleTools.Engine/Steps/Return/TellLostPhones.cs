using System.Collections.Generic;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>A mail account that was removed from a phone is added there, by whoever holds the phone.</summary>
/// <why>What cannot come back is said first.</why>
/// <person>Whoever holds the phone adds the mail account again.</person>
[Step("devices.tell-lost-phones", LifecycleSystem.Mail)]
public sealed class TellLostPhones : Loss
{
    /// <inheritdoc/>
    public override string Action => "Say which phones lost the mail account";

    /// <inheritdoc/>
    protected override bool NeedsPerson => false;

    /// <inheritdoc/>
    protected override string Reason => "its mail account was removed; the person adds it again on the phone";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Taken(StepContext of) => of.Return.Was.Phones;
}
