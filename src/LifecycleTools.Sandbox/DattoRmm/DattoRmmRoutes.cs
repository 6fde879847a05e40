using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.DattoRmm;

/// <summary>Datto RMM: tokens for API keys, sites, devices with audits and user-defined fields, components, quick jobs with results, the activity log, quotas.</summary>
/// <remarks>Source: Datto RMM API 2.0.0 build 118; epoch milliseconds, empty error bodies and the details of the log: TheShadowTek/DattoRMM.Core.</remarks>
internal sealed class DattoRmmRoutes : SandboxRoutes
{
    private readonly DattoRmmMeter _meter;

    public DattoRmmRoutes(SandboxTenant tenant) : base(tenant) => _meter = new DattoRmmMeter(tenant.Clock);

    private DattoRmmState State => Tenant.Beside<DattoRmmState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["auth", "oauth", "token"] or ["api", "v2", ..];

    public override void Describe(SandboxCall call) => call.IsWrite = call.Method != "GET" && call.Segments[0] != "auth";

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (call.Segments[0] == "auth") return Token(call);
        if (!State.Tokens.Contains((call.Header("Authorization") ?? "").Split(' ')[^1])) return SandboxAnswer.Empty(401);
        if (_meter.Refuses(call, State) is { } status) return SandboxAnswer.Empty(status);

