using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;

namespace LifecycleTools.Connectors.Http;

/// <summary>Retry-After as services send it: seconds, fractions of them (2.128), or an HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait; null when the answer does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        // Not Headers.RetryAfter: it knows whole seconds only and says nothing of 2.128.
        return response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? given) ? Parse(given.FirstOrDefault(), now) : null;
    }

    /// <summary>How long this header value says to wait; null when it cannot be read.</summary>
    public static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double seconds)
            && seconds < TimeSpan.FromDays(1).TotalSeconds)
        {
            return TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
        {
            return at > now ? at - now : TimeSpan.Zero;
        }

        return null;
    }
}
