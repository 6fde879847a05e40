using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DotLiquid;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Connectors.Notices;

/// <summary>What a template sees of a notice: texts, numbers and lists, and no object of ours. Nothing in it is a secret.</summary>
internal static class NoticeModel
{
    /// <summary>Every name that a template may use.</summary>
    public static readonly string[] Names =
    [
        "person", "userPrincipalName", "tenant", "workflow", "runId", "ticket", "role", "site", "firstDay", "firstDayIso", "signInFrom", "delegate", "mailbox", "saved",
        "mailboxIsYours", "mailboxIsShared", "filesAreYours", "steps", "left", "total", "done", "already", "skipped", "day", "began", "ended", "timeZone", "lines", "language",
    ];

    /// <summary>What a step has.</summary>
    public static readonly string[] StepMembers = ["number", "phase", "action", "target", "status", "statusText", "detail", "time", "isDone", "isLeft", "isSkipped", "isWaiting"];

    /// <summary>What may stand behind a dot.</summary>
    public static readonly string[] Members = [.. StepMembers, "size", "first", "last", "index", "index0", "rindex", "length"];

    /// <summary>The values of a notice, times at the person's site, days in the language's words.</summary>
    public static Hash Of(Notice notice, CultureInfo culture, StatusWords words, DateTimeOffset now)
    {
        TimeZoneInfo zone = ZoneOf(notice);
        List<Hash> steps = notice.Steps.OrderBy(step => step.Number).Select(step => Step(step, notice.UserPrincipalName, zone, culture, words)).ToList();
        DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);
        DateTimeOffset began = Local(notice.Steps.Count == 0 ? now : notice.Steps.Min(step => Utc(step.StartedUtc)));
        DateTimeOffset ended = Local(notice.Steps.Count == 0 ? now : notice.Steps.Max(step => Utc(step.StartedUtc) + step.Duration));
        string firstDay = Fact(notice, NoticeFacts.FirstDay);

        return Hash.FromDictionary(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["person"] = Line(notice.Person),
            ["userPrincipalName"] = Line(notice.UserPrincipalName),
            ["tenant"] = Line(notice.Tenant),
            ["workflow"] = Line(notice.Workflow),
            ["runId"] = Line(notice.RunId),
            ["ticket"] = Line(notice.Ticket),
            ["role"] = Fact(notice, NoticeFacts.Role),
            ["site"] = Fact(notice, NoticeFacts.Site),
            ["firstDay"] = Day(firstDay, culture),
            ["firstDayIso"] = firstDay,
            ["signInFrom"] = Day(Fact(notice, Fact(notice, NoticeFacts.SignInFrom)), culture),
            ["delegate"] = Fact(notice, NoticeFacts.Delegate),
            ["mailbox"] = Fact(notice, NoticeFacts.Mailbox),
            ["saved"] = Fact(notice, NoticeFacts.Saved),
            ["mailboxIsYours"] = Holds(notice, "mail.delegate"),
            ["mailboxIsShared"] = Holds(notice, "mail.convert-to-shared"),
            ["filesAreYours"] = Holds(notice, "files.share-onedrive"),
            ["steps"] = steps,
            ["left"] = steps.Where(step => (bool)step["isLeft"]).ToList(),
            ["total"] = steps.Count,
            ["done"] = notice.Steps.Count(step => step.Status == StepStatus.Done),
            ["already"] = notice.Steps.Count(step => step.Status == StepStatus.AlreadyDone),
            ["skipped"] = notice.Steps.Count(step => step.Status == StepStatus.Skipped),
            ["day"] = ended.ToString("D", culture),
            ["began"] = began.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["ended"] = ended.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["timeZone"] = ReferenceEquals(zone, TimeZoneInfo.Utc) ? "UTC" : notice.TimeZone,
            ["lines"] = notice.Text.Split('\n').Select(Line).Where(line => line.Length > 0).ToList(),
            ["language"] = culture.Name,
        });
    }

    /// <summary>One line: what people wrote must not begin another header, or look like another paragraph.</summary>
    public static string Line(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char letter in text)
        {
            bool isSpace = char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '\u2028' or '\u2029';

            // Marks that turn the direction of writing can make an address look like another one.
            if (letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069') continue;
            if (!isSpace) line.Append(letter);
            else if (line.Length > 0 && line[line.Length - 1] != ' ') line.Append(' ');
        }

        return line.ToString().Trim();
    }

    private static Hash Step(StepResult step, string person, TimeZoneInfo zone, CultureInfo culture, StatusWords words) => Hash.FromDictionary(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["number"] = step.Number,
        ["phase"] = Line(step.Phase),
        ["action"] = Line(step.Action),
        ["target"] = IsPerson(step.Target, person) ? "" : Line(step.Target),
        ["status"] = step.Status.ToString(),
        ["statusText"] = words.Of(step.Status),
        ["detail"] = Line(step.Detail),
        ["time"] = TimeZoneInfo.ConvertTime(Utc(step.StartedUtc), zone).ToString("HH:mm", culture),
        ["isDone"] = step.Status is StepStatus.Done or StepStatus.AlreadyDone,
        ["isLeft"] = step.Status is not (StepStatus.Done or StepStatus.AlreadyDone or StepStatus.Skipped),
        ["isSkipped"] = step.Status == StepStatus.Skipped,
        ["isWaiting"] = step.Status == StepStatus.Deferred,
    });

    // Every notice names the person once; thirty more times would hide what else was touched.
    private static bool IsPerson(string target, string person) => target.Equals(person, StringComparison.OrdinalIgnoreCase) || target.Equals("sandbox:" + person, StringComparison.OrdinalIgnoreCase);

    // Said only when it was seen: a role map may leave the mailbox as it is, and some people have none.
    private static bool Holds(Notice notice, string step) => notice.Steps.Any(each => each.Step == step && each.Status is (StepStatus.Done or StepStatus.AlreadyDone));

    private static string Fact(Notice notice, string name) => notice.Facts.TryGetValue(name, out string? value) ? Line(value) : "";

    private static string Day(string iso, CultureInfo culture) =>
        DateTime.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day) ? day.ToString("D", culture) : iso;

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    // A zone that this system does not know must not keep a call for help from leaving.
    private static TimeZoneInfo ZoneOf(Notice notice) => notice.TimeZone.Length > 0 && TimeZones.IsIana(notice.TimeZone) ? TimeZones.Find(notice.TimeZone) : TimeZoneInfo.Utc;
}
