using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Hr;

/// <summary>Whether a delivery is BambooHR's own and of now.</summary>
/// <remarks>Source: BambooHR, "Webhooks": X-BambooHR-Signature is the hex HMAC-SHA256 of body and time stamp under the webhook's private key.</remarks>
internal static class BambooHrWebhook
{
    private static readonly TimeSpan s_oldest = TimeSpan.FromMinutes(5);

    /// <returns>The signature, which no other delivery has: it covers the content and the time.</returns>
    /// <exception cref="LifecycleException">WebhookForged, WebhookTooOld.</exception>
    public static string Verify(WebhookDelivery delivery, Secret key, DateTimeOffset now)
    {
        string stamp = Header(delivery, "X-BambooHR-Timestamp");
        string signature = Header(delivery, "X-BambooHR-Signature").Trim().ToLowerInvariant();
        if (!IsSigned(delivery.Body, stamp, signature, key)) throw Refused(ErrorIds.WebhookForged, "its signature does not fit its content");
        if (When(stamp) is not { } sent || (now - sent).Duration() > s_oldest) throw Refused(ErrorIds.WebhookTooOld, $"it was sent at '{stamp}', which is not within {s_oldest.TotalMinutes:0} minutes of now");
        return signature;
    }

    /// <summary>The employees that a verified delivery is about, each once.</summary>
    /// <exception cref="LifecycleException">ConnectorAnswerUnexpected.</exception>
    public static IReadOnlyList<string> EmployeesOf(WebhookDelivery delivery)
    {
        try
        {
            JsonNode? body = JsonNode.Parse(delivery.Body);
            JsonNode? data = body?["data"];

            // One employee in an event; the older form lists several.
            IEnumerable<string?> ids = body?["employees"] is JsonArray several ? several.Select(each => each?["id"]?.ToString()) : [data?["employeeId"]?.ToString()];
            return ids.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        }
        catch (JsonException failure)
        {
            throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, "The webhook delivery is signed, and its body is no JSON.", failure);
        }
    }

    private static bool IsSigned(byte[] body, string stamp, string given, Secret key)
    {
        using HMACSHA256 hmac = new(Encoding.UTF8.GetBytes(key.Reveal()));
        byte[] mine = hmac.ComputeHash([.. body, .. Encoding.UTF8.GetBytes(stamp)]);
        string wanted = string.Concat(mine.Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));

        // Every letter is compared, however early one differs.
        int differences = given.Length ^ wanted.Length;
        for (int at = 0; at < wanted.Length; at++) differences |= wanted[at] ^ (at < given.Length ? given[at] : 0);
        return differences == 0;
    }

    private static DateTimeOffset? When(string stamp)
    {
        if (long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253402300800) return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return DateTimeOffset.TryParse(stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
    }

    private static string Header(WebhookDelivery delivery, string name) =>
        delivery.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    private static LifecycleException Refused(string id, string why) => new(id, ErrorKind.Refused, $"The webhook delivery was not taken: {why}.");
}
