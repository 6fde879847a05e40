using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Rules of the inbox, which go on working in a shared mailbox.</summary>
internal static class InboxRuleCmdlets
{
    [Cmdlet("Get-InboxRule", "Identity Mailbox IncludeHidden? SkipCount# ResultSize DescriptionTimeFormat DescriptionTimeZone BypassScopeCheck?")]
    public static IEnumerable<JsonObject> GetRule(CmdletCall call)
    {
        Recipient recipient = MailboxOf(call);
        if (call.Text("Identity") is { } identity) return new[] { Describe(call, recipient, Rule(recipient, identity)) };

        return recipient.Mailbox!.InboxRules.Where(rule => !rule.Hidden || call.Flag("IncludeHidden"))
            .OrderBy(rule => rule.Priority)
            .Select(rule => Describe(call, recipient, rule));
    }

    [Cmdlet("Remove-InboxRule", "Identity* Mailbox AlwaysDeleteOutlookRulesBlob? Force?", Asks = true)]
    public static IEnumerable<JsonObject> RemoveRule(CmdletCall call)
    {
        Recipient recipient = MailboxOf(call);
        recipient.Mailbox!.InboxRules.Remove(Rule(recipient, call.Required("Identity")));
        return Enumerable.Empty<JsonObject>();
    }

    [Cmdlet("Disable-InboxRule", "Identity* Mailbox AlwaysDeleteOutlookRulesBlob? Force?", Asks = true)]
    public static IEnumerable<JsonObject> DisableRule(CmdletCall call) => Switch(call, on: false);

    [Cmdlet("Enable-InboxRule", "Identity* Mailbox AlwaysDeleteOutlookRulesBlob? Force?")]
    public static IEnumerable<JsonObject> EnableRule(CmdletCall call) => Switch(call, on: true);

    private static IEnumerable<JsonObject> Switch(CmdletCall call, bool on)
    {
        Recipient recipient = MailboxOf(call);
        Rule(recipient, call.Required("Identity")).Enabled = on;
        return Enumerable.Empty<JsonObject>();
    }

    private static Recipient MailboxOf(CmdletCall call)
    {
        string? identity = call.Text("Identity");
        int slash = identity?.LastIndexOf('\\') ?? -1;
        string mailbox = call.Text("Mailbox")
            ?? (slash > 0 ? identity!.Substring(0, slash) : throw Failures.MissingParameters(new[] { "Mailbox" }));
        return call.Directory.Store(mailbox);
    }

    private static SandboxInboxRule Rule(Recipient recipient, string identity)
    {
        string own = identity.Substring(identity.LastIndexOf('\\') + 1);
        List<SandboxInboxRule> found = recipient.Mailbox!.InboxRules.Where(rule => rule.Id == own || SandboxTenant.Same(rule.Name, own)).Take(2).ToList();
        return found.Count switch
        {
            0 => throw Failures.NotFound(identity),
            1 => found[0],
            _ => throw Failures.Ambiguous(identity),
        };
    }

    private static JsonObject Describe(CmdletCall call, Recipient recipient, SandboxInboxRule rule) => new()
    {
        ["Identity"] = $"{recipient.Id}\\{rule.Id}",
        ["RuleIdentity"] = rule.Id,
        ["Name"] = rule.Name,
        ["Priority"] = rule.Priority,
        ["Enabled"] = rule.Enabled,
        ["MailboxOwnerId"] = recipient.Name,
        ["ForwardTo"] = Targets(call, rule.ForwardTo),
        ["ForwardAsAttachmentTo"] = null,
        ["RedirectTo"] = Targets(call, rule.RedirectTo),
        ["DeleteMessage"] = rule.DeleteMessage,
        ["MoveToFolder"] = rule.MoveToFolder,
    };

    // "Name" [SMTP:address] outside, "Name" [EX:/o=...] inside: a reader must not look for the bare address.
    private static JsonArray? Targets(CmdletCall call, List<string> targets) => targets.Count == 0
        ? null
        : RecipientCmdlets.Texts(targets.Select(target =>
            call.Directory.All.FirstOrDefault(one => one.Answers(target)) is { } inside
                ? $"\"{inside.Source.DisplayName}\" [EX:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={inside.Alias}]"
                : $"\"{target}\" [SMTP:{target}]"));
}
