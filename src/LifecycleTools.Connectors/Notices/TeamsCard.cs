using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Connectors.Notices;

/// <summary>A notice as a message with one adaptive card 1.4.</summary>
/// <remarks>Source: adaptivecards.io schema 1.4, "RichTextBlock", "TextRun"; Microsoft Teams, limit of 28 KB a message.</remarks>
internal static class TeamsCard
{
    /// <summary>How the message is written: umlauts as themselves, since the limit counts bytes.</summary>
    public static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A little less than 28 KB, for what the flow puts around it.
    private const int MostBytes = 27 * 1024;

    /// <summary>The whole message; lines at the end are left out, and said to be, where it would be too large.</summary>
    public static JsonObject Of(NoticeLetter letter)
    {
        // The first line of the text says what the subject says.
        List<string> lines = letter.Text.Split('\n').Select(line => line.TrimEnd()).Skip(1).SkipWhile(line => line.Length == 0).ToList();
        while (lines.Count > 0 && lines[lines.Count - 1].Length == 0) lines.RemoveAt(lines.Count - 1);

        for (int kept = lines.Count; ; kept = kept * 3 / 4)
        {
            IEnumerable<string> shown = kept == lines.Count ? lines : lines.Take(kept).Concat([$"… (+{lines.Count - kept})"]);
            JsonObject message = Message(letter.Subject, shown);
            if (kept == 0 || Encoding.UTF8.GetByteCount(message.ToJsonString(Writing)) <= MostBytes) return message;
        }
    }

    private static JsonObject Message(string subject, IEnumerable<string> lines)
    {
        JsonArray body = [Text(subject, isTitle: true, startsGroup: false)];
        bool startsGroup = true;
        foreach (string line in lines)
        {
            if (line.Length > 0) body.Add((JsonNode)Text(line, isTitle: false, startsGroup));
            startsGroup = line.Length == 0;
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["msteams"] = new JsonObject { ["width"] = "Full" },
                    ["body"] = body,
                },
            }),
        };
    }

    // A text run knows no Markdown: what people wrote cannot become a link or a picture.
    private static JsonObject Text(string line, bool isTitle, bool startsGroup) => new()
    {
        ["type"] = "RichTextBlock",
        ["spacing"] = startsGroup ? "Medium" : "None",
        ["inlines"] = new JsonArray(isTitle
            ? new JsonObject { ["type"] = "TextRun", ["text"] = line, ["size"] = "Medium", ["weight"] = "Bolder" }
            : new JsonObject { ["type"] = "TextRun", ["text"] = line }),
    };
}
