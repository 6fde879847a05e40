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

/// <summary>Software by a script of the library, whose outcome is an activity of the device; or by a tag or a custom field that a policy acts on, whose outcome nobody says.</summary>
/// <param name="isForPerson">Whether the token is a person's: the service runs no script for a machine.</param>
internal sealed class NinjaOneSoftware(JsonCalls calls, SystemAccess access, bool isForPerson, string product)
{
    private enum Way
    {
        Script,
        Tag,
        Field,
    }

    private readonly Way _way = access.OneOf("softwareBy", isForPerson ? ["script", "tag", "field"] : ["tag", "script", "field"]) switch
    {
        "script" => Way.Script,
        "tag" => Way.Tag,
        _ => Way.Field,
    };

    private readonly NinjaOneActivities _activities = new(calls);

    /// <summary>What can be done with it.</summary>
    public RmmAbilities Abilities => _way != Way.Script || isForPerson ? RmmAbilities.Software | RmmAbilities.FindsJobs : RmmAbilities.None;

    private string TagOf(string software) => string.Format(CultureInfo.InvariantCulture, access.Value("softwareTag") ?? "install-{0}", software);

    /// <summary>A script is wanted, and there is nobody in whose name it could run; or the field is not one that may be written.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming what would be valid.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        if (_way == Way.Script && !isForPerson) throw access.Missing("refreshToken", "is missing: NinjaOne runs scripts only with a person's token. Name one, or write softwareBy: tag");
        if (_way != Way.Field) return;

        string named = access.Required("softwareField");
        if (access.Map("software").Count == 0) throw access.Missing("software", "is missing: with softwareBy: field it says which word of the field stands for which software, as { 7-Zip: sevenzip }");
        IReadOnlyList<JsonObject> all = await calls.ListAsync("v2/device-custom-fields", null, cancel).ConfigureAwait(false);
        List<string> writable = all.Where(IsWritable).Select(field => JsonValues.Text(field["name"])).OfType<string>().ToList();
        if (writable.Contains(named, StringComparer.Ordinal)) return;

