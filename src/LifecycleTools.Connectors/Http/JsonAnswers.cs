using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;

namespace LifecycleTools.Connectors.Http;

/// <summary>Whether an answer of a service that speaks JSON can be used at all: a proxy's sign-in page with status 200 cannot.</summary>
internal static class JsonAnswers
{
    /// <summary>What is wrong with it; null when it can be used. The content is in memory already.</summary>
    public static string? WhyUnusable(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode || RequestMarks.Of(request).MayAnswerText) return null;

        byte[] body = response.Content?.ReadAsByteArrayAsync().GetAwaiter().GetResult() ?? [];
        if (body.Length == 0)
        {
            return request.Method == HttpMethod.Get && response.StatusCode == HttpStatusCode.OK ? "the answer is empty" : null;
        }

        string type = response.Content!.Headers.ContentType?.MediaType ?? "";
        if (type.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return $"the answer is {(type.Length == 0 ? "of no type" : type)}, not JSON";
        }

        return IsWhole(body) ? null : "the answer is not whole JSON";
    }

    private static bool IsWhole(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            bool isStructure = reader.Read() && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            while (reader.Read())
            {
                // Only to reach the end: a torn body throws on the way.
            }

            return isStructure;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
