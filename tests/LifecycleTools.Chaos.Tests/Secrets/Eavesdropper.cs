using System;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>A tenant behind a loopback port that keeps every request as it came, makes trouble when the session asks for it, and says when a request is there.</summary>
internal sealed class Eavesdropper : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SandboxTenant _tenant;
    private readonly SandboxServer _server;
    private readonly StringBuilder _wire = new();
    private Regex? _echoes;

    public Eavesdropper(SandboxTenant tenant)
    {
        _tenant = tenant;
        _server = new SandboxServer(tenant, Answer);
    }

    public string Url => _server.Url;

    /// <summary>Every request so far: address, headers and body.</summary>
    public string Wire
    {
        get
        {
            lock (_gate) return _wire.ToString();
        }
    }

    /// <summary>Hears of each request once it was worked on, before it is answered. A HttpRequestException of its cuts the connection.</summary>
    public Action<SandboxCall> Worked { get; set; } = _ => { };

    public void Dispose() => _server.Dispose();

    private SandboxAnswer Answer(SandboxCall call, Func<SandboxCall, SandboxAnswer> tenant)
    {
        if (call.Segments is ["witness", "trouble"]) return Trouble(call.Body!.Split(' '));

        string sent = $"{call.Method} {call.Uri.OriginalString}\n{string.Join("\n", call.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{call.Body}\n";
        lock (_gate) _wire.Append(sent);
        if (_echoes?.IsMatch($"{call.Method} {Uri.UnescapeDataString(call.Uri.PathAndQuery)} {call.Body}") == true) return Echo(sent);

        SandboxAnswer answer = tenant(call);
        Worked(call);
        return answer;
    }

    // "Calm", "Echo POST.*users" or a kind of fault, a method, a path and how often.
    private SandboxAnswer Trouble(string[] words)
    {
        _tenant.Faults.Clear();
        _echoes = null;
        if (words[0] == "Echo") _echoes = new Regex(words[1], RegexOptions.IgnoreCase);
        else if (words[0] != "Calm") _tenant.Faults.Add(Enum.Parse<SandboxFaultKind>(words[0]), words[1], words[2], times: 4, retryAfter: "0.1");
        return SandboxAnswer.Empty(204);
    }

    // A service that says what it was sent, in the shapes in which services say what is wrong.
    private static SandboxAnswer Echo(string sent) => SandboxAnswer.Json(400, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = "BadRequest", ["message"] = "Not understood: " + sent, ["details"] = new JsonArray(sent) },
        ["error_description"] = sent,
        ["errors"] = new JsonArray(sent),
        ["message"] = sent,
    });
}
