using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Takes away the rights on the mailbox that the departure gave to whoever took over; rights from before stay.</summary>
/// <remarks>Takes effect: within an hour, when Exchange's caches expire. Undo: grant the rights again.</remarks>
/// <why>The mailbox is read by its owner, and by those who could before.</why>
[Step("mail.take-back-mailbox", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class TakeBackMailbox : Step<IReadOnlyList<MailboxRight>>
{
    /// <inheritdoc/>
    public override string Action => "Take back rights on the mailbox";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<MailboxRight>> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (of.Return.Was.GivenRights.Count == 0 || await Returnees.MailboxAsync(of, cancel).ConfigureAwait(false) is null) return [];
        return await of.Systems.MailboxAccess.ReadAsync(of.Return.Id.Value, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<MailboxRight> now, StepContext of)
    {
        if (of.Return.Was.GivenRights.Count == 0) return Assessment.Skip("the departure gave nobody a right on it");
        Change[] open = Open(now, of).Select(right => new Change($"take {right.Kind} of {right.Holder} on", of.PersonName, "", ChangePath.Exchange, "the departure gave it")).ToArray();
        return open.Length == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo(open);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<MailboxRight> now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(Open(now, of), right => of.Systems.MailboxAccess.RevokeAsync(right, cancel), right => $"{right.Kind} of {right.Holder}");

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<MailboxRight> now, StepContext of) =>
        now.Count == 0 ? "nobody else has a right on it" : string.Join(", ", now.Select(right => $"{right.Holder} {right.Kind}"));

    private static List<MailboxRight> Open(IReadOnlyList<MailboxRight> now, StepContext of) =>
        now.Where(right => of.Return.Was.GivenRights.Any(given => given.Right.Kind == right.Kind
            && (Same(given.Right.Holder, right.Holder) || Same(given.HolderMail, right.Holder)))).ToList();

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
