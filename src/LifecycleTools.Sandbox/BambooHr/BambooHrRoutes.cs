using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.BambooHr;

/// <summary>BambooHR: who changed, the employee, the employment status table, the list of fields.</summary>
/// <remarks>Source: BambooHR OpenAPI, 2026-06.</remarks>
internal sealed class BambooHrRoutes : SandboxRoutes
{
    public BambooHrRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private BambooHrState State => Tenant.Beside<BambooHrState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["api", "v1", "employees" or "meta", ..];

    public override SandboxAnswer Answer(SandboxCall call)
    {
        string key = Convert.ToBase64String(Encoding.UTF8.GetBytes(State.ApiKey + ":x"));
        if (call.Header("Authorization") != "Basic " + key) return Error(401, "Unauthorized");

        return (call.Method, call.Segments) switch
        {
            ("GET", [_, _, "meta", "fields"]) => Fields(),
            ("GET", [_, _, "employees"]) => List(),
            ("GET", [_, _, "employees", "directory"]) => Directory(),
            ("GET", [_, _, "employees", "changed"]) => Changed(call),
            ("GET", [_, _, "employees", "changed", "tables", "employmentStatus"]) => ChangedStatus(call),
            ("GET", [_, _, "employees", var id, "tables", "employmentStatus"]) => Status(id),
            ("GET", [_, _, "employees", var id]) => Employee(id, call),
            ("POST", [_, _, "employees", var id]) => Update(id, call),
            _ => Error(404, "Not Found"),
        };
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) => Error(status, status == 429 ? "Too many requests" : "The service is not available");

    private IEnumerable<BambooHrEmployee> Living => State.Employees.Where(one => !one.IsDeleted);

    private string Today => Tenant.Clock.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private SandboxAnswer Fields() => SandboxAnswer.Json(200, new JsonArray(State.Fields.Select((name, at) =>
        (JsonNode)new JsonObject { ["id"] = 1000 + at, ["name"] = name, ["type"] = name.EndsWith("Date", StringComparison.Ordinal) ? "date" : "text", ["alias"] = name }).ToArray()));

    private SandboxAnswer List() => State.MayList
        ? SandboxAnswer.Json(200, new JsonObject
        {
            ["data"] = new JsonArray(Living.Take(1).Select(one => (JsonNode)new JsonObject { ["employeeId"] = one.Id, ["firstName"] = one["firstName"], ["lastName"] = one["lastName"] }).ToArray()),
            ["meta"] = new JsonObject { ["total"] = Living.Count(IsActive), ["page"] = new JsonObject { ["limit"] = 1, ["nextCursor"] = null } },
        })
        : SandboxAnswer.Json(401, new JsonObject { ["error"] = new JsonObject { ["code"] = "unauthorized", ["message"] = "This resource needs an OAuth token" } });

    private SandboxAnswer Directory()
    {
        if (!State.SharesDirectory) return Error(403, "The company directory is not shared");
        BambooHrEmployee[] active = Living.Where(IsActive).ToArray();
        return active.Length == 0
            ? Error(404, "No employees")
            : SandboxAnswer.Json(200, new JsonObject
            {
                ["fields"] = new JsonArray(),
                ["employees"] = new JsonArray(active.Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["firstName"] = one["firstName"], ["lastName"] = one["lastName"] }).ToArray()),
            });
    }

    private SandboxAnswer Changed(SandboxCall call)
    {
        if (Since(call) is not { } since) return Error(400, "since is no date");
        BambooHrEmployee[] changed = State.Employees.Where(one => one.ChangedUtc > since).ToArray();
        JsonObject employees = new();
        foreach (BambooHrEmployee one in changed)
        {
            string action = one.IsDeleted ? "Deleted" : one.CreatedUtc > since ? "Inserted" : "Updated";
            employees[one.Id] = new JsonObject { ["id"] = one.Id, ["action"] = action, ["lastChanged"] = Stamp(one.ChangedUtc) };
        }

        // The service's own habit: an empty map is written as an empty list.
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["latest"] = Stamp(changed.Length == 0 ? since : changed.Max(one => one.ChangedUtc)),
            ["employees"] = employees.Count == 0 ? new JsonArray() : employees,
        });
    }

    private SandboxAnswer ChangedStatus(SandboxCall call)
    {
        if (Since(call) is not { } since) return Error(400, "since is no date");
        if (!State.MayReadStatus) return Error(404, "No such table");
        JsonObject employees = new();
        foreach (BambooHrEmployee one in Living.Where(one => one.ChangedUtc > since))
        {
            employees[one.Id] = new JsonObject { ["lastChanged"] = Stamp(one.ChangedUtc), ["rows"] = Rows(one) };
        }

        return SandboxAnswer.Json(200, new JsonObject { ["table"] = "employmentStatus", ["employees"] = employees });
    }

    private SandboxAnswer Status(string id) =>
        State.MayReadStatus && Living.FirstOrDefault(one => one.Id == id) is { } employee ? SandboxAnswer.Json(200, Rows(employee)) : Error(404, "No such table");

    private SandboxAnswer Employee(string id, SandboxCall call)
    {
        if (Living.FirstOrDefault(one => one.Id == id) is not { } employee) return Error(404, "Employee not found");
        JsonObject answer = new() { ["id"] = employee.Id };

        // A field that is unknown, or that the key may not see, is left out without a word.
        foreach (string field in (call.Query.TryGetValue("fields", out string? asked) ? asked : "").Split(',').Where(field => State.Fields.Contains(field, StringComparer.OrdinalIgnoreCase)))
        {
            answer[field] = field == "terminationDate" ? Ended(employee) ?? "0000-00-00"
                : field == "status" ? IsActive(employee) ? "Active" : "Inactive"
                : employee.TryGetValue(field, out string? value) && value.Length > 0 ? value : null;
        }

        return SandboxAnswer.Json(200, answer);
    }

    private SandboxAnswer Update(string id, SandboxCall call)
    {
        if (Living.FirstOrDefault(one => one.Id == id) is not { } employee) return Error(404, "Employee not found");
        foreach (KeyValuePair<string, JsonNode?> field in call.Json() ?? new JsonObject())
        {
            if (!State.Fields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)) return Error(400, $"Unknown field {field.Key}");
            State.Change(employee, one => one[field.Key] = field.Value?.ToString() ?? "");
        }

        return SandboxAnswer.Empty(200);
    }

    private static JsonArray Rows(BambooHrEmployee employee) => new(employee.Status.Select((row, at) => (JsonNode)new JsonObject
    {
        ["id"] = (at + 1).ToString(CultureInfo.InvariantCulture), ["employeeId"] = employee.Id, ["date"] = row.Date, ["employmentStatus"] = row.Status, ["comment"] = "",
    }).ToArray());

    // A termination that lies ahead is in no field of the employee.
    private string? Ended(BambooHrEmployee employee) =>
        employee.Status.Where(row => row.Status == "Terminated" && string.CompareOrdinal(row.Date, Today) <= 0).Select(row => row.Date).LastOrDefault();

    private bool IsActive(BambooHrEmployee employee) => Ended(employee) is null;

    private static DateTimeOffset? Since(SandboxCall call) =>
        call.Query.TryGetValue("since", out string? text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset since) ? since : null;

    private static string Stamp(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    // The reason is in a header, and the body is empty.
    private static SandboxAnswer Error(int status, string message)
    {
        SandboxAnswer answer = SandboxAnswer.Empty(status);
        answer.Headers["X-BambooHR-Error-Message"] = message;
        return answer;
    }
}
