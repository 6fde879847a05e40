using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Cuts what a cmdlet writes into pages; the next page is the same body posted to <c>@odata.nextLink</c>.</summary>
internal static class ExchangePage
{
    private const int LargestPage = 1000;
    private const string SkipToken = "$skiptoken";
    private static readonly Regex s_prefer = new(@"odata\.maxpagesize\s*=\s*(\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The answer of a cmdlet that succeeded.</summary>
    /// <param name="pageSize">The tenant's limit; the caller's wish counts when it is smaller.</param>
    /// <exception cref="ExchangeFailure">The skip token was not given out for this cmdlet.</exception>
    public static JsonObject Of(SandboxCall call, CmdletCall cmdlet, IReadOnlyList<JsonObject> output, int pageSize)
    {
        int size = Math.Min(Wish(call), Math.Min(pageSize, LargestPage));
        int from = Start(call, cmdlet.Name);
        var answer = new JsonObject
        {
            ["@odata.context"] = $"{call.Authority}/adminapi/{call.Segments[1]}/{call.Segments[2]}/$metadata#Collection(Exchange.GenericHashTable)",
            ["adminapi.warnings@odata.type"] = "#Collection(String)",
            ["@adminapi.warnings"] = RecipientCmdlets.Texts(cmdlet.Warnings),
        };
        if (from + size < output.Count) answer["@odata.nextLink"] = NextLink(call, cmdlet.Name, from + size);

        answer["value"] = new JsonArray(output.Skip(from).Take(size).Select(one => (JsonNode?)Selected(call, one)).ToArray());
        return answer;
    }

    private static int Wish(SandboxCall call) =>
        call.Header("Prefer") is { } prefer && s_prefer.Match(prefer) is { Success: true } match
            ? Math.Max(1, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : LargestPage;

    private static int Start(SandboxCall call, string cmdlet)
    {
        if (!call.Query.TryGetValue(SkipToken, out string? token)) return 0;

        string[] parts = Decoded(token).Split('|');
        return parts.Length == 2 && SandboxTenant.Same(parts[0], cmdlet) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int from)
            ? from
            : throw Failures.Invalid("The next link belongs to another command: post the same body to it again.");
    }

    private static string Decoded(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw Failures.Invalid("The skip token was not given out here.");
        }
    }

    private static string NextLink(SandboxCall call, string cmdlet, int from)
    {
        string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{cmdlet}|{from.ToString(CultureInfo.InvariantCulture)}"));
        string select = call.Query.TryGetValue("$select", out string? names) ? $"$select={Uri.EscapeDataString(names)}&" : "";
        return $"{call.Authority}{call.Uri.AbsolutePath}?{select}{SkipToken}={Uri.EscapeDataString(token)}";
    }

    private static JsonObject Selected(SandboxCall call, JsonObject one)
    {
        if (!call.Query.TryGetValue("$select", out string? names)) return one;

        var wanted = new HashSet<string>(names.Split(',').Select(name => name.Trim()), StringComparer.OrdinalIgnoreCase);
        foreach (string name in one.Select(property => property.Key).Where(name => !wanted.Contains(name)).ToList()) one.Remove(name);
        return one;
    }
}
