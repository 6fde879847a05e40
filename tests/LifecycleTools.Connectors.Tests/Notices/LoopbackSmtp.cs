using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>A small mail server on this machine that speaks enough SMTP to take, refuse or lose a message.</summary>
internal sealed class LoopbackSmtp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public LoopbackSmtp()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Messages whose final dot was seen.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Every command line, without what AUTH says.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>What is answered to a command, by how it begins; else the usual.</summary>
    public Dictionary<string, string> Instead { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The connection is cut in place of the answer to this: "DATA", ".", "MAIL".</summary>
    public string CutsAt { get; set; } = "";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using (client) await TalkAsync(client.GetStream());
        }
    }

    private async Task TalkAsync(NetworkStream wire)
    {
        using StreamReader reader = new(wire, Encoding.UTF8);
        using StreamWriter writer = new(wire, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.contoso.example ESMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            string verb = line.Split(' ')[0].ToUpperInvariant();
            lock (Commands) Commands.Add(verb == "AUTH" ? "AUTH" : line);
            if (verb == CutsAt) return;

            await writer.WriteLineAsync(Answer(line, verb));
            if (verb == "QUIT") return;
            if (verb != "DATA" || Instead.ContainsKey("DATA")) continue;

            StringBuilder message = new();
            while (await reader.ReadLineAsync() is { } text && text != ".") message.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append('\n');
            lock (Taken) Taken.Add(message.ToString());
            if (CutsAt == ".") return;
            await writer.WriteLineAsync(Instead.TryGetValue(".", out string? said) ? said : "250 2.0.0 Ok: queued as 4Xy" + Taken.Count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string Answer(string line, string verb)
    {
        foreach (KeyValuePair<string, string> rule in Instead)
        {
            if (line.StartsWith(rule.Key, StringComparison.OrdinalIgnoreCase)) return rule.Value;
        }

        return verb switch
        {
            "EHLO" => "250-mail.contoso.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => "235 2.7.0 Accepted",
            "DATA" => "354 End data with <CR><LF>.<CR><LF>",
            "QUIT" => "221 2.0.0 Bye",
            _ => "250 2.1.0 Ok",
        };
    }
}
