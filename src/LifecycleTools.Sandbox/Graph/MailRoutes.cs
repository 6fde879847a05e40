using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Mail sent through Graph: each whole, for <see cref="SandboxTenant.SentMail"/>; the sender's mailbox shows what was to be saved.</summary>
internal sealed class MailRoutes : GraphRouteSet
{
    public override void Map(GraphRouter routes)
    {
        routes.Map("POST", "users/{user}/sendMail", "Mail.Send", Send);
        routes.Map("GET", "users/{user}/messages", Permissions.ReadMail, call => ODataQuery.Many(call, Sent(call), "messages", directory: false));
        routes.Map("GET", "users/{user}/messages/{message}", Permissions.ReadMail, call => ODataQuery.One(call,
            Sent(call).FirstOrDefault(message => (string?)message["id"] == call["message"]) ?? throw new GraphException(404, "ErrorItemNotFound", "The specified object was not found in the store."), "messages"));
    }

    private static SandboxAnswer Send(GraphCall call)
    {
        SandboxMailbox mailbox = MailboxRoutes.Of(call);
        JsonObject body = call.Body();

        // Parameters of actions are named without regard to case: the SDK writes "Message", the reference page "message".
        if ((body["message"] ?? body["Message"]) is not JsonObject message) throw new GraphException(400, "ErrorMissingParameter", "The message parameter is missing.");
        List<string> to = Addresses(message["toRecipients"]);
        List<string> cc = Addresses(message["ccRecipients"]);
        List<string> bcc = Addresses(message["bccRecipients"]);
        if (to.Count + cc.Count + bcc.Count == 0)
            throw new GraphException(400, "ErrorInvalidRecipients", "At least one recipient isn't valid., A message can't be sent because it contains no recipients.");
        mailbox.Sent.Add(new SandboxSentMail
        {
            Id = StableId.Of($"message:{mailbox.UserId}:{mailbox.Sent.Count}"),
            From = call.SeenUser().Mail ?? "",
            To = to,
            Cc = cc,
            Bcc = bcc,
            Subject = message["subject"]?.ToString() ?? "",
            Body = message["body"]?["content"]?.ToString() ?? "",
            ContentType = message["body"]?["contentType"]?.ToString() ?? "text",
            Importance = message["importance"]?.ToString() ?? "normal",
            SentUtc = call.Now,
            IsSaved = (body["saveToSentItems"] ?? body["SaveToSentItems"])?.GetValue<bool>() ?? true,
        });
        return SandboxAnswer.Empty(202);
    }

    private static List<string> Addresses(JsonNode? recipients) =>
        (recipients as JsonArray)?.Select(recipient => recipient?["emailAddress"]?["address"]?.ToString()).OfType<string>().ToList() ?? new List<string>();

    private static IEnumerable<JsonObject> Sent(GraphCall call) => MailboxRoutes.Of(call).Sent.Where(mail => mail.IsSaved).Select(mail => new JsonObject
    {
        ["id"] = mail.Id,
        ["subject"] = mail.Subject,
        ["body"] = new JsonObject { ["contentType"] = mail.ContentType.ToLowerInvariant(), ["content"] = mail.Body },
        ["bodyPreview"] = mail.Body.Substring(0, Math.Min(mail.Body.Length, 255)),
        ["importance"] = mail.Importance,
        ["from"] = MailboxRoutes.Recipient(mail.From),
        ["toRecipients"] = new JsonArray(mail.To.Select(address => (JsonNode?)MailboxRoutes.Recipient(address)).ToArray()),
        ["ccRecipients"] = new JsonArray(mail.Cc.Select(address => (JsonNode?)MailboxRoutes.Recipient(address)).ToArray()),
        ["sentDateTime"] = GraphJson.Date(mail.SentUtc),
        ["isDraft"] = false,
    });
}
