using System;
using System.Linq;

namespace LifecycleTools.Engine.Steps;

/// <summary>Which serial numbers tell one device from another.</summary>
internal static class SerialNumbers
{
    // What makers leave in the firmware when they write no number. Hundreds of devices of many owners share each of these.
    private static readonly string[] s_placeholders =
    [
        "to be filled by o.e.m.", "to be filled by oem", "default string", "system serial number", "chassis serial number", "serial number", "none", "null", "n/a", "na",
        "not specified", "not applicable", "not available", "unknown", "invalid", "o.e.m.", "oem", "123456789", "0123456789", "1234567890",
    ];

    /// <summary>False for nothing, for a maker's placeholder, and for one letter all along: "0000000".</summary>
    public static bool TellApart(string? serial) =>
        serial?.Trim() is { Length: > 0 } text
        && text.Any(letter => letter != text[0])
        && !s_placeholders.Contains(text, StringComparer.OrdinalIgnoreCase);
}
