using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.DattoRmm;

/// <summary>What is in the account as the service writes it: dates are milliseconds, those of the log seconds.</summary>
internal sealed class DattoRmmJson
{
    // What every account has, empty ones too; more of them only where a value stands.
    private const int FieldsShown = 30;
    private readonly DattoRmmState _state;

    public DattoRmmJson(DattoRmmState state) => _state = state;

    public static JsonArray List(IEnumerable<JsonObject> items) => new(items.Select(item => (JsonNode)item).ToArray());

    public static JsonObject PageDetails(int count, int total, string? next) => new() { ["count"] = count, ["totalCount"] = total, ["prevPageUrl"] = null, ["nextPageUrl"] = next };

    public static JsonArray Output(DattoRmmJob job, string text) =>
        List(new[] { new JsonObject { ["componentUid"] = job.ComponentUid, ["componentName"] = job.Component, ["stdData"] = text } });

    public JsonObject Site(DattoRmmSite site) => new() { ["id"] = site.Id, ["uid"] = site.Uid, ["name"] = site.Name, ["onDemand"] = false };

    public JsonObject Component(DattoRmmComponent component) => new()
    {
        ["id"] = component.Id, ["uid"] = component.Uid, ["name"] = component.Name, ["categoryCode"] = "applications", ["credentialsRequired"] = false,
        ["variables"] = List(component.Variables.Select(name => new JsonObject { ["name"] = name, ["type"] = "string", ["defaultVal"] = "", ["direction"] = true })),
    };

    public JsonObject Device(DattoRmmDevice device)
    {
        DattoRmmSite site = _state.Sites.First(one => one.Uid == device.SiteUid);
        JsonObject fields = new();
        foreach (string name in Enumerable.Range(1, FieldsShown).Select(number => "udf" + number.ToString(CultureInfo.InvariantCulture)).Union(device.Fields.Keys))
        {
            fields[name] = device.Fields.TryGetValue(name, out string? value) ? value : null;
        }

        return new JsonObject
        {
            ["id"] = device.Id, ["uid"] = device.Uid, ["siteId"] = site.Id, ["siteUid"] = site.Uid, ["siteName"] = site.Name, ["hostname"] = device.Hostname,
            ["deviceType"] = new JsonObject { ["category"] = "Laptop", ["type"] = "Laptop" }, ["operatingSystem"] = "Microsoft Windows 11 Pro 10.0.26100", ["lastLoggedInUser"] = device.LastUser,
            ["online"] = device.Online, ["suspended"] = false, ["deleted"] = device.Deleted, ["deviceClass"] = device.Class, ["lastSeen"] = Milliseconds(device.LastSeenUtc), ["udf"] = fields,
        };
    }

    public JsonObject Audit(DattoRmmDevice device) => new()
    {
        ["portalUrl"] = "https://pinotage.rmm.datto.com/device/" + device.Id.ToString(CultureInfo.InvariantCulture),
        ["bios"] = new JsonObject { ["instance"] = "BIOS", ["serialNumber"] = device.SerialNumber, ["smBiosVersion"] = "1.0" },
    };

    public JsonObject Started(DattoRmmJob job) => new()
    {
        ["job"] = new JsonObject { ["id"] = job.Id, ["uid"] = job.Uid, ["name"] = job.Name, ["dateCreated"] = Milliseconds(job.CreatedUtc), ["status"] = "active" },
        ["jobComponents"] = List(new[]
        {
            new JsonObject { ["uid"] = job.ComponentUid, ["name"] = job.Component, ["variables"] = List(job.Variables.Select(each => new JsonObject { ["name"] = each.Key, ["value"] = each.Value })) },
        }),
    };

    public JsonObject Result(DattoRmmJob job)
    {
        string status = _state.StatusOf(job);
        JsonObject json = new() { ["jobUid"] = job.Uid, ["deviceUid"] = job.DeviceUid, ["ranOn"] = job.RanUtc is { } ran ? Milliseconds(ran) : null, ["jobDeploymentStatus"] = status };
        if (job.RanUtc is null) return json;

        json["componentResults"] = List(new[]
        {
            new JsonObject
            {
                ["componentUid"] = job.ComponentUid, ["componentName"] = job.Component, ["componentStatus"] = status == "Failure" ? "Failure" : "Success", ["numberOfWarnings"] = status == "Warning" ? 1 : 0,
                ["hasStdOut"] = job.Output.Length > 0, ["hasStdErr"] = job.Errors.Length > 0,
            },
        });
        return json;
    }

    public JsonObject Activity(DattoRmmJob job)
    {
        DattoRmmDevice device = _state.Devices.First(one => one.Uid == job.DeviceUid);
        DattoRmmSite site = _state.Sites.First(one => one.Uid == device.SiteUid);
        string details = _state.LogsSentences
            ? $"Job '{job.Name}' ({job.Uid}) was created for the device {device.Uid}"
            : new JsonObject { ["job.name"] = job.Name, ["job.uid"] = job.Uid, ["job.id"] = job.Id, ["device.uid"] = device.Uid }.ToJsonString();
        return new JsonObject
        {
            ["id"] = "log-" + job.Uid, ["entity"] = "DEVICE", ["category"] = "job", ["action"] = "create", ["date"] = job.CreatedUtc.ToUnixTimeMilliseconds() / 1000d,
            ["site"] = new JsonObject { ["id"] = site.Id, ["name"] = site.Name }, ["deviceId"] = device.Id, ["hostname"] = device.Hostname, ["details"] = details,
            ["hasStdOut"] = false, ["hasStdErr"] = false,
        };
    }

    public string NumberOfSite(DattoRmmJob job)
    {
        string uid = _state.Devices.First(one => one.Uid == job.DeviceUid).SiteUid;
        return _state.Sites.First(one => one.Uid == uid).Id.ToString(CultureInfo.InvariantCulture);
    }

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
