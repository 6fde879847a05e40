using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace LifecycleTools.RealServers.Tests.RequestTracker;

/// <summary>
/// A real Request Tracker 5 on loopback, as Debian packages it, with its own database and configuration in a temporary folder; nothing of the machine's own installation is
/// read or written. All tests of the collection share it.
/// </summary>
public sealed class RequestTrackerServer : IAsyncLifetime
{
    public const string User = "lifecycle";
    public const string Password = "Loop-back.only_4711";

    /// <summary>Has the field for our key.</summary>
    public const string Queue = "Contoso";

    /// <summary>Has no such field.</summary>
    public const string PlainQueue = "Fabrikam";

    /// <summary>May be seen, and no ticket may be created in it.</summary>
    public const string ClosedQueue = "Locked";

    public const string Field = "External Id";

    private const string Program = "/usr/share/request-tracker5/libexec/rt-server";
    private const string Setup = "/usr/sbin/rt-setup-database-5";
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(180);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-rt-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = ServerProcess.FreePort();
    private readonly HttpClient _root = new();
    private ServerProcess? _process;
    private string? _missing;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>A token of the same account, made by the server.</summary>
    public string Token => File.ReadAllText(InFolder("token")).Trim();

    /// <summary>Every mail that the server has sent.</summary>
    public string Mails => File.Exists(InFolder("mails")) ? File.ReadAllText(InFolder("mails")) : "";

