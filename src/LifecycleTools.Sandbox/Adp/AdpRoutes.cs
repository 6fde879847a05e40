using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Adp;

/// <summary>ADP Workforce Now: tokens, the workers a hundred at a time, one worker, the queue of events.</summary>
/// <remarks>Source: ADP OpenAPI "HR Workers v2", ADP sample payloads.</remarks>
internal sealed class AdpRoutes : SandboxRoutes
{
    private const int MostAtOnce = 100;

    public AdpRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    private AdpState State => Tenant.Beside<AdpState>();

    public override bool Owns(SandboxCall call) => call.Segments is ["auth", "oauth", "v2", "token"] or ["hr", "v2", "workers", ..] or ["core", "v1", "event-notification-messages", ..];

    public override void Describe(SandboxCall call) => call.IsWrite = call.Method == "DELETE";

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (call.Segments[0] == "auth") return Token(call);
        if (!State.Tokens.Any(token => call.Header("Authorization") == "Bearer " + token)) return Response(401, "invalid_token", "The token is not valid");

        return (call.Method, call.Segments) switch
        {
            ("GET", ["hr", _, _]) => List(call),
            ("GET", ["hr", _, _, var oid]) => One(oid),
            ("GET", ["core", _, _]) => Next(),
            ("DELETE", ["core", _, _, var id]) => Delete(id),
            _ => Response(404, "404", "Not found"),
        };
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) => Response(status, status.ToString(CultureInfo.InvariantCulture), "The service is not available");

    private SandboxAnswer Token(SandboxCall call)
    {
        IReadOnlyDictionary<string, string> form = QueryText.Parse(call.Body ?? "");
        if (!form.TryGetValue("client_id", out string? id) || id != State.ClientId || !form.TryGetValue("client_secret", out string? secret) || secret != State.ClientSecret)
        {
            return SandboxAnswer.Json(401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "The given client credentials were not valid" });
        }

        string token = "adp-token-" + (State.Tokens.Count + 1).ToString(CultureInfo.InvariantCulture);
        State.Tokens.Add(token);
        return SandboxAnswer.Json(200, new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = 3600, ["scope"] = "api" });
    }

    private SandboxAnswer List(SandboxCall call)
    {
        int top = Number(call, "$top", 50);
        int skip = Number(call, "$skip", 0);
        if (top > MostAtOnce) return SandboxAnswer.Json(400, new JsonObject { ["exceptionMessages"] = new JsonArray(new JsonObject { ["messageType"] = "error", ["message"] = "$top is at most 100" }) });

        AdpWorker[] page = State.Workers.Skip(skip).Take(Math.Min(top, State.MostOnAPage)).ToArray();
        return page.Length == 0 ? SandboxAnswer.Empty(204) : Workers(page);
    }

    private SandboxAnswer One(string oid) => State.Workers.FirstOrDefault(worker => worker.AssociateOid == oid) is { } worker
        ? Workers(worker)
        : SandboxAnswer.Json(404, new JsonObject
        {
            ["confirmMessage"] = new JsonObject
            {
                ["resourceMessages"] = new JsonArray(new JsonObject
                {
                    ["processMessages"] = new JsonArray(new JsonObject { ["userMessage"] = new JsonObject { ["messageTxt"] = "The associateOID was not found" } }),
                }),
            },
        });

    private SandboxAnswer Next()
    {
        if (!State.HasQueue) return Response(403, "403", "The scope eventNotify.subscribe is not granted");
        if (State.Queue.Count == 0) return SandboxAnswer.Empty(204);
        SandboxAnswer answer = SandboxAnswer.Json(200, State.Queue[0].Message.DeepClone());
        answer.Headers["adp-msg-msgid"] = State.Queue[0].Id;
        return answer;
    }

    private SandboxAnswer Delete(string id) => State.Queue.RemoveAll(message => message.Id == id) > 0 ? SandboxAnswer.Empty(200) : Response(404, "404", "No such message");

    private SandboxAnswer Workers(params AdpWorker[] workers) => SandboxAnswer.Json(200, new JsonObject
    {
        ["workers"] = new JsonArray(workers.Select(worker => (JsonNode)Json(worker)).ToArray()), ["meta"] = null, ["confirmMessage"] = null,
    });

    private static JsonObject Json(AdpWorker worker)
    {
        JsonObject assignment = new() { ["itemID"] = "1N", ["primaryIndicator"] = true };
        Put(assignment, "hireDate", worker.RehireDate ?? worker.HireDate);
        Put(assignment, "terminationDate", worker.TerminationDate);
        Put(assignment, "jobTitle", worker.JobTitle);
        if (worker.Department is { } department) assignment["homeOrganizationalUnits"] = new JsonArray(new JsonObject { ["nameCode"] = Code(department), ["typeCode"] = Code("Department") });
        if (worker.Location is { } location) assignment["homeWorkLocation"] = new JsonObject { ["nameCode"] = Code(location) };
        if (worker.ManagerNumber is { } manager) assignment["reportsTo"] = new JsonArray(new JsonObject { ["workerID"] = new JsonObject { ["idValue"] = manager } });
        JsonArray assignments = new();
        if (worker.SecondAssignmentEnds is { } ends) assignments.Add(new JsonObject { ["itemID"] = "2N", ["primaryIndicator"] = false, ["terminationDate"] = ends });
        assignments.Add(assignment);

        JsonObject name = new();
        Put(name, "givenName", worker.GivenName);
        Put(name, "familyName1", worker.FamilyName);
        JsonObject dates = new();
        Put(dates, "originalHireDate", worker.HireDate);
        Put(dates, "rehireDate", worker.RehireDate);
        Put(dates, "terminationDate", worker.TerminationDate);
        JsonObject json = new()
        {
            ["associateOID"] = worker.AssociateOid, ["workerID"] = new JsonObject { ["idValue"] = worker.Number }, ["person"] = new JsonObject { ["legalName"] = name },
            ["workerDates"] = dates, ["workAssignments"] = assignments,

            // "Active" of somebody who starts next month as well.
            ["workerStatus"] = new JsonObject { ["statusCode"] = new JsonObject { ["codeValue"] = "Active" } },
        };
        if (worker.WorkMail is { } mail)
        {
            json["businessCommunication"] = new JsonObject { ["emails"] = new JsonArray(new JsonObject { ["itemID"] = "Business", ["nameCode"] = Code("Work E-mail"), ["emailUri"] = mail }) };
        }

        return json;
    }

    private static void Put(JsonObject into, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) into[name] = value;
    }

    private static JsonObject Code(string name) => new() { ["codeValue"] = name, ["shortName"] = name };

    private static int Number(SandboxCall call, string name, int otherwise) =>
        call.Query.TryGetValue(name, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static SandboxAnswer Response(int status, string code, string message) => SandboxAnswer.Json(status, new JsonObject
    {
        ["response"] = new JsonObject { ["responseCode"] = status, ["applicationCode"] = new JsonObject { ["code"] = code, ["message"] = message } },
    });
}
