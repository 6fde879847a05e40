using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The admin endpoint of Exchange Online that runs cmdlets over HTTP.</summary>
/// <remarks>Source: what the ExchangeOnlineManagement module and published tools call; it is not documented by its maker.</remarks>
internal sealed class ExchangeRoutes : SandboxRoutes
{
    private const string Product = "https://outlook.office365.com";
    private const string ResourceId = "00000002-0000-0ff1-ce00-000000000000";
    private const string Anchor = "X-AnchorMailbox";

    // What published tools pack into one call; more has not been seen to work.
    private const int LargestBatch = 10;

    // What the batch that is being answered has read so far; a change in it makes it old.
    private (DateTimeOffset At, RecipientDirectory Directory)? _ofBatch;

    public ExchangeRoutes(SandboxTenant tenant) : base(tenant)
    {
    }

    public override bool Owns(SandboxCall call) =>
        call.Segments.Count == 4 && call.Segments[0] == "adminapi" && call.Segments[1] is "beta" or "v1.0";

    public override void Describe(SandboxCall call)
    {
        // A batch is as harmless as its items, which are written down one by one.
        call.IsWrite = false;
        if (!IsInvoke(call) || Input(call) is not { } input) return;

        call.Cmdlet = input["CmdletName"]?.ToString();
        call.IsWrite = call.Cmdlet is { } name && !name.StartsWith("Get-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("Test-", StringComparison.OrdinalIgnoreCase)
            && input["Parameters"]?["PreviewOnly"]?.ToString() is not "true";
    }

    public override SandboxAnswer Answer(SandboxCall call)
    {
        if (Refusal(call) is { } refusal) return refusal;

        try
        {
            return (call.Method, call.Segments[3]) switch
            {
                ("POST", "InvokeCommand") => Invoke(call),
                ("POST", "$batch") => Batch(call),
                ("GET", "EXOModuleFile") => ModuleFile(call),
                _ => SandboxAnswer.Json(404, ExchangeErrorBodies.Plain("NotFound", $"No HTTP resource was found that matches the request URI '{call.Uri.AbsolutePath}'.")),
            };
        }
        catch (ExchangeFailure failure)
        {
            return SandboxAnswer.Json(failure.Status, ExchangeErrorBodies.Of(failure));
        }
    }

    public override SandboxAnswer Fault(SandboxCall call, int status) => status switch
    {
        401 => Unauthorized("invalid_token"),
        403 => SandboxAnswer.Json(403, ExchangeErrorBodies.Of(Failures.Forbidden())),
        429 => SandboxAnswer.Json(429, ExchangeErrorBodies.Plain("TooManyRequests", "The server has throttled the request. Please wait and try again.")),
        400 or 500 => SandboxAnswer.Json(status, ExchangeErrorBodies.Of(Failures.Busy(status))),
        _ => SandboxAnswer.Json(status, ExchangeErrorBodies.Plain("ServiceUnavailable", "The service is temporarily unavailable. Please try again later.")),
    };

    public override SandboxAnswer Pretend(SandboxCall call) => SandboxAnswer.Json(200, new JsonObject
    {
        ["@odata.context"] = $"{call.Authority}/adminapi/{call.Segments[1]}/{call.Segments[2]}/$metadata#Collection(Exchange.GenericHashTable)",
        ["@adminapi.warnings"] = new JsonArray(),
        ["value"] = new JsonArray(),
    });

    private static bool IsInvoke(SandboxCall call) => call.Segments[3] == "InvokeCommand";

    private SandboxAnswer? Refusal(SandboxCall call)
    {
        SandboxTokenState state = Tenant.Tokens.Validate(call.Header("Authorization"), out SandboxToken? token, call.Authority, Product, ResourceId);
        if (state != SandboxTokenState.Valid) return Unauthorized("invalid_token");

        // No role on the service principal: the endpoint says so by saying nothing.
        if (!ExchangeAccess.IsGranted(Tenant, token!.AppId, ResourceId)) return SandboxAnswer.Empty(401);

        if (!IsOurs(call.Segments[2]))
        {
            return SandboxAnswer.Json(404, ExchangeErrorBodies.Plain("NotFound", $"The tenant '{call.Segments[2]}' was not found."));
        }

        return IsInvoke(call) && string.IsNullOrWhiteSpace(call.Header(Anchor))
            ? SandboxAnswer.Json(400, ExchangeErrorBodies.Plain("BadRequest", $"The {Anchor} header is required to route the request."))
            : null;
    }

    private bool IsOurs(string tenant) =>
        SandboxTenant.Same(tenant, Tenant.TenantId) || Tenant.Domains.Any(domain => domain.IsVerified && SandboxTenant.Same(domain.Name, tenant));

    private static SandboxAnswer Unauthorized(string error)
    {
        SandboxAnswer answer = SandboxAnswer.Empty(401);
        answer.Headers["WWW-Authenticate"] = $"Bearer client_id=\"{ResourceId}\", trusted_issuers=\"*\", error=\"{error}\"";
        return answer;
    }

    private SandboxAnswer Invoke(SandboxCall call)
    {
        if (Input(call) is not { } input || input["CmdletName"]?.ToString() is not { Length: > 0 } name)
        {
            return SandboxAnswer.Json(400, ExchangeErrorBodies.Plain("BadRequest", "The request body must hold CmdletInput with a CmdletName."));
        }

        IReadOnlyDictionary<string, JsonElement> parameters = ParametersOf(input);
        CmdletCall cmdlet = new(name, parameters, DirectoryFor(call));
        if (call.IsWrite) _ofBatch = null;
        IReadOnlyList<JsonObject> output = CmdletCatalog.Run(cmdlet, parameters);
        return SandboxAnswer.Json(200, ExchangePage.Of(call, cmdlet, output, Tenant.Options.PageSize));
    }

    private RecipientDirectory DirectoryFor(SandboxCall call)
    {
        if (!call.IsBatchItem) return new RecipientDirectory(Tenant);
        if (_ofBatch?.At != Tenant.Clock.UtcNow) _ofBatch = (Tenant.Clock.UtcNow, new RecipientDirectory(Tenant));
        return _ofBatch!.Value.Directory;
    }

    private SandboxAnswer Batch(SandboxCall call)
    {
        JsonArray requests = Body(call)?["requests"] as JsonArray ?? new JsonArray();
        if (requests.Count is 0 or > LargestBatch)
        {
            return SandboxAnswer.Json(400, ExchangeErrorBodies.Plain("BadRequest", $"A batch holds from 1 to {LargestBatch} requests; this one holds {requests.Count}."));
        }

        call.BatchId = call.RequestId;
        var responses = new JsonArray();
        _ofBatch = null;
        List<JsonNode> answers = requests.OfType<JsonObject>().Select(item => AnswerItem(call, item)).ToList();

        // Answers come in any order; the last first shows up a caller that matches by place.
        answers.Reverse();
        answers.ForEach(responses.Add);
        return SandboxAnswer.Json(200, new JsonObject { ["responses"] = responses });
    }

    private JsonNode AnswerItem(SandboxCall batch, JsonObject item)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (batch.Header("Authorization") is { } authorization) headers["Authorization"] = authorization;
        foreach (KeyValuePair<string, JsonNode?> header in item["headers"] as JsonObject ?? new JsonObject()) headers[header.Key] = header.Value?.ToString() ?? "";

        Uri root = new($"{batch.Authority}/adminapi/{batch.Segments[1]}/{batch.Segments[2]}/");
        SandboxCall single = new(item["method"]?.ToString() ?? "POST", new Uri(root, item["url"]?.ToString() ?? ""), headers, item["body"]?.ToJsonString())
        {
            IsBatchItem = true,
            BatchId = batch.RequestId,
        };
        SandboxAnswer answer = Tenant.Dispatcher.Answer(single);
        var shown = new JsonObject { ["id"] = item["id"]?.ToString(), ["status"] = answer.Status };
        if (answer.Headers.Count > 0) shown["headers"] = new JsonObject(answer.Headers.Select(one => new KeyValuePair<string, JsonNode?>(one.Key, one.Value)));
        if (answer.Body is { } body) shown["body"] = IsJson(answer) ? JsonNode.Parse(body) : body;
        return shown;
    }

    private static bool IsJson(SandboxAnswer answer) => answer.ContentType == "application/json" && IsWhole(answer.Body!);

    // A body cut short by a fault is no JSON any more; the item then carries it as text.
    private static bool IsWhole(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static SandboxAnswer ModuleFile(SandboxCall call) => SandboxAnswer.Json(200, new JsonObject
    {
        ["@odata.context"] = $"{call.Authority}/adminapi/{call.Segments[1]}/{call.Segments[2]}/$metadata#EXOModuleFile",
        ["value"] = new JsonArray(new JsonObject { ["exportedCmdlets"] = RecipientCmdlets.Texts(CmdletCatalog.Names) }),
    });

    private static JsonObject? Input(SandboxCall call) => Body(call)?["CmdletInput"] as JsonObject;

    private static JsonObject? Body(SandboxCall call)
    {
        try
        {
            return call.Json();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyDictionary<string, JsonElement> ParametersOf(JsonObject input)
    {
        var parameters = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonNode?> parameter in input["Parameters"] as JsonObject ?? new JsonObject())
        {
            using JsonDocument value = JsonDocument.Parse(parameter.Value?.ToJsonString() ?? "null");
            parameters[parameter.Key] = value.RootElement.Clone();
        }

        return parameters;
    }
}
