using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>What NinjaOne's log of a device says of its scripts: the only place where a script that was started is seen again.</summary>
/// <remarks>Limits: pages of 200, newest first. The service's own description has olderThan and newerThan the wrong way round, so whichever leads backwards is taken.</remarks>
internal sealed class NinjaOneActivities(JsonCalls calls)
{
    private const int PageSize = 200;

    /// <summary>The newest run of a script since then, newest line first; empty when there was none.</summary>
    public async Task<IReadOnlyList<JsonObject>> NewestOfAsync(RmmDevice device, string script, DateTimeOffset since, CancellationToken cancel)
    {
        double begin = Math.Floor(since.ToUnixTimeMilliseconds() / 1000d);
        List<JsonObject> found = [];
        string back = "olderThan";
        long? before = null;
        while (true)
        {
            string path = $"v2/device/{device.Id}/activities?activityType=SCRIPTING&pageSize={PageSize.ToString(CultureInfo.InvariantCulture)}";
            string page = before is null ? "" : $"&{back}={before.Value.ToString(CultureInfo.InvariantCulture)}";
            IReadOnlyList<JsonObject> all = await calls.ListAsync(path + page, "activities", cancel).ConfigureAwait(false);
            List<JsonObject> older = all.Where(each => before is null || JsonValues.Number(each["id"]) < before).ToList();
            if (older.Count == 0 && all.Count > 0 && back == "olderThan")
            {
                back = "newerThan";
                continue;
            }

            found.AddRange(older.Where(each => (JsonValues.Same(script, each["sourceName"]) || JsonValues.Same(script, each["subject"])) && TimeOf(each) >= begin));
            before = older.Min(each => JsonValues.Number(each["id"]));
            if (before is null || all.Count < PageSize || older.Any(each => TimeOf(each) < begin)) break;
        }

        List<JsonObject> sorted = found.OrderByDescending(TimeOf).ThenByDescending(each => JsonValues.Number(each["id"])).ToList();
        string? newest = sorted.Select(each => JsonValues.Text(each["seriesUid"])).FirstOrDefault();
        return newest is null ? sorted : sorted.Where(each => JsonValues.Text(each["seriesUid"]) == newest).ToList();
    }

    private static double TimeOf(JsonObject activity) =>
        double.TryParse(activity["activityTime"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : 0;
}
