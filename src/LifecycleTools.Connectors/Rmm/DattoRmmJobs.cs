using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Quick jobs: started by component, found again by our key in their name, with their result and the end of their output.</summary>
/// <remarks>
/// Nothing in Datto RMM looks a job up by its name, except the activity log. Its entries' details are JSON with dots in the names (source: TheShadowTek/DattoRMM.Core);
/// the description says only that they are a text.
/// </remarks>
internal sealed class DattoRmmJobs(DattoRmmCalls calls)
{
    private const string Right = "create and see jobs";
    private const string SeeLog = "see the activity log";
    private const int LongestTitle = 60;
    private const int MostActivities = 100;

    // Clocks differ, and the log's is not ours.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);
    private static readonly Regex s_name = new(@" \[lifecycle (?<key>[A-Za-z0-9-]+)-[0-9a-f]{12}\]", RegexOptions.CultureInvariant);
    private static readonly Regex s_uid = new("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>What a job is called; different for each key, device and title.</summary>
    public static string NameOf(string title, string deviceId, string key) =>
        $"{(title.Length > LongestTitle ? title.Substring(0, LongestTitle) : title).Trim()} [lifecycle {JobKey.Of(key, deviceId + "/" + title)}]";

    /// <summary>Starts a component on a device.</summary>
    /// <remarks>Effect: it runs when the device is next online, until the job expires. Undo: none. Source: PUT /v2/device/{uid}/quickjob, which makes a new job each time.</remarks>
    public async Task<RmmJob> StartAsync(RmmDevice device, string name, string componentUid, IReadOnlyList<KeyValuePair<string, string>> variables, CancellationToken cancel)
    {
        JsonObject component = new() { ["componentUid"] = componentUid };
        if (variables.Count > 0) component["variables"] = new JsonArray(variables.Select(each => (JsonNode)new JsonObject { ["name"] = each.Key, ["value"] = each.Value }).ToArray());
        JsonNode? answer = await calls.SendAsync(
            HttpMethod.Put, $"v2/device/{Uri.EscapeDataString(device.Id)}/quickjob", new JsonObject { ["jobName"] = name, ["jobComponent"] = component }, isOnce: true, Right, cancel).ConfigureAwait(false);
        string uid = JsonValues.Text(answer?["job"]?["uid"]) ?? throw calls.Unexpected($"the job '{name}' was started and has no uid");
        return new RmmJob(uid, RmmJobState.Running, "accepted");
    }

    /// <summary>The newest job of this title on this device; null when the log has none.</summary>
    /// <param name="key">Whose it must be; null for any key.</param>
    /// <param name="siteIds">The site whose jobs are looked at, by its number; null for the whole account.</param>
    /// <returns>With an empty id when the log tells of it and not which it is: its outcome cannot be seen then.</returns>
    public async Task<RmmJob?> FindAsync(RmmDevice device, string title, string? key, string? siteIds, DateTimeOffset notBefore, CancellationToken cancel)
    {
        string since = (notBefore - s_skew).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string site = siteIds is null ? "" : "&siteIds=" + siteIds;
        List<JsonObject> activities = await calls.FollowAsync(
            $"v2/activity-logs?from={Uri.EscapeDataString(since)}&entities=device&categories=job{site}&order=desc&size={MostActivities}", "activities", SeeLog,
            entry => UidIn(entry, device, title, key) is { Length: > 0 }, cancel).ConfigureAwait(false);
        List<string> uids = activities.Select(entry => UidIn(entry, device, title, key)).OfType<string>().ToList();
        if (uids.Count == 0) return null;

        string uid = uids.FirstOrDefault(each => each.Length > 0) ?? "";
        RmmJob job = new(uid, RmmJobState.Running, uid.Length > 0 ? "accepted" : "was started; the activity log does not say which job it is, so its outcome is not seen");
        return await ReadAsync(device.Id, job, cancel).ConfigureAwait(false);
    }

    /// <summary>Looks whether the log may be read: without it a job whose answer was lost is not found again.</summary>
    public Task CheckAsync(CancellationToken cancel) => calls.GetAsync("v2/activity-logs?size=1", SeeLog, cancel);

    /// <summary>What became of it. Running until the device has said how it ended.</summary>
    public async Task<RmmJob> ReadAsync(string deviceId, RmmJob job, CancellationToken cancel)
    {
        if (job.Id.Length == 0) return job;

        string path = ResultPath(job.Id, deviceId);
        if (await calls.FindAsync(path, Right, cancel).ConfigureAwait(false) is not { } result) return job with { State = RmmJobState.Running, Summary = "the job has no result for this device yet" };

        if (result is not JsonObject || (result["jobDeploymentStatus"] ?? result["jobUid"]) is null) throw calls.Unexpected($"the result of job {job.Id} is none");
        string status = JsonValues.Text(result["jobDeploymentStatus"]) ?? "";
        RmmJobState state = status switch
        {
            "Success" or "Warning" => RmmJobState.Succeeded,
            "Failure" or "Expired" or "Retired" => RmmJobState.Failed,
            _ => RmmJobState.Running,
        };
        if (state == RmmJobState.Running || status is "Expired" or "Retired") return job with { State = state, Summary = status.ToLowerInvariant() };

        string said = await OutputAsync(path, result, status == "Success" ? "stdout" : "stderr", cancel).ConfigureAwait(false);
        return job with { State = state, Summary = said.Length > 0 ? $"{status.ToLowerInvariant()}: {said}" : status.ToLowerInvariant() };
    }

    /// <summary>When a job ran on a device; null when the service does not say.</summary>
    public async Task<DateTimeOffset?> RanOnAsync(string jobUid, string deviceId, CancellationToken cancel) =>
        DattoRmmJson.Moment((await calls.FindAsync(ResultPath(jobUid, deviceId), Right, cancel).ConfigureAwait(false))?["ranOn"]);

    private static string ResultPath(string jobUid, string deviceId) => $"v2/job/{Uri.EscapeDataString(jobUid)}/results/{Uri.EscapeDataString(deviceId)}";

    // What went wrong may stand in the one or in the other.
    private async Task<string> OutputAsync(string path, JsonNode result, string first, CancellationToken cancel)
    {
        foreach (string stream in new[] { first, first == "stdout" ? "stderr" : "stdout" })
        {
            string has = stream == "stdout" ? "hasStdOut" : "hasStdErr";
            if (!JsonValues.Objects(result["componentResults"]).Any(each => DattoRmmJson.IsTrue(each[has]))) continue;

            JsonNode? output = await calls.FindAsync($"{path}/{stream}", Right, cancel).ConfigureAwait(false);
            string said = DattoRmmJson.Line(string.Join(" ", JsonValues.Objects(output).Select(each => JsonValues.Text(each["stdData"]) ?? "")));
            if (said.Length > 0) return said;
        }

        return "";
    }

    // The uid of the job that an entry is about; empty when the entry is about it and names none; null when it is about another.
    private static string? UidIn(JsonObject entry, RmmDevice device, string title, string? key)
    {
        string text = JsonValues.Text(entry["details"]) ?? "";
        if (Parse(text) is { } details && JsonValues.Text(details["job.name"]) is { } known) return IsNameOf(known, device, title, key) ? JsonValues.Text(details["job.uid"]) ?? "" : null;
        if (!s_name.Matches(text).Cast<Match>().Any(mark => IsNameIn(text, mark, device, title, key))) return null;

        List<string> uids = s_uid.Matches(text).Cast<Match>().Select(match => match.Value).Where(uid => !uid.Equals(device.Id, StringComparison.OrdinalIgnoreCase)).Distinct().ToList();
        return uids.Count == 1 ? uids[0] : "";
    }

    private static bool IsNameOf(string name, RmmDevice device, string title, string? key) =>
        s_name.Match(name) is { Success: true } mark && IsNameIn(name, mark, device, title, key);

    // The mark was made of key, device and title, so that a name says whose it is even where nothing else does.
    private static bool IsNameIn(string text, Match mark, RmmDevice device, string title, string? key)
    {
        string whole = NameOf(title, device.Id, key ?? mark.Groups["key"].Value);
        int end = mark.Index + mark.Length;
        return end >= whole.Length && string.CompareOrdinal(text, end - whole.Length, whole, 0, whole.Length) == 0;
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return text.StartsWith("{", StringComparison.Ordinal) ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            // A text that only begins like an object is searched as a text.
            return null;
        }
    }
}
