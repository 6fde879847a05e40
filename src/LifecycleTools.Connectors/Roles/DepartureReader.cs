using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads what a departure does.</summary>
internal static class DepartureReader
{
    private static readonly string[] s_delegates = { DepartureRules.Manager, DepartureRules.ManagersManager };
    private static readonly string[] s_placeholders = { "displayName", "delegate", "delegateMail" };
    private static readonly Regex s_placeholder = new(@"\{([^{}]*)\}", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, DeviceAction> s_deviceActions = new(StringComparer.Ordinal)
    {
        ["retire"] = DeviceAction.Retire,
        ["flag"] = DeviceAction.Flag,
        ["keep"] = DeviceAction.Keep,
    };

    public static DepartureSettings Read(YamlReader parent)
    {
        if (parent.Section("departure") is not { } at) return new DepartureSettings();

        var settings = new DepartureSettings
        {
            Delegates = Delegates(at),
            AutoMap = at.Flag("autoMap"),
            AutoReplyInternal = Reply(at.Value("autoReplyInternal"), at),
            AutoReplyExternal = Reply(at.Value("autoReplyExternal"), at),
            ForwardTo = ForwardTo(at),
            HideFromAddressLists = at.Flag("hideFromAddressLists"),
            ConvertToShared = at.Flag("convertToShared"),
            DelegateFullAccess = at.Flag("delegateFullAccess"),
            DelegateSendAs = at.Flag("delegateSendAs"),
            CancelMeetings = at.Flag("cancelMeetings"),
            RemoveForwardingRules = at.Flag("removeForwardingRules"),
            OneDriveToDelegate = at.Flag("oneDriveToDelegate"),
            DeviceAction = at.Choice("deviceAction", s_deviceActions),
        };
        at.Finish();
        return settings;
    }

    private static IReadOnlyList<string>? Delegates(YamlReader at)
    {
        if (!at.Has("delegates")) return null;

        IReadOnlyList<YamlText> delegates = at.Values("delegates");
        foreach (YamlText one in delegates.Where(one => !s_delegates.Contains(one.Value) && !MailDomains.IsAddress(one.Value)))
        {
            at.Findings.Error(one, FindingIds.MailAddressInvalid,
                $"'{YamlReader.Short(one.Value)}' cannot be a delegate in {at.What}. Write manager, managersManager or a mail address.");
        }

        return delegates.Select(one => one.Value).ToArray();
    }

    private static string? ForwardTo(YamlReader at)
    {
        if (at.Value("forwardTo") is not { } to) return null;
        if (to.Value != DepartureRules.ForwardToDelegate && !MailDomains.IsAddress(to.Value))
        {
            at.Findings.Error(to, FindingIds.MailAddressInvalid,
                $"Mail cannot be forwarded to '{YamlReader.Short(to.Value)}' in {at.What}. Write delegate, or a mail address.");
        }

        return to.Value;
    }

    private static string? Reply(YamlText? text, YamlReader at)
    {
        if (text is null) return null;

        IEnumerable<string> used = s_placeholder.Matches(text.Value).Cast<Match>().Select(match => match.Groups[1].Value);
        foreach (string strange in used.Where(name => !s_placeholders.Contains(name)).Distinct())
        {
            at.Findings.Error(text, FindingIds.PatternInvalid,
                $"There is no placeholder {{{YamlReader.Short(strange)}}} for an automatic reply in {at.What}. {DidYouMean.Sentence(strange, s_placeholders)}");
        }

        return text.Value;
    }
}