        State.Settle();
        DattoRmmJson json = new(State);
        return (call.Method, call.Segments.Skip(2).ToArray()) switch
        {
            ("GET", ["account"]) => SandboxAnswer.Json(200, new JsonObject { ["id"] = 1, ["uid"] = "pin1", ["name"] = "Contoso MSP", ["currency"] = "CHF" }),
            ("GET", ["account", "sites"]) => Page(call, "sites", State.Sites.Select(json.Site)),
            ("GET", ["account", "components"]) => Page(call, "components", State.Components.Select(json.Component)),
            ("GET", ["account", "devices"]) => Page(call, "devices", State.Devices.Where(device => IsSought(call, device)).Select(json.Device)),
            ("GET", ["site", var uid, "devices"]) => State.Sites.All(site => site.Uid != uid) ? SandboxAnswer.Empty(404) : Page(call, "devices", State.Devices.Where(device => device.SiteUid == uid).Select(json.Device)),
            ("GET", ["system", "request_rate"]) => SandboxAnswer.Json(200, _meter.Describe(State)),
            ("GET", ["activity-logs"]) => Log(call, json),
            ("GET", ["audit", "device", var uid]) => Found(uid, device => SandboxAnswer.Json(200, json.Audit(device))),
            ("GET", ["device", var uid]) => Found(uid, device => SandboxAnswer.Json(200, json.Device(device))),
            ("POST", ["device", var uid, "udf"]) => Found(uid, device => SetFields(device, call.Json()!)),
            ("PUT", ["device", var uid, "site", var site]) => Found(uid, device => Move(device, site)),
            ("PUT", ["device", var uid, "quickjob"]) => Found(uid, device => Run(device, call.Json()!, json)),
            ("GET", ["job", var job, "results", var device, ..]) => Results(job, device, call.Segments.Skip(6).FirstOrDefault(), json),
            _ => SandboxAnswer.Empty(404),
        };
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) => SandboxAnswer.Empty(status);

    private SandboxAnswer Token(SandboxCall call)
    {
        IReadOnlyDictionary<string, string> form = QueryText.Parse(call.Body ?? "");
        string Field(string name) => form.TryGetValue(name, out string? value) ? value : "";
        string client = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("public-client:public"));
        if (call.Header("Authorization") != client) return OAuthError(401, "unauthorized", "Full authentication is required to access this resource");
        if (Field("grant_type") != "password" || Field("username") != State.ApiKey || Field("password") != State.ApiSecretKey) return OAuthError(400, "invalid_grant", "Bad credentials");

        string token = "datto-token-" + State.NewUid();
        State.Tokens.Add(token);
        return SandboxAnswer.Json(200, new JsonObject { ["access_token"] = token, ["token_type"] = "bearer", ["expires_in"] = 360000, ["scope"] = "default" });
    }

    private SandboxAnswer Found(string uid, Func<DattoRmmDevice, SandboxAnswer> answer) =>
        State.Devices.FirstOrDefault(device => device.Uid == uid) is { } found ? answer(found) : SandboxAnswer.Empty(404);

    // LIKE, as the service compares.
    private bool IsSought(SandboxCall call, DattoRmmDevice device) =>
        (!call.Query.TryGetValue("hostname", out string? name) || device.Hostname.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0)
        && (!call.Query.TryGetValue("siteName", out string? site) || State.Sites.First(one => one.Uid == device.SiteUid).Name.IndexOf(site, StringComparison.OrdinalIgnoreCase) >= 0);

    private static SandboxAnswer SetFields(DattoRmmDevice device, JsonObject asked)
    {
        foreach (KeyValuePair<string, JsonNode?> field in asked)
        {
            string value = field.Value?.ToString() ?? "";
            if (value.Length > 255) return SandboxAnswer.Text(400, "The value is too long", "text/plain");
            if (value.Length == 0) device.Fields.Remove(field.Key);
            else device.Fields[field.Key] = value;
        }

        return SandboxAnswer.Empty(200);
    }

    private SandboxAnswer Move(DattoRmmDevice device, string site)
    {
        if (State.Sites.All(one => one.Uid != site)) return SandboxAnswer.Empty(404);
        device.SiteUid = site;
        return SandboxAnswer.Empty(200);
    }

    private SandboxAnswer Run(DattoRmmDevice device, JsonObject asked, DattoRmmJson json)
    {
        string uid = asked["jobComponent"]?["componentUid"]?.ToString() ?? "";
        if (asked["jobName"] is null || State.Components.FirstOrDefault(one => one.Uid == uid) is not { } component) return SandboxAnswer.Empty(400);

        DattoRmmJob job = new()
        {
            Id = State.NextId(), Uid = State.NewUid(), Name = asked["jobName"]!.ToString(), DeviceUid = device.Uid, Component = component.Name, ComponentUid = component.Uid,
            CreatedUtc = Tenant.Clock.UtcNow, Output = component.Name + " is installed\r\nGoodbye",
        };
        foreach (JsonObject variable in (asked["jobComponent"]!["variables"] as JsonArray ?? new JsonArray()).OfType<JsonObject>())
        {
            string name = variable["name"]?.ToString() ?? "";
            if (!component.Variables.Contains(name)) return SandboxAnswer.Text(400, $"Variable {name} is not one of the component's", "text/plain");
            job.Variables.Add(new KeyValuePair<string, string>(name, variable["value"]?.ToString() ?? ""));
        }

        State.Jobs.Add(job);
        return SandboxAnswer.Json(200, json.Started(job));
    }

    private SandboxAnswer Results(string jobUid, string deviceUid, string? stream, DattoRmmJson json)
    {
        if (State.Jobs.FirstOrDefault(one => one.Uid == jobUid && one.DeviceUid == deviceUid) is not { } job) return SandboxAnswer.Empty(404);
        return stream switch
        {
            null => SandboxAnswer.Json(200, json.Result(job)),
            "stdout" => SandboxAnswer.Json(200, DattoRmmJson.Output(job, job.Output)),
            "stderr" => SandboxAnswer.Json(200, DattoRmmJson.Output(job, job.Errors)),
            _ => SandboxAnswer.Empty(404),
        };
    }

    // Without "from" the last quarter of an hour.
    private SandboxAnswer Log(SandboxCall call, DattoRmmJson json)
    {
        string Asked(string name, string otherwise) => call.Query.TryGetValue(name, out string? value) ? value : otherwise;
        DateTimeOffset from = call.Query.TryGetValue("from", out string? begin)
            ? DateTimeOffset.ParseExact(begin, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : Tenant.Clock.UtcNow.AddMinutes(-15);
        int size = int.Parse(Asked("size", "20"), CultureInfo.InvariantCulture);
        int skip = int.Parse(Asked("searchAfter", "0"), CultureInfo.InvariantCulture);
        string site = Asked("siteIds", "");
        IEnumerable<DattoRmmJob> all = State.Jobs.Where(job => job.CreatedUtc >= from && (site.Length == 0 || json.NumberOfSite(job) == site));
        List<DattoRmmJob> sorted = (Asked("order", "asc") == "desc" ? all.Reverse() : all).ToList();
        string? next = skip + size < sorted.Count
            ? $"{call.Authority}/api/v2/activity-logs?from={Uri.EscapeDataString(Asked("from", ""))}&entities=device&categories=job{(site.Length == 0 ? "" : "&siteIds=" + site)}&order={Asked("order", "asc")}&size={size}&page=next&searchAfter={skip + size}"
            : null;
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["pageDetails"] = DattoRmmJson.PageDetails(Math.Min(size, sorted.Count - skip), sorted.Count, next),
            ["activities"] = DattoRmmJson.List(sorted.Skip(skip).Take(size).Select(json.Activity)),
        });
    }

    private static SandboxAnswer Page(SandboxCall call, string list, IEnumerable<JsonObject> items)
    {
        int page = call.Query.TryGetValue("page", out string? number) ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        int max = call.Query.TryGetValue("max", out string? size) ? int.Parse(size, CultureInfo.InvariantCulture) : 250;
        if (max > 250) return SandboxAnswer.Empty(400);
        List<JsonObject> all = items.ToList();
        List<JsonObject> here = all.Skip(page * max).Take(max).ToList();
        string? next = (page + 1) * max < all.Count ? $"{call.Authority}{call.Uri.AbsolutePath}?max={max}&page={page + 1}" : null;
        return SandboxAnswer.Json(200, new JsonObject { ["pageDetails"] = DattoRmmJson.PageDetails(here.Count, all.Count, next), [list] = DattoRmmJson.List(here) });
    }

    private static SandboxAnswer OAuthError(int status, string error, string description) =>
        SandboxAnswer.Json(status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
