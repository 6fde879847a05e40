using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.NinjaOne;

/// <summary>NinjaOne: tokens of a machine and of a person, organizations, devices, end users, tags, scripts, installers.</summary>
/// <remarks>Source: NinjaOne Public API 2.0.9; a script for a machine's token: homotechsual/NinjaOne issue 90.</remarks>
internal sealed class NinjaOneRoutes : SandboxRoutes
{
    public NinjaOneRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private NinjaOneState State => Tenant.Beside<NinjaOneState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["ws", "oauth", "token"] or ["v2", ..];

    public override void Describe(SandboxCall call) => call.IsWrite = call.Method != "GET" && call.Segments[0] != "ws";

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (call.Segments[0] == "ws") return Token(call);
        string token = (call.Header("Authorization") ?? "").Split(' ')[^1];
        if (!State.Tokens.TryGetValue(token, out bool isForPerson)) return OAuthError(401, "invalid_token", "The access token is unknown or has expired");

        return (call.Method, call.Segments) switch
        {
            ("GET", [_, "organizations"]) => Page(call, State.Organizations.Select(each => new JsonObject { ["id"] = each.Id, ["name"] = each.Name })),
            ("GET", [_, "locations"]) => Page(call, State.Locations.Select(each => new JsonObject { ["id"] = each.Id, ["name"] = each.Name, ["organizationId"] = each.Organization })),
            ("GET", [_, "devices", "search"]) => Search(call.Query["q"]),
            ("GET", [_, "automation", "scripts"]) => Array(State.Scripts.Select(each => new JsonObject { ["id"] = each.Id, ["name"] = each.Name, ["active"] = true })),
            ("GET", [_, "device-custom-fields"]) => Array(State.CustomFields.Select(each => new JsonObject { ["name"] = each.Name, ["label"] = each.Name, ["apiPermission"] = each.IsWritable ? "READ_WRITE" : "READ_ONLY", ["active"] = true })),
            ("GET", [_, "tag"]) => SandboxAnswer.Json(200, new JsonObject { ["tags"] = List(State.Tags.Select(each => new JsonObject { ["id"] = each.Id, ["name"] = each.Name, ["description"] = "" })) }),
            ("POST", [_, "tag"]) => MakeTag(call.Json()!),
            ("POST", [_, "tag", "device"]) => TagDevices(call.Json()!),
            ("GET", [_, "user", "end-users"]) => Array(State.EndUsers.Select(Json)),
            ("POST", [_, "user", "end-users"]) => MakeEndUser(call.Json()!),
            ("DELETE", [_, "user", "end-user", var id]) => RemoveEndUser(id),
            ("POST", [_, "organization", "generate-installer"]) => SandboxAnswer.Json(200, new JsonObject { ["url"] = "https://app.ninjarmm.com/agent/installer/" + State.NewUid() + "/agent.msi" }),
            ("POST", [_, "staged-device"]) => Stage(call.Json()!),
            (_, [_, "device", var id, ..]) when Find(id) is { } device => Device(call, device, isForPerson),
            (_, [_, "device", ..]) => Error(404, "Device not found"),
            _ => Error(404, "Not found"),
        };
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) =>
        status == 401 ? OAuthError(401, "invalid_token", "The access token has expired") : Error(status, status == 429 ? "Too many requests" : "The service is not available");

    private SandboxAnswer Token(SandboxCall call)
    {
        IReadOnlyDictionary<string, string> form = QueryText.Parse(call.Body ?? "");
        string Field(string name) => form.TryGetValue(name, out string? value) ? value : "";
        if (Field("client_id") != State.ClientId || Field("client_secret") != State.ClientSecret) return OAuthError(401, "invalid_client", "Client authentication failed");

        bool isForPerson = Field("grant_type") == "refresh_token";
        if (isForPerson && Field("refresh_token") != State.RefreshToken) return OAuthError(400, "invalid_grant", "The refresh token is unknown or was used before");

        string token = "ninja-token-" + (State.Tokens.Count + 1).ToString(CultureInfo.InvariantCulture);
        State.Tokens[token] = isForPerson;
        JsonObject answer = new() { ["access_token"] = token, ["expires_in"] = 3600, ["scope"] = "monitoring management control", ["token_type"] = "Bearer" };
        if (isForPerson && State.Rotates) answer["refresh_token"] = State.RefreshToken = "ninja-refresh-" + State.NewUid();
        return SandboxAnswer.Json(200, answer);
    }

    private SandboxAnswer Device(SandboxCall call, NinjaOneDevice device, bool isForPerson)
    {
        switch (call.Method, call.Segments.Skip(3).ToArray())
        {
            case ("GET", []):
                return SandboxAnswer.Json(200, Json(device));
            case ("POST", ["owner", var uid]):
                if (State.EndUsers.All(user => user.Uid != uid)) return Error(404, "Owner not found");
                device.OwnerUid = uid;
                return SandboxAnswer.Empty(204);
            case ("DELETE", ["owner"]):
                device.OwnerUid = null;
                return SandboxAnswer.Empty(204);
            case ("POST", ["decommission"]):
                device.ApprovalStatus = "DECOMMISSIONED";
                return SandboxAnswer.Empty(200);
            case ("POST", ["script", "run"]):
                return isForPerson ? Run(device, call.Json()!) : OAuthError(403, "user_context_required", "Access key does not have user context");
            case ("GET", ["activities"]):
                return Activities(device, call.Query);
            case ("GET", ["custom-fields"]):
                return SandboxAnswer.Json(200, new JsonObject(device.Fields.Select(field => new KeyValuePair<string, JsonNode?>(field.Key, field.Value))));
            case ("PATCH", ["custom-fields"]):
                return SetFields(device, call.Json()!);
            default:
                return Error(404, "Not found");
        }
    }

    private SandboxAnswer Run(NinjaOneDevice device, JsonObject asked)
    {
        if (State.Scripts.All(script => script.Id != (int?)asked["id"])) return Error(404, "Script not found");
        State.Runs.Add(new NinjaOneRun { Id = State.NextId() * 10, DeviceId = device.Id, Script = State.Scripts.First(script => script.Id == (int?)asked["id"]).Name, SeriesUid = State.NewUid(), StartedUtc = Tenant.Clock.UtcNow });

        // No id of the job: whoever asks must look at the activities.
        return SandboxAnswer.Empty(200);
    }

    private SandboxAnswer SetFields(NinjaOneDevice device, JsonObject asked)
    {
        foreach (KeyValuePair<string, JsonNode?> field in asked)
        {
            if (!State.CustomFields.Contains((field.Key, true))) return Error(400, $"The custom field {field.Key} is not there or may not be written");
            device.Fields[field.Key] = field.Value?.ToString() ?? "";
        }

        return SandboxAnswer.Empty(204);
    }

    private SandboxAnswer Activities(NinjaOneDevice device, IReadOnlyDictionary<string, string> query)
    {
        List<JsonObject> all = new();
        foreach (NinjaOneRun run in State.Runs.Where(run => run.DeviceId == device.Id))
        {
            all.Add(Activity(run, run.Id, run.StartedUtc, "STARTED", null));
            if (!device.Offline && Tenant.Clock.UtcNow >= run.StartedUtc + State.ScriptTime) all.Add(Activity(run, run.Id + 1, run.StartedUtc + State.ScriptTime, "COMPLETED", run.Result));
        }

        int? Asked(string name) => query.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        int? below = Asked(State.TakesDescriptionAtItsWord ? "newerThan" : "olderThan");
        int? above = Asked(State.TakesDescriptionAtItsWord ? "olderThan" : "newerThan");
        IEnumerable<JsonObject> page = all.OrderByDescending(each => (int)each["id"]!).Where(each => (below is null || (int)each["id"]! < below) && (above is null || (int)each["id"]! > above));
        return SandboxAnswer.Json(200, new JsonObject { ["lastActivityId"] = all.Count, ["activities"] = List(page.Take(Asked("pageSize") ?? 200)) });
    }

    private static JsonObject Activity(NinjaOneRun run, int id, DateTimeOffset at, string status, string? result)
    {
        JsonObject activity = new()
        {
            ["id"] = id, ["activityTime"] = at.ToUnixTimeMilliseconds() / 1000d, ["deviceId"] = run.DeviceId, ["seriesUid"] = run.SeriesUid,
            ["activityType"] = "SCRIPTING", ["statusCode"] = status, ["sourceName"] = run.Script, ["message"] = result is null ? "The script was started" : "The script has ended",
        };
        if (result is not null) activity["activityResult"] = result;
        return activity;
    }

    // As fuzzy as the service: whatever contains the text, with what matched.
    private SandboxAnswer Search(string text)
    {
        IEnumerable<JsonObject> found = State.Devices.SelectMany(device => new[] { ("serialNumber", device.SerialNumber), ("systemName", device.Name) }
            .Where(each => text.Length > 0 && each.Item2.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0).Take(1).Select(each =>
            {
                JsonObject match = Json(device);
                match.Remove("system");
                match["matchAttr"] = each.Item1;
                match["matchAttrValue"] = each.Item2;
                match["score"] = 1;
                return match;
            }));
        return SandboxAnswer.Json(200, new JsonObject { ["query"] = text, ["devices"] = List(found) });
    }

    private SandboxAnswer MakeTag(JsonObject asked)
    {
        string name = asked["name"]!.ToString();
        if (name.Length > 40) return Error(400, "The name is longer than 40 characters");
        if (State.Tags.Any(tag => SandboxTenant.Same(tag.Name, name))) return Error(409, "The tag exists already");
        State.Tags.Add((State.NextId(), name));
        return SandboxAnswer.Json(200, new JsonObject { ["id"] = State.Tags[^1].Id, ["name"] = name, ["description"] = "" });
    }

    private SandboxAnswer TagDevices(JsonObject asked)
    {
        foreach (NinjaOneDevice device in Numbers(asked["assetIds"]).Select(id => State.Devices.FirstOrDefault(one => one.Id == id)).OfType<NinjaOneDevice>())
        {
            device.Tags.AddRange(Numbers(asked["tagIdsToAdd"]).Select(id => State.Tags.First(tag => tag.Id == id).Name).Where(name => !device.Tags.Contains(name)));
            device.Tags.RemoveAll(name => Numbers(asked["tagIdsToRemove"]).Any(id => State.Tags.First(tag => tag.Id == id).Name == name));
        }

        return SandboxAnswer.Empty(204);
    }

    private SandboxAnswer MakeEndUser(JsonObject asked)
    {
        string mail = asked["email"]?.ToString() ?? "";
        if (State.EndUsers.Any(user => SandboxTenant.Same(user.Email, mail))) return Error(400, "An end user with this email exists already");
        NinjaOneEndUser made = new()
        {
            Id = State.NextId(), Uid = State.NewUid(), FirstName = asked["firstName"]?.ToString() ?? "", LastName = asked["lastName"]?.ToString() ?? "",
            Email = mail, OrganizationId = (int?)asked["organizationId"] ?? 0,
        };
        State.EndUsers.Add(made);
        return SandboxAnswer.Json(200, Json(made));
    }

    private SandboxAnswer RemoveEndUser(string id)
    {
        if (State.EndUsers.FirstOrDefault(user => user.Id.ToString(CultureInfo.InvariantCulture) == id) is not { } user) return Error(404, "End user not found");
        State.EndUsers.Remove(user);
        foreach (NinjaOneDevice device in State.Devices.Where(device => device.OwnerUid == user.Uid)) device.OwnerUid = null;
        return SandboxAnswer.Empty(204);
    }

    private SandboxAnswer Stage(JsonObject asked)
    {
        if (asked["name"] is null || asked["orgId"] is null || asked["locationId"] is null || asked["roleId"] is null) return Error(400, "name, orgId, locationId and roleId are required");
        NinjaOneDevice device = State.Add(asked["name"]!.ToString(), asked["itamAssetSerialNumber"]?.ToString() ?? "", (int)asked["locationId"]!, (int)asked["orgId"]!);
        device.ApprovalStatus = "STAGED";
        device.Offline = true;
        return SandboxAnswer.Json(200, new JsonObject { ["nodeId"] = device.Id });
    }

    private NinjaOneDevice? Find(string id) => State.Devices.FirstOrDefault(device => device.Id.ToString(CultureInfo.InvariantCulture) == id);

    private JsonObject Json(NinjaOneDevice device)
    {
        JsonObject json = new()
        {
            ["id"] = device.Id, ["organizationId"] = device.OrganizationId, ["locationId"] = device.LocationId, ["nodeClass"] = "WINDOWS_WORKSTATION",
            ["approvalStatus"] = device.ApprovalStatus, ["offline"] = device.Offline, ["displayName"] = device.Name, ["systemName"] = device.Name,
            ["tags"] = new JsonArray(device.Tags.Select(tag => (JsonNode)tag).ToArray()), ["system"] = new JsonObject { ["serialNumber"] = device.SerialNumber },
        };
        if (device.OwnerUid is not null) json["assignedOwnerUid"] = device.OwnerUid;
        return json;
    }

    private JsonObject Json(NinjaOneEndUser user) => new()
    {
        ["id"] = user.Id, ["uid"] = user.Uid, ["enabled"] = true, ["firstName"] = user.FirstName, ["lastName"] = user.LastName, ["email"] = user.Email,
        ["organizationId"] = user.OrganizationId,
        ["assignedDeviceIds"] = new JsonArray(State.Devices.Where(device => device.OwnerUid == user.Uid).Select(device => (JsonNode)device.Id).ToArray()),
    };

    private static SandboxAnswer Page(SandboxCall call, IEnumerable<JsonObject> all)
    {
        int after = call.Query.TryGetValue("after", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        int size = call.Query.TryGetValue("pageSize", out string? given) ? int.Parse(given, CultureInfo.InvariantCulture) : 100;
        return Array(all.OrderBy(each => (int)each["id"]!).Where(each => (int)each["id"]! > after).Take(size));
    }

    private static SandboxAnswer Array(IEnumerable<JsonObject> items) => SandboxAnswer.Json(200, List(items));

    private static JsonArray List(IEnumerable<JsonObject> items) => new(items.Select(item => (JsonNode)item).ToArray());

    private static IEnumerable<int> Numbers(JsonNode? list) => (list as JsonArray ?? new JsonArray()).Select(each => (int)each!);

    private static SandboxAnswer Error(int status, string message) =>
        SandboxAnswer.Json(status, new JsonObject { ["resultCode"] = "FAILURE", ["errorMessage"] = message, ["incidentId"] = "sandbox" });

    private static SandboxAnswer OAuthError(int status, string error, string description) =>
        SandboxAnswer.Json(status, new JsonObject { ["error"] = error, ["error_description"] = description, ["error_code"] = 5 });
}
