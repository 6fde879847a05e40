using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Automatic replies, inbox rules and meetings.</summary>
/// <remarks>Source: Exchange Online PowerShell, "Set-MailboxAutoReplyConfiguration", "Get-InboxRule", "Remove-CalendarEvents".   Takes effect: at once, seen within a minute.</remarks>
internal sealed class ExchangeMailboxContents(ExchangeCalls exchange) : ExchangePort(exchange), IMailboxContents
{
    // The longest window that the cmdlet takes, five years.
    private const int MostDays = 1825;
    private static readonly string[] s_targets = ["ForwardTo", "ForwardAsAttachmentTo", "RedirectTo"];

    /// <inheritdoc/>
    /// <remarks>
    /// Exchange keeps replies as HTML and wraps them; what is returned is their text. One that is scheduled is not on for good, and a text
    /// that not everyone outside gets is none.
    /// </remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<AutomaticReply> ReadReplyAsync(PersonId person, CancellationToken cancel)
    {
        ExchangeObject reply = await OneOfMailboxAsync(new Cmdlet("Get-MailboxAutoReplyConfiguration", person.Value) { { "Identity", person.Value } }, cancel).ConfigureAwait(false);
        return new AutomaticReply(
            reply.Needed("AutoReplyState") == "Enabled",
            ReplyText.FromHtml(reply.Text("InternalMessage") ?? ""),
            reply.Needed("ExternalAudience") == "All" ? ReplyText.FromHtml(reply.Text("ExternalMessage") ?? "") : "");
    }

    /// <inheritdoc/>
    /// <remarks>Undo: set what was before.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task SetReplyAsync(PersonId person, AutomaticReply reply, CancellationToken cancel)
    {
        var cmdlet = new Cmdlet("Set-MailboxAutoReplyConfiguration", person.Value)
        {
            { "Identity", person.Value },
            { "AutoReplyState", reply.IsOn ? "Enabled" : "Disabled" },
            { "InternalMessage", ReplyText.ToHtml(reply.Internal) },
            { "ExternalMessage", ReplyText.ToHtml(reply.External) },
        };

        // A reply that is off says nothing to anybody, so whom it would answer stays as the owner has it.
        if (reply.IsOn) cmdlet.Add("ExternalAudience", reply.External.Length > 0 ? "All" : "None");
        return OnMailboxAsync(cmdlet, cancel);
    }

    /// <inheritdoc/>
    [Needs("Exchange.ManageAsApp")]
    public async Task<IReadOnlyList<InboxRule>> ReadRulesAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<ExchangeObject> rules = await OnMailboxAsync(
            new Cmdlet("Get-InboxRule", person.Value) { { "Mailbox", person.Value }, { "IncludeHidden", true } }, cancel).ConfigureAwait(false);
        return rules.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Undo: none; the snapshot has the rule's name and targets.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task RemoveRuleAsync(PersonId person, InboxRule rule, CancellationToken cancel)
    {
        try
        {
            await OnMailboxAsync(
                new Cmdlet("Remove-InboxRule", person.Value) { { "Identity", rule.Id }, { "Mailbox", person.Value }, { "Force", true }, { "Confirm", false } }, cancel).ConfigureAwait(false);
        }
        catch (ExchangeRefusal refusal) when (refusal.IsNotFound && refusal.ServiceText.IndexOf(rule.Id, StringComparison.OrdinalIgnoreCase) >= 0)
        {
            Engine.Running.CallScope.Current?.Log?.Verbose($"Nothing to do: {refusal.ServiceText}");
        }
    }

    /// <inheritdoc/>
    /// <remarks>Limits: meetings of the next five years. Asked as a preview, which cancels nothing.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public async Task<int> CountMeetingsAsync(PersonId person, CancellationToken cancel)
    {
        var preview = new Cmdlet("Remove-CalendarEvents", person.Value) { IsRead = true };
        Fill(preview, person);
        preview.Add("PreviewOnly", true);
        return (await OnMailboxAsync(preview, cancel).ConfigureAwait(false)).Count;
    }

    /// <inheritdoc/>
    /// <remarks>Undo: none; those invited have been told. Not sent twice when its answer is lost.</remarks>
    [Needs("Exchange.ManageAsApp")]
    public Task CancelMeetingsAsync(PersonId person, CancellationToken cancel)
    {
        var cmdlet = new Cmdlet("Remove-CalendarEvents", person.Value);
        Fill(cmdlet, person);
        return OnMailboxAsync(cmdlet, cancel);
    }

    private static void Fill(Cmdlet cmdlet, PersonId person)
    {
        cmdlet.Add("Identity", person.Value);
        cmdlet.Add("QueryWindowInDays", MostDays);
        cmdlet.Add("CancelOrganizedMeetings", true);
        cmdlet.Add("Confirm", false);
    }

    private static InboxRule From(ExchangeObject rule)
    {
        List<string> to = s_targets.SelectMany(rule.Texts).Select(Plain).ToList();
        return new InboxRule(rule.Needed("Identity"), rule.Text("Name") ?? "", to.Count > 0, string.Join("; ", to));
    }

    // "Ann" [SMTP:ann@fabrikam.example] for strangers, "Max Boss" [EX:/o=...] for our own: the path tells nobody anything.
    private static string Plain(string target)
    {
        int bracket = target.LastIndexOf(" [", StringComparison.Ordinal);
        if (bracket < 0) return target;

        string where = target.Substring(bracket + 2).TrimEnd(']');
        return where.StartsWith("SMTP:", StringComparison.OrdinalIgnoreCase) ? where.Substring("SMTP:".Length) : target.Substring(0, bracket).Trim('"');
    }
}
