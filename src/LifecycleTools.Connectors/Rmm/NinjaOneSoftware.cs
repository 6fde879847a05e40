using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Software by a script of the library, whose outcome is an activity of the device; or by a tag that a policy acts on, whose outcome nobody says.</summary>
/// <param name="isForPerson">Whether the token is a person's: the service runs no script for a machine.</param>
internal sealed class NinjaOneSoftware(JsonCalls calls, SystemAccess access, bool isForPerson, string product)
{
    private readonly bool _byTag = access.OneOf("softwareBy", isForPerson ? "script" : "tag", isForPerson ? "tag" : "script") == "tag";

    /// <summary>What can be done with it.</summary>
    public RmmAbilities Abilities => _byTag ? RmmAbilities.Software | RmmAbilities.FindsJobs
        : isForPerson ? RmmAbilities.Software | RmmAbilities.FindsJobs : RmmAbilities.None;

    private string TagOf(string software) => string.Format(CultureInfo.InvariantCulture, access.Value("softwareTag") ?? "install-{0}", software);

    /// <summary>A script is wanted, and there is nobody in whose name it could run.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public Task CheckAsync(CancellationToken cancel) => _byTag || isForPerson
        ? Task.CompletedTask
        : throw access.Missing("refreshToken", "is missing: NinjaOne runs scripts only with a person's token. Name one, or write softwareBy: tag");

    /// <summary>The script, or the tag, that a name leads to.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming those that there are.</exception>
    public async Task<JsonObject> FindAsync(string software, CancellationToken cancel)
    {
        JsonNode? answer = await calls.GetAsync(_byTag ? "v2/tag" : "v2/automation/scripts", cancel).ConfigureAwait(false);
        List<JsonObject> all = JsonValues.Objects(_byTag ? answer?["tags"] : answer).ToList();
        string sought = _byTag ? TagOf(software) : software;
        List<JsonObject> fitting = all.Where(each => JsonValues.Same(sought, each["name"])).ToList();
        return fitting.Count == 1 ? fitting[0] : throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound,
            $"{product}: {(_byTag ? "the tag" : "the script")} '{sought}' {(fitting.Count == 0 ? "is not there" : "is there several times")}. There are: {string.Join(", ", all.Select(each => each["name"]).Take(50))}.");
    }

    /// <summary>Starts it.</summary>
    /// <param name="addTag">Puts a tag on the device.</param>
    public async Task<RmmJob> StartAsync(RmmDevice device, string software, Func<string, Task> addTag, CancellationToken cancel)
    {
        JsonObject found = await FindAsync(software, cancel).ConfigureAwait(false);
        if (_byTag)
        {
            await addTag(TagOf(software)).ConfigureAwait(false);
            return LeftToPolicy(software);
        }

        DateTimeOffset before = access.Clock.UtcNow;
        await calls.SendAsync(HttpMethod.Post, $"v2/device/{device.Id}/script/run",
            new JsonObject { ["type"] = "SCRIPT", ["id"] = JsonValues.Number(found["id"]), ["runAs"] = "system" }, null, cancel).ConfigureAwait(false);
        return new RmmJob(IdOf(software, before), RmmJobState.Running, "");
    }

    /// <summary>A job that was started since then; the service gives none an id, so device, script and time tell it.</summary>
    public async Task<RmmJob?> FindJobAsync(RmmDevice device, string software, DateTimeOffset notBefore, CancellationToken cancel)
    {
        if (_byTag)
        {
            JsonNode? now = await calls.FindAsync("v2/device/" + device.Id, cancel).ConfigureAwait(false);
            return JsonValues.Items(now?["tags"]).Any(tag => JsonValues.Same(TagOf(software), tag)) ? LeftToPolicy(software) : null;
        }

        return (await ActivitiesAsync(device, software, notBefore, cancel).ConfigureAwait(false)).Count == 0
            ? null
            : await ReadJobAsync(device, new RmmJob(IdOf(software, notBefore), RmmJobState.Running, ""), cancel).ConfigureAwait(false);
    }

    /// <summary>What became of it, by the device's activities.</summary>
    public async Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel)
    {
        if (_byTag) return job;

        int at = job.Id.LastIndexOf('@');
        DateTimeOffset since = DateTimeOffset.FromUnixTimeSeconds(long.Parse(job.Id.Substring(at + 1), CultureInfo.InvariantCulture));
        IReadOnlyList<JsonObject> activities = await ActivitiesAsync(device, job.Id.Substring(0, at), since, cancel).ConfigureAwait(false);
        JsonObject? ended = activities.FirstOrDefault(each => each["statusCode"]?.ToString() is "COMPLETED" or "CANCELLED" or "BLOCKED");
        if (ended is null) return job;

        string result = JsonValues.Text(ended["activityResult"]) ?? JsonValues.Text(ended["statusCode"]) ?? "";
        string message = JsonValues.Text(ended["message"]) ?? result;
        return new RmmJob(job.Id, result == "SUCCESS" ? RmmJobState.Succeeded : RmmJobState.Failed, message.Replace('\n', ' ').Replace('\r', ' ').Replace('|', '/'));
    }

    // Newest first. The service's own description has olderThan and newerThan the wrong way round, so times are compared here.
    private async Task<IReadOnlyList<JsonObject>> ActivitiesAsync(RmmDevice device, string software, DateTimeOffset since, CancellationToken cancel)
    {
        JsonNode? answer = await calls.GetAsync($"v2/device/{device.Id}/activities?activityType=SCRIPTING&pageSize=200", cancel).ConfigureAwait(false);
        return JsonValues.Objects(answer?["activities"])
            .Where(each => (JsonValues.Same(software, each["sourceName"]) || JsonValues.Same(software, each["subject"])) && TimeOf(each) >= Math.Floor(Seconds(since)))
            .OrderByDescending(TimeOf).ToList();
    }

    private RmmJob LeftToPolicy(string software) => new("tag", RmmJobState.LeftToPolicy, $"tag {TagOf(software)} is set");

    private static string IdOf(string software, DateTimeOffset since) => $"{software}@{since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

    private static double TimeOf(JsonObject activity) =>
        double.TryParse(activity["activityTime"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : 0;

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000d;
}
