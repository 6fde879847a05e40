using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>The ways in which a secret can be written so that somebody else can read it again.</summary>
internal static class SecretForms
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every form, and what it is called.</summary>
    public static IReadOnlyList<(string Form, string Text)> Of(string secret)
    {
        List<(string Form, string Text)> all =
        [
            ("plain", secret),
            ("URL-encoded", Uri.EscapeDataString(secret)),
            ("URL-encoded, lower case", WebUtility.UrlEncode(secret).Replace("%2B", "%2b", StringComparison.Ordinal)),
            ("form-encoded", WebUtility.UrlEncode(secret)),
            ("JSON", JsonSerializer.Serialize(secret)[1..^1]),
            ("JSON, relaxed", JsonSerializer.Serialize(secret, s_relaxed)[1..^1]),
            ("HTML", WebUtility.HtmlEncode(secret)),
            ("XML", SecurityElement.Escape(secret)),
            ("XML, as text", new XText(secret).ToString()),
            ("hex", Convert.ToHexString(Encoding.UTF8.GetBytes(secret))),
            ("hex of UTF-16", Convert.ToHexString(Encoding.Unicode.GetBytes(secret))),
        ];
        foreach ((string name, Encoding encoding) in new[] { ("base64", Encoding.UTF8), ("base64 of UTF-16", Encoding.Unicode) })
        {
            // Behind a user name and a colon it may begin at any of three places of a group; the letters at both ends hang together with what stands beside it.
            for (int shift = 0; shift < 3; shift++)
            {
                string coded = Convert.ToBase64String([.. new byte[shift], .. encoding.GetBytes(secret)]).TrimEnd('=');
                int from = shift == 0 ? 0 : shift + 1;
                all.Add(($"{name}, shifted by {shift}", coded[from..^1]));
                all.Add(($"{name} for URLs, shifted by {shift}", coded[from..^1].Replace('+', '-').Replace('/', '_')));
            }
        }

        return all.DistinctBy(each => each.Text).ToList();
    }
}
