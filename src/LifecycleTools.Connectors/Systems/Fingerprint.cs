using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Systems;

/// <summary>A short text that changes whenever a record says something else.</summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint of a record's content; the order of its fields does not matter.</summary>
    public static string Of(IReadOnlyDictionary<string, string> fields, LocalMoment? starts, LocalMoment? ends)
    {
        string all = string.Join("\n", fields.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Select(field => $"{field.Key}={field.Value}")
            .Append(InWords(starts)).Append(InWords(ends)));
        using SHA256 sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(all)).Take(12).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static string InWords(LocalMoment? moment) =>
        moment is { } one ? string.Format(CultureInfo.InvariantCulture, "{0:yyyy-MM-dd} {1} {2}", one.Day, one.Time, one.Offset) : "";
}