    /// <summary>Ends the test unless the server can be had.</summary>
    public void Require() => MissingServer.SkipOrFail(_missing);

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program) || !File.Exists(Setup))
        {
            _missing = $"Request Tracker 5 is not on this machine ({Program}); .ci/packages installs it on Debian.";
            return;
        }

        foreach (string folder in new[] { "more", "mason", "sessions" }) Directory.CreateDirectory(InFolder(folder));
        await File.WriteAllTextAsync(InFolder("RT_SiteConfig.pm"), Configuration());
        await File.WriteAllTextAsync(InFolder("content.pm"), Content());
        await SetUpAsync("init");
        await SetUpAsync("insert", "--datafile", InFolder("content.pm"));
        _root.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("root:password")));
        await StartAsync();
    }

    public Task DisposeAsync()
    {
        Stop();
        _root.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public async Task StartAsync()
    {
        // Several workers: the packages' other server has one, which waits for the first request on a connection that a client has only opened ahead.
        string[] arguments = ["--host", "127.0.0.1", "--port", _port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--max-workers", "3"];
        _process = ServerProcess.Start(Program, arguments, _folder, Environment());
        await _process.UntilAsync(AnswersAsync, s_longest);
    }

    public void Stop() => _process?.Dispose();

    /// <summary>Asks the server's own REST interface as its administrator, without anything of ours in between.</summary>
    public Task<JsonNode> AskAsync(string path) => TellAsync(HttpMethod.Get, path, null);

    /// <summary>The same for a change.</summary>
    public async Task<JsonNode> TellAsync(HttpMethod method, string path, JsonNode? body)
    {
        using HttpRequestMessage request = new(method, new Uri($"{Url}REST/2.0/{path}"));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _root.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The tickets that the server itself finds under a key, in the field or in the subject.</summary>
    public async Task<IReadOnlyList<string>> TicketsOfAsync(string key)
    {
        string query = Uri.EscapeDataString($"'CF.{{{Field}}}' = '{key}' OR Subject LIKE '{key}'");
        return (await AskAsync($"tickets?query={query}&per_page=100"))["items"]!.AsArray().Select(item => item!["id"]!.ToString()).ToList();
    }

    /// <summary>What people wrote into a ticket, oldest first, as the server keeps it.</summary>
    public async Task<IReadOnlyList<StoredPart>> PartsAsync(string id)
    {
        Dictionary<string, string> types = (await AskAsync($"ticket/{id}/history?fields=Type&per_page=100"))["items"]!.AsArray().ToDictionary(item => item!["id"]!.ToString(), item => item!["Type"]!.ToString());
        JsonArray items = (await AskAsync($"ticket/{id}/attachments?fields=Filename,ContentType,TransactionId&per_page=100"))["items"]!.AsArray();
        List<StoredPart> parts = [];
        foreach (JsonNode? item in items.OrderBy(item => int.Parse(item!["id"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)))
        {
            JsonNode whole = await AskAsync($"attachment/{item!["id"]}");
            parts.Add(new StoredPart(
                types[item["TransactionId"]!.ToString()], item["Filename"]!.ToString(), item["ContentType"]!.ToString(), Convert.FromBase64String(whole["Content"]?.ToString() ?? "")));
        }

        return parts;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await AskAsync("rt");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task SetUpAsync(string action, params string[] more) =>
        ServerProcess.RunAsync(Setup, ["--action", action, "--dba", "root", "--skip-create", .. more], _folder, s_longest, Environment());

    private Dictionary<string, string> Environment() => new()
    {
        ["RT_SITE_CONFIG"] = InFolder("RT_SiteConfig.pm"),
        ["RT_SITE_CONFIG_DIR"] = InFolder("more"),
    };

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Configuration() => $$"""
        Set($rtname, 'lifecycle.test');
        Set($Organization, 'lifecycle.test');
        Set($DatabaseType, 'SQLite');
        Set($DatabaseName, '{{InFolder("rt5.sqlite")}}');
        Set($DatabaseUser, '');
        Set($DatabasePassword, '');
        Set($WebDomain, '127.0.0.1');
        Set($WebPort, {{_port}});
        Set($WebPath, '');
        Set($LogToSyslog, undef);
        Set($LogToSTDERR, 'warning');
        Set($MailCommand, 'testfile');
        $Mail::Mailer::testfile::config{outfile} = '{{InFolder("mails")}}';
        $RT::MasonDataDir = '{{InFolder("mason")}}';
        $RT::MasonSessionDir = '{{InFolder("sessions")}}';
        1;
        """;

    private string Content() => $$"""
        our (@Queues, @CustomFields, @Users, @ACL, @Final);
        @Queues = ({ Name => '{{Queue}}' }, { Name => '{{PlainQueue}}' }, { Name => '{{ClosedQueue}}' });
        @CustomFields = ({ Name => '{{Field}}', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', ApplyTo => ['{{Queue}}'] });
        @Users = (
            { Name => '{{User}}', EmailAddress => 'lifecycle@msp.example', Privileged => 1, Password => '{{Password}}' },
            { Name => 'carla', RealName => 'Carla Moretti', EmailAddress => 'carla.moretti@contoso.example', Privileged => 0 },
        );
        for my $queue ('{{Queue}}', '{{PlainQueue}}') {
            push @ACL, { UserId => '{{User}}', Queue => $queue, Right => $_ }
                for qw(SeeQueue ShowTicket ShowTicketComments CreateTicket CommentOnTicket ModifyTicket);
        }
        push @ACL, { UserId => '{{User}}', Queue => '{{ClosedQueue}}', Right => 'SeeQueue' };
        push @ACL, { UserId => '{{User}}', CF => '{{Field}}', Right => $_ } for qw(SeeCustomField ModifyCustomField);
        push @ACL, { UserId => '{{User}}', Right => 'ManageAuthTokens' };
        @Final = (sub {
            my $user = RT::User->new(RT->SystemUser);
            $user->Load('{{User}}');
            my ($ok, $message, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => 'test');
            die $message unless $ok;
            open my $file, '>', '{{InFolder("token")}}' or die $!;
            print $file $token;
            close $file;
        });
        1;
        """;
}

/// <summary>A part of a ticket as the server keeps it.</summary>
/// <param name="Transaction">Create, Comment, Correspond, EmailRecord.</param>
/// <param name="FileName">Empty for a text.</param>
public sealed record StoredPart(string Transaction, string FileName, string ContentType, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);
}

/// <summary>One server for all tests of Request Tracker.</summary>
[CollectionDefinition(Name)]
public sealed class RequestTrackerCollection : ICollectionFixture<RequestTrackerServer>
{
    public const string Name = "Request Tracker";
}
