using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Teams;

/// <summary>One channel with a flow that posts cards. Had by <c>tenant.Beside&lt;TeamsState&gt;()</c>.</summary>
public sealed class TeamsState
{
    /// <summary>Makes the flow of a tenant.</summary>
    public TeamsState(SandboxTenant tenant) => FlowId = string.Concat(tenant.TenantId.Split('-')).ToLowerInvariant();

    /// <summary>The flow's id, in its address.</summary>
    public string FlowId { get; set; }

    /// <summary>The signature, in its address (sig).</summary>
    public string Signature { get; set; } = "teams-signature";

    /// <summary>The flow's whole address.</summary>
    public string Address => $"https://flows.sandbox.example/workflows/{FlowId}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={Signature}";

    /// <summary>False: somebody switched the flow off.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Answers as the retired connectors do: 200, and success or failure in the text.</summary>
    public bool AnswersAsConnector { get; set; }

    /// <summary>Requests a second; null for no limit.</summary>
    public int? MostASecond { get; set; } = 4;

    /// <summary>Largest message, in bytes.</summary>
    public int MostBytes { get; set; } = 28 * 1024;

    /// <summary>Every card that was posted, oldest first.</summary>
    public List<TeamsPost> Posts { get; } = new();

    internal List<DateTimeOffset> Calls { get; } = new();
}

/// <summary>One posted card.</summary>
public sealed class TeamsPost
{
    public DateTimeOffset PostedUtc { get; set; }

    /// <summary>The card as JSON.</summary>
    public string Card { get; set; } = "";

    /// <summary>Every text on it, from top to bottom, one a line.</summary>
    public string Text { get; set; } = "";

    internal static string TextOf(JsonNode? node) => node switch
    {
        JsonArray list => string.Join("\n", Texts(list)),
        JsonObject item when item["inlines"] is JsonArray inlines => string.Concat(Texts(inlines)),
        JsonObject item when item["text"] is { } text => text.ToString(),
        _ => "",
    };

    private static IEnumerable<string> Texts(JsonArray list)
    {
        foreach (JsonNode? item in list) yield return TextOf(item);
    }
}
