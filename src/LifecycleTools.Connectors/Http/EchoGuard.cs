using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>Takes our own credentials out of answers that repeat them: what a service says is shown and written down, and some say what they were sent.</summary>
internal sealed class EchoGuard : DelegatingHandler
{
    private const string Hidden = "********";

    // Shorter ones are found in every other word.
    private const int ShortestSecret = 6;

    // What repeats a request is an error, however long the request was, or a page of diagnosis; a page of people is longer than that.
    private const long LongestEcho = 256 * 1024;
    private static readonly Regex s_password = new("""(?i)"[a-z]*password"\s*:\s*"((?:[^"\\]|\\.)+)["]""", RegexOptions.CultureInvariant);
    private static readonly string[] s_secretFields = ["client_secret", "password", "username", "refresh_token", "client_assertion", "assertion"];
    private static readonly string[] s_secretHeaders = ["secret", "key", "token", "password"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        // Before it leaves: whoever takes a body may use it up.
        string form = IsForm(request.Content) ? await request.Content!.ReadAsStringAsync().ConfigureAwait(false) : "";
        string json = IsJson(request.Content) ? await request.Content!.ReadAsStringAsync().ConfigureAwait(false) : "";
        HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.Content is not { } content || content.Headers.ContentLength is null or 0) return response;
        if (response.IsSuccessStatusCode && content.Headers.ContentLength > LongestEcho) return response;

        string text = await content.ReadAsStringAsync().ConfigureAwait(false);
        if (form.Length > 0 && response.IsSuccessStatusCode && text.IndexOf("\"access_token\"", StringComparison.Ordinal) >= 0) return response;

        List<string> sent = Sent(request, form, json);
        if (!sent.Any(secret => text.IndexOf(secret, StringComparison.Ordinal) >= 0)) return response;

        string clean = Regex.Replace(text, string.Join("|", sent.Select(Regex.Escape)), Hidden, RegexOptions.CultureInvariant);

        MediaTypeHeaderValue? type = content.Headers.ContentType;
        content.Dispose();
        response.Content = new StringContent(clean, Encoding.UTF8);
        response.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type.MediaType!) { CharSet = "utf-8" };
        return response;
    }

    private static bool IsForm(HttpContent? content) => content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded";

    private static bool IsJson(HttpContent? content) => content?.Headers.ContentType?.MediaType == "application/json";

    // The longest first, so that no part of one is left over by another.
    private static List<string> Sent(HttpRequestMessage request, string form, string json) => Credentials(request).Concat(Fields(form)).Concat(Passwords(json)).Concat(Address(request))
        .Where(secret => secret.Length >= ShortestSecret)
        .SelectMany(secret => new[]
        {
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret),
            JsonEncodedText.Encode(secret).ToString(), JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        })
        .Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length).ToList();

    private static IEnumerable<string> Credentials(HttpRequestMessage request)
    {
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            if (header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string secret in header.Value.SelectMany(Authorization)) yield return secret;
            }
            else if (s_secretHeaders.Any(word => header.Key.EndsWith(word, StringComparison.OrdinalIgnoreCase)))
            {
                foreach (string secret in header.Value) yield return secret;
            }
        }
    }

    private static IEnumerable<string> Authorization(string value)
    {
        string[] parts = value.Split([' '], 2);
        yield return parts[parts.Length - 1];
        if (parts.Length < 2 || !parts[0].Equals("Basic", StringComparison.OrdinalIgnoreCase)) yield break;

        // A key in the user's place comes with a password that is none.
        string[] pair = Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])).Split([':'], 2);
        yield return string.Join(":", pair);
        yield return pair[pair.Length - 1].Length >= ShortestSecret ? pair[pair.Length - 1] : pair[0];
    }

    private static IEnumerable<string> Fields(string form) => form.Split('&').Select(field => field.Split(['='], 2))
        .Where(field => field.Length == 2 && s_secretFields.Contains(field[0], StringComparer.Ordinal))
        .Select(field => WebUtility.UrlDecode(field[1]));

    // A new password leaves in a body, alone or as an item of a batch: as it is, and as it stood there.
    private static IEnumerable<string> Passwords(string json)
    {
        foreach (Match match in s_password.Matches(json))
        {
            yield return match.Groups[1].Value;
            yield return JsonSerializer.Deserialize<string>($"\"{match.Groups[1].Value}\"")!;
        }
    }

    private static IEnumerable<string> Address(HttpRequestMessage request)
    {
        if (!RequestMarks.Of(request).HidesAddress || request.RequestUri is not { } address) return [];

        return new[] { address.OriginalString, address.AbsoluteUri, address.PathAndQuery, address.AbsolutePath, address.Query }
            .Concat(address.Query.TrimStart('?').Split('&').Select(pair => pair.Split(['='], 2).Last()))
            .Concat(address.AbsolutePath.Split('/').Where(part => part.Length >= 3 * ShortestSecret));
    }
}
