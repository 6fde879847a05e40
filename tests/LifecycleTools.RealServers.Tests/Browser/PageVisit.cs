using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>One visit to a page: what the browser complains of, what it asks for, what axe-core finds, and a picture.</summary>
internal sealed class PageVisit(DevTools tools, string axe)
{
    private const double TallestPicture = 8000;
    private const string Rules = "{ resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }";
    private static readonly string[] s_complaints = ["error", "warning", "assert"];

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _session = "";

    public async Task<PageFindings> OpenAsync(string path, int width, bool isDark, string picture)
    {
        string target = (await tools.AskAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString()!;
        _session = (await tools.AskAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
        tools.Happened += Note;
        try
        {
            foreach (string part in new[] { "Page", "Runtime", "Log", "Network" }) await AskAsync(part + ".enable");
            await AskAsync("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = width < 600 });
            await AskAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } });
            string address = new Uri(path).AbsoluteUri;
            await AskAsync("Page.navigate", new { url = address });
            await _loaded.Task.WaitAsync(TimeSpan.FromSeconds(60));
            int scripts = (await ValueOfAsync("document.querySelectorAll('script').length")).GetInt32();
            int wide = (await ValueOfAsync("document.documentElement.scrollWidth")).GetInt32();
            string[] requests = _requests.Where(one => one != address && !one.StartsWith("data:", StringComparison.Ordinal)).ToArray();
            await PictureAsync(picture);
            await ValueOfAsync(axe + "; true");
            string found = (await ValueOfAsync($"axe.run(document, {Rules}).then(all => JSON.stringify(all.violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => rule.id + ': ' + node.failureSummary + ' ' + node.html.slice(0, 200)))))")).GetString()!;
            return new PageFindings(_messages.ToArray(), requests, JsonSerializer.Deserialize<string[]>(found)!, wide, scripts);
        }
        finally
        {
            tools.Happened -= Note;
            await tools.AskAsync("Target.closeTarget", new { targetId = target });
        }
    }

    private Task<JsonElement> AskAsync(string method, object? with = null) => tools.AskAsync(method, with, _session);

    private async Task<JsonElement> ValueOfAsync(string expression)
    {
        JsonElement answer = await AskAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        return answer.TryGetProperty("exceptionDetails", out JsonElement failure) ? throw new InvalidOperationException($"The page's script failed: {failure}") : answer.GetProperty("result").GetProperty("value");
    }

    private async Task PictureAsync(string picture)
    {
        JsonElement size = (await AskAsync("Page.getLayoutMetrics")).GetProperty("cssContentSize");
        object clip = new { x = 0, y = 0, width = size.GetProperty("width").GetDouble(), height = Math.Min(size.GetProperty("height").GetDouble(), TallestPicture), scale = 1 };
        JsonElement taken = await AskAsync("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true, clip });
        await File.WriteAllBytesAsync(picture, taken.GetProperty("data").GetBytesFromBase64());
    }

    private void Note(string session, string name, JsonElement what)
    {
        if (session != _session) return;
        switch (name)
        {
            case "Page.loadEventFired": _loaded.TrySetResult(); break;
            case "Network.requestWillBeSent": _requests.Enqueue(what.GetProperty("request").GetProperty("url").GetString()!); break;
            case "Runtime.exceptionThrown": _messages.Enqueue(what.ToString()); break;
            case "Runtime.consoleAPICalled" when s_complaints.Contains(what.GetProperty("type").GetString()): _messages.Enqueue(what.ToString()); break;
            case "Log.entryAdded": _messages.Enqueue(what.GetProperty("entry").GetProperty("text").GetString()!); break;
        }
    }
}