        bool isThere = all.Any(field => $"{field["name"]}" == named);
        throw access.Missing("softwareField", $"is '{named}', {(isThere ? "which the API may not write" : "which is no custom field")}. Those that it may write are: {Some(writable)}");
    }

    /// <summary>Whether a name leads to a script, a tag, or a word of the field.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming those that there are.</exception>
    public Task CheckAsync(string software, CancellationToken cancel)
    {
        if (_way != Way.Field) return FindAsync(software, cancel);
        WordOf(software);
        return Task.CompletedTask;
    }

    /// <summary>Starts it.</summary>
    /// <param name="addTag">Puts a tag on the device.</param>
    public async Task<RmmJob> StartAsync(RmmDevice device, string software, Func<string, Task> addTag, CancellationToken cancel)
    {
        if (_way == Way.Field)
        {
            await AddWordAsync(device, WordOf(software), cancel).ConfigureAwait(false);
            return LeftToPolicy(software);
        }

        JsonObject found = await FindAsync(software, cancel).ConfigureAwait(false);
        if (_way == Way.Tag)
        {
            await addTag(TagOf(software)).ConfigureAwait(false);
            return LeftToPolicy(software);
        }

        DateTimeOffset before = access.Clock.UtcNow;
        await calls.SendAsync(HttpMethod.Post, $"v2/device/{device.Id}/script/run",
            new JsonObject { ["type"] = "SCRIPT", ["id"] = JsonValues.Number(found["id"]), ["runAs"] = "system" }, null, cancel).ConfigureAwait(false);
        return new RmmJob(IdOf(software, before), RmmJobState.Accepted, "");
    }

    /// <summary>A job that was started since then; the service gives none an id, so device, script and time tell it, and nobody's key.</summary>
    public async Task<RmmJob?> FindJobAsync(RmmDevice device, string software, DateTimeOffset notBefore, CancellationToken cancel)
    {
        switch (_way)
        {
            case Way.Tag:
                JsonObject? now = await calls.FindObjectAsync("v2/device/" + device.Id, "id", cancel).ConfigureAwait(false);
                return JsonValues.Items(now?["tags"]).Any(tag => JsonValues.Same(TagOf(software), tag)) ? LeftToPolicy(software) : null;
            case Way.Field:
                return (await WordsAsync(device, cancel).ConfigureAwait(false)).Contains(WordOf(software), StringComparer.OrdinalIgnoreCase) ? LeftToPolicy(software) : null;
            default:
                return await _activities.NewestOfAsync(device, software, notBefore, cancel).ConfigureAwait(false) is { Count: > 0 } series
                    ? Read(new RmmJob(IdOf(software, notBefore), RmmJobState.Running, ""), series)
                    : null;
        }
    }

    /// <summary>What became of it, by the device's activities.</summary>
    public async Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel)
    {
        if (_way != Way.Script || job.State == RmmJobState.LeftToPolicy) return job;

        int at = job.Id.LastIndexOf('@');
        DateTimeOffset since = DateTimeOffset.FromUnixTimeSeconds(long.Parse(job.Id.Substring(at + 1), CultureInfo.InvariantCulture));
        return Read(job, await _activities.NewestOfAsync(device, job.Id.Substring(0, at), since, cancel).ConfigureAwait(false));
    }

    private static RmmJob Read(RmmJob job, IReadOnlyList<JsonObject> series)
    {
        if (series.Count == 0) return job with { State = RmmJobState.Accepted };
        if (series.FirstOrDefault(each => each["statusCode"]?.ToString() is "COMPLETED" or "CANCELLED" or "BLOCKED") is not { } ended) return job with { State = RmmJobState.Running };

        string result = JsonValues.Text(ended["activityResult"]) ?? JsonValues.Text(ended["statusCode"]) ?? "";
        string message = JsonValues.Text(ended["message"]) ?? result;
        return job with { State = result == "SUCCESS" ? RmmJobState.Succeeded : RmmJobState.Failed, Summary = message.Replace('\n', ' ').Replace('\r', ' ').Replace('|', '/') };
    }

    private async Task<JsonObject> FindAsync(string software, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> all = await (_way == Way.Tag ? calls.ListAsync("v2/tag", "tags", cancel) : calls.ListAsync("v2/automation/scripts", null, cancel)).ConfigureAwait(false);
        string sought = _way == Way.Tag ? TagOf(software) : software;
        List<JsonObject> fitting = all.Where(each => JsonValues.Same(sought, each["name"])).ToList();
        return fitting.Count == 1 ? fitting[0] : throw NotResolved(
            $"{(_way == Way.Tag ? "the tag" : "the script")} '{sought}' {(fitting.Count == 0 ? "is not there" : "is there several times")}", all.Select(each => $"{each["name"]}"));
    }

    private string WordOf(string software)
    {
        IReadOnlyDictionary<string, string> words = access.Map("software");
        return words.Where(each => JsonValues.Same(software, each.Key)).Select(each => each.Value.Trim()).FirstOrDefault()
            ?? throw NotResolved($"software '{software}' has no word in systems.{access.Name}.software", words.Keys);
    }

    // The value is written whole; nothing guards it against somebody who writes in the same second, so what was read just before is kept.
    private async Task AddWordAsync(RmmDevice device, string word, CancellationToken cancel)
    {
        IReadOnlyList<string> before = await WordsAsync(device, cancel).ConfigureAwait(false);
        if (before.Contains(word, StringComparer.OrdinalIgnoreCase)) return;

        await calls.SendAsync(new HttpMethod("PATCH"), $"v2/device/{device.Id}/custom-fields",
            new JsonObject { [access.Required("softwareField")] = string.Join(", ", before.Append(word)) }, null, cancel).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> WordsAsync(RmmDevice device, CancellationToken cancel)
    {
        JsonNode? fields = await calls.FindAsync($"v2/device/{device.Id}/custom-fields", cancel).ConfigureAwait(false);
        return (JsonValues.Text(fields?[access.Required("softwareField")]) ?? "").Split(',').Select(word => word.Trim()).Where(word => word.Length > 0).ToList();
    }

    private RmmJob LeftToPolicy(string software) => _way == Way.Tag
        ? new RmmJob("tag", RmmJobState.LeftToPolicy, $"tag {TagOf(software)} is set")
        : new RmmJob("field", RmmJobState.LeftToPolicy, $"{access.Value("softwareField")} has {WordOf(software)}");

    private LifecycleException NotResolved(string what, IEnumerable<string> valid) =>
        new(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{product}: {what}. There are: {Some(valid)}.");

    private static bool IsWritable(JsonObject field) => JsonValues.Text(field["apiPermission"]) is null or "WRITE_ONLY" or "READ_WRITE";

    private static string Some(IEnumerable<string> names) => string.Join(", ", names.Take(50).DefaultIfEmpty("none"));

    private static string IdOf(string software, DateTimeOffset since) => $"{software}@{since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
}
