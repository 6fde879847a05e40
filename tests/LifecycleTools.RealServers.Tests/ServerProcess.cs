using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests;

/// <summary>A server that a test started: it ends with the test, by its process id, whatever else runs on the machine.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Queue<string> _last = new();
    private bool _hasEnded;

    private ServerProcess(Process process) => _process = process;

    /// <summary>What it wrote last, for the message of a test that failed.</summary>
    public string LastLines
    {
        get
        {
            lock (_last) return string.Join(Environment.NewLine, _last);
        }
    }

    /// <summary>It has not ended yet.</summary>
    public bool IsRunning => !_hasEnded && !_process.HasExited;

    /// <summary>Starts a program that stays.</summary>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        ServerProcess server = new(Process.Start(Describe(program, arguments, folder, environment))!);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed, or took longer than it may.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string folder, TimeSpan longest, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Process.Start(Describe(program, arguments, folder, environment))!;
        process.StandardInput.Close();
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Task<string> complained = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(longest);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} did not end within {longest}.");
        }

        string output = await said;
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{await complained}");
    }

    /// <summary>A port of 127.0.0.1 that nobody uses now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <exception cref="InvalidOperationException">The server ended, or the time is over.</exception>
    public async Task UntilAsync(Func<Task<bool>> isReady, TimeSpan longest)
    {
        Stopwatch since = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended with {_process.ExitCode}: {LastLines}");
            if (since.Elapsed > longest) throw new InvalidOperationException($"The server was not ready within {longest}: {LastLines}");
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
    }

    public void Dispose()
    {
        if (_hasEnded) return;

        _hasEnded = true;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > 40) _last.Dequeue();
        }
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (KeyValuePair<string, string> one in environment ?? new Dictionary<string, string>()) start.Environment[one.Key] = one.Value;
        return start;
    }
}
