using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The rights that others have on the shared mailboxes of the role.</summary>
public sealed record SharedRights(IReadOnlyList<MailboxRight> Held);

/// <summary>Lets the person open the shared mailboxes of the role, and send in their name where it says so.</summary>
/// <remarks>Takes effect: within an hour; Outlook shows a mailbox by itself where the role map asks for it. Undo: take the rights away.</remarks>
/// <why>Team mailboxes are opened by right, never by a shared password.</why>
[Step("mail.grant-shared-mailboxes", LifecycleSystem.Mail)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class GrantSharedMailboxes : Step<SharedRights>
{
    /// <inheritdoc/>
    public override string Action => "Open shared mailboxes";

    /// <inheritdoc/>
    public override async Task<SharedRights> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Hire.BringsMailbox || Newcomers.Account(of) is null) return new SharedRights([]);
        IReadOnlyList<MailboxRight>[] all = await Each.ReadAsync(
            of.Hire.References.SharedMailboxes, one => of.Systems.MailboxAccess.ReadAsync(one.Mailbox.Address, cancel)).ConfigureAwait(false);
        return new SharedRights(all.SelectMany(rights => rights).ToList());
    }

    /// <inheritdoc/>
    public override Assessment Assess(SharedRights now, StepContext of)
    {
        if (of.Hire.References.SharedMailboxes.Count == 0) return Assessment.Skip("the role names no shared mailbox");
        if (!of.Hire.BringsMailbox) return Assessment.Forbidden(of.PersonName, WaitForMailbox.NoMailbox, ErrorIds.MailboxNotFound);
        Change[] open = Open(now, of)
            .Select(one => new Change($"give {one.Right.Kind} on", one.Right.Mailbox, one.Of.Mailbox.Id, ChangePath.Exchange, one.Of.Wanted.Why))
            .ToArray();
        return open.Length == 0 ? Assessment.Done(Describe(now, of)) : Assessment.ToDo(open);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(SharedRights now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(Open(now, of), one => of.Systems.MailboxAccess.GrantAsync(one.Right, one.Of.Wanted.AutoMap, cancel), one => $"{one.Right.Kind} on {one.Right.Mailbox}");

    /// <inheritdoc/>
    public override string Describe(SharedRights now, StepContext of)
    {
        string[] held = Wanted(of).Where(one => IsHeld(one.Right, now)).Select(one => $"{one.Right.Kind} on {one.Right.Mailbox}").ToArray();
        return held.Length == 0 ? "no right on them" : string.Join(", ", held);
    }

    private static IEnumerable<(MailboxRight Right, OpenableMailbox Of)> Wanted(StepContext of) =>
        of.Hire.References.SharedMailboxes.SelectMany(one => Kinds(one).Select(kind => (new MailboxRight(one.Mailbox.Address, of.PersonName, kind), one)));

    private static IEnumerable<MailboxRightKind> Kinds(OpenableMailbox one)
    {
        if (one.Wanted.FullAccess) yield return MailboxRightKind.FullAccess;
        if (one.Wanted.SendAs) yield return MailboxRightKind.SendAs;
    }

    private static List<(MailboxRight Right, OpenableMailbox Of)> Open(SharedRights now, StepContext of) =>
        Wanted(of).Where(one => !IsHeld(one.Right, now)).ToList();

    private static bool IsHeld(MailboxRight wanted, SharedRights now) => now.Held.Any(right =>
        right.Kind == wanted.Kind
        && string.Equals(right.Mailbox, wanted.Mailbox, StringComparison.OrdinalIgnoreCase)
        && string.Equals(right.Holder, wanted.Holder, StringComparison.OrdinalIgnoreCase));
}
