using System;
using System.Globalization;
using System.Linq;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Graph's limits for one app in one tenant: resource units and writes, each a bucket that is refilled all the time and holds no more than the limit.</summary>
/// <remarks>
/// Counted for the directory only, whose limits these are. A refused request costs nothing. Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits",
/// identity and access: 3,500, 5,000 or 8,000 units per 10 s by the size of the tenant, and 3,000 writes per 150 s.
/// </remarks>
internal sealed class GraphLimits
{
    private static readonly TimeSpan s_unitWindow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_writeWindow = TimeSpan.FromSeconds(150);

    private static readonly string[] s_directory =
    {
        "users", "groups", "directoryObjects", "directoryRoles", "devices", "subscribedSkus", "contacts", "organization", "applications", "servicePrincipals", "directory",
    };

    // Under a person, and another service's: its own limits are not these.
    private static readonly string[] s_elsewhere = { "sendMail", "authentication", "drive", "events", "calendar", "mailboxSettings", "managedDevices", "messages" };

    private readonly SandboxTenant _tenant;
    private readonly Bucket _units = new();
    private readonly Bucket _writes = new();

    public GraphLimits(SandboxTenant tenant) => _tenant = tenant;

    /// <summary>Whether a request is one of those that these limits are for.</summary>
    /// <param name="path">Its parts, behind the version.</param>
    public static bool AreFor(string[] path) => path.Length > 0 && s_directory.Contains(path[0]) && !path.Any(s_elsewhere.Contains);

    /// <summary>Counts a request, or refuses it.</summary>
    /// <exception cref="GraphException">429: a limit is reached; it says when to come again.</exception>
    public void Count(string[] path, SandboxCall call, bool isWrite)
    {
        if (!AreFor(path)) return;
        DateTimeOffset now = _tenant.Clock.UtcNow;
        int cost = CostOf(path, call, isWrite);
        TimeSpan wait = Longer(
            _units.Missing(now, cost, _tenant.Options.ResourceUnitsPer10Seconds, s_unitWindow),
            isWrite ? _writes.Missing(now, 1, _tenant.Options.WritesPer150Seconds, s_writeWindow) : TimeSpan.Zero);
        if (wait > TimeSpan.Zero)
        {
            string seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            throw new GraphException(429, "TooManyRequests", "Too many requests.") { RetryAfter = seconds };
        }

        _units.Take(cost);
        if (isWrite) _writes.Take(1);
    }

    // The published costs of what a run asks for; any write is one.
    private static int CostOf(string[] path, SandboxCall call, bool isWrite)
    {
        if (isWrite) return 1;
        int cost = path switch
        {
            [.., "transitiveMembers"] => 5,
            [.., "checkMemberGroups"] => 4,
            ["groups", _, "members"] or ["subscribedSkus", ..] or [.., "getByIds"] => 3,
            ["users", ..] => 2,
            _ => 1,
        };
        string query = Uri.UnescapeDataString(call.Uri.Query);
        if (Asks(query, "$select=")) cost--;
        if (Asks(query, "$expand=")) cost++;
        return Math.Max(1, cost);
    }

    private static bool Asks(string query, string option) => query.IndexOf(option, StringComparison.OrdinalIgnoreCase) >= 0;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private sealed class Bucket
    {
        private double _taken;
        private DateTimeOffset _at;

        /// <summary>How long until this much can be taken; zero for now.</summary>
        /// <param name="limit">What the bucket holds, and what a window refills. Null: no limit.</param>
        public TimeSpan Missing(DateTimeOffset now, int cost, int? limit, TimeSpan window)
        {
            if (limit is not { } full) return TimeSpan.Zero;
            double perTick = (double)full / window.Ticks;
            _taken = Math.Max(0, _taken - (now - _at).Ticks * perTick);
            _at = now;
            double over = _taken + cost - full;
            return over <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling(over / perTick));
        }

        public void Take(int cost) => _taken += cost;
    }
}
