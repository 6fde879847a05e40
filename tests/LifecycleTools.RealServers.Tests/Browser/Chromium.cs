using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>A real Chromium without a window, with a profile of its own, for all tests of pages; ended by its process id.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly string _profile = Path.Combine(Path.GetTempPath(), "lifecycle-browser-" + Guid.NewGuid().ToString("N"));
    private ServerProcess? _process;
    private DevTools? _tools;
    private string _axe = "";
    private string? _missing;

    public async Task InitializeAsync()
    {
        if (Program() is not { } program)
        {
            _missing = "No Chromium is on this machine: apt-get install chromium.";
            return;
        }

        try
        {
            _axe = await File.ReadAllTextAsync(Path.Combine(await new NpmPackage("axe-core", "4.14.1").InstallAsync(), "axe.min.js"));
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            _missing = "axe-core cannot be installed by npm: " + failure.Message;
            return;
        }

        Directory.CreateDirectory(_profile);

        // The sandbox of the browser needs rights that a container does not give; the pages are our own.
        string[] arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--hide-scrollbars",
            "--remote-debugging-port=0", "--user-data-dir=" + _profile, "about:blank"];
        _process = ServerProcess.Start(program, arguments, _profile);
        string address = Path.Combine(_profile, "DevToolsActivePort");
        await _process.UntilAsync(() => Task.FromResult(File.Exists(address) && File.ReadAllLines(address).Length >= 2), s_longest);
        string[] lines = await File.ReadAllLinesAsync(address);
        _tools = await DevTools.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), s_longest);
    }

    private async Task<PageFindings> OpenAsync(string path, int width, bool isDark, string picture)
    {
        MissingServer.SkipOrFail(_missing);
        Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
        return await new PageVisit(_tools!, _axe).OpenAsync(path, width, isDark, picture);
    }

    /// <summary>Opens a file of ours, and fails when any reader with this screen would be kept out of it, or when it asks for anything.</summary>
    /// <param name="path">Full path of the page; the screenshot takes its name.</param>
    /// <param name="pictures">Folder of the screenshots, left for people to look at.</param>
    internal async Task CheckAsync(string path, int width, bool isDark, string pictures)
    {
        string picture = Path.Combine(pictures, $"{Path.GetFileNameWithoutExtension(path)}-{width}-{(isDark ? "dark" : "light")}.png");

        PageFindings found = await OpenAsync(path, width, isDark, picture);

        found.Messages.Should().BeEmpty();
        found.Requests.Should().BeEmpty();
        found.Violations.Should().BeEmpty();
        found.Scripts.Should().Be(0);
        found.Width.Should().BeLessThanOrEqualTo(width, "nobody should have to scroll the page sideways");
        new FileInfo(picture).Length.Should().BeGreaterThan(10_000);
    }

    public async Task DisposeAsync()
    {
        if (_tools is not null) await _tools.DisposeAsync();
        _process?.Dispose();
        if (Directory.Exists(_profile)) await DeleteAsync(_profile);
    }

    private static string? Program() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    // What the browser's children still write for a moment after it was ended.
    private static async Task DeleteAsync(string folder)
    {
        for (int left = 20; ; left--)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250));
            }
        }
    }
}

/// <summary>What a browser found.</summary>
/// <param name="Messages">Errors and warnings of its console, and what it refused.</param>
/// <param name="Requests">Addresses that it asked for, beside the file itself.</param>
/// <param name="Violations">What axe-core found, each with the place.</param>
/// <param name="Width">How wide the page is; more than the screen means that a reader must scroll sideways.</param>
/// <param name="Scripts">How many script elements it has.</param>
internal sealed record PageFindings(IReadOnlyList<string> Messages, IReadOnlyList<string> Requests, IReadOnlyList<string> Violations, int Width, int Scripts);
