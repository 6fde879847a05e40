using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Gives back the rights that the person had on other mailboxes.</summary>
/// <remarks>
/// Whether Outlook opened such a mailbox by itself is not told by Exchange, so it does, as is usual. Takes effect: within an hour. Undo: take them away.
/// </remarks>
/// <why>Rights on other mailboxes are in no group, so they come from the snapshot.</why>
[Step("mail.regain-rights-elsewhere", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class RegainRightsElsewhere : Step<IReadOnlyList<MailboxRight>>
{
    /// <inheritdoc/>
    public override string Action => "Give rights on other mailboxes back";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<MailboxRight>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Return.Was.RightsElsewhere.Count == 0 ? [] : await of.Systems.MailboxAccess.FindHeldByAsync(of.Return.Id, cancel).ConfigureAwait(false);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<MailboxRight> now, StepContext of)
    {
        if (of.Return.Was.RightsElsewhere.Count == 0) return Assessment.Skip("the departure took no right on another mailbox");
        Change[] open = Open(now, of).Select(right => new Change($"give {right.Kind} on", right.Mailbox, "", ChangePath.Exchange, "as before the departure")).ToArray();
        return open.Length == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo(open);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<MailboxRight> now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(Open(now, of), right => of.Systems.MailboxAccess.GrantAsync(right, autoMap: true, cancel), right => $"{right.Kind} on {right.Mailbox}");

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<MailboxRight> now, StepContext of) =>
        now.Count == 0 ? "no right on another mailbox" : string.Join(", ", now.Select(right => $"{right.Kind} on {right.Mailbox}"));

    private static List<MailboxRight> Open(IReadOnlyList<MailboxRight> now, StepContext of) => of.Return.Was.RightsElsewhere
        .Where(was => !now.Any(right => right.Kind == was.Kind && string.Equals(right.Mailbox, was.Mailbox, StringComparison.OrdinalIgnoreCase))).ToList();
}
