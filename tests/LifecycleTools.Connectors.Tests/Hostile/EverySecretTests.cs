using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Connectors.Tests.Notices;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>Every secret that a tenant file can name holds a canary; whatever a service does wrong, no line, journal entry or exception has it.</summary>
public sealed class EverySecretTests
{
    public static TheoryData<int, Lie> Trials
    {
        get
        {
            TheoryData<int, Lie> trials = [];
            for (int entry = 0; entry < SecretEntries.All.Count; entry++)
            {
                foreach (Lie lie in Enum.GetValues<Lie>()) trials.Add(entry, lie);
            }

            return trials;
        }
    }

    [Fact]
    public void EverySecret_ThatAConnectorReads_HasACanary()
    {
        SecretEntries.Connectors.Should().HaveCountGreaterThan(10);
        SecretEntries.Reads.Should().HaveCountGreaterThan(10);
        SecretEntries.Reads.Where(read => SecretEntries.OwnerOf(read.File) is null).Should().BeEmpty("a secret is read in a file that is named after its connector");

        SecretEntries.Connectors.SelectMany(connector => connector.Secrets.Select(key => $"{connector.Kind}.{key}"))
            .Except(SecretEntries.All.SelectMany(entry => entry.Secrets.Split(',').Select(key => $"{entry.Kind}.{key}")))
            .Should().BeEmpty("a secret without a canary could be seen by nobody's test");
        ConnectorCatalog.Kinds.SelectMany(kind => ConnectorCatalog.SettingsOf(kind).Where(setting => setting.Form == SettingForm.Secret).Select(setting => $"{kind}.{setting.Key}"))
            .Should().BeEquivalentTo(SecretEntries.All.SelectMany(entry => entry.Secrets.Split(',').Select(key => $"{entry.Kind}.{key}")).Distinct(), "what a tenant file may name is what the schema and the help say");
        SecretEntries.Reads.Should().OnlyContain(read => SecretNames.IsForSecret(read.Key), "the reader of the tenant file refuses a value only where the key says that it is a secret");
    }

    // SecretsTests has a canary in the client secret. The passwords of certificates never leave for a service; a new secret must be added here knowingly.
    [Fact]
    public void EverySecret_OfTheTenantFileItself_IsKnown() =>
        typeof(TenantFile).Assembly.GetTypes().Where(type => type.Namespace == typeof(TenantFile).Namespace)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType == typeof(string) && SecretNames.IsForSecret(property.Name)).Select(property => $"{type.Name}.{property.Name}"))
            .Should().BeEquivalentTo("TenantCredential.Secret", "TenantCredential.CertificatePassword", "JournalSigning.CertificatePassword");

    [Theory]
    [MemberData(nameof(Trials))]
    public async Task Connector_WhoseServiceLies_ShowsNoSecret(int entry, Lie lie)
    {
        foreach (bool signsIn in new[] { false, true })
        {
            (string kind, string values, string secrets) = SecretEntries.All[entry];
            using LyingService service = new(lie, signsIn);
            using LyingLine line = new(lie, greets: kind == "smtp");
            Overheard heard = new();
            KnownSecrets known = new(kind);
            SystemSettings settings = new()
            {
                Kind = kind,
                Values = values.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
                    .Concat(secrets.Split(',').Select(key => new[] { key, "env:" + key })).Append(["port", line.Port])
                    .ToDictionary(pair => pair[0], pair => pair[1].Replace("PORT", line.Port, StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase),
            };
            TenantFile file = new() { Path = Path.GetFullPath("lifecycle.yaml"), Name = "Contoso", Id = Guid.Empty, Credential = new TenantCredential { Kind = CredentialKind.Default } };
            SystemAccess Access() => new("trial", settings, file, known, service, new VirtualClock(), heard.Step);

            await heard.TryAllAsync(Access);

            string[] canaries = [.. secrets.Split(',').SelectMany(key => Seen(kind, key)), LyingService.AccessToken];
            heard.Lines.Where(text => canaries.Any(canary => text.Contains(canary, StringComparison.Ordinal))).Should().BeEmpty($"{kind} {lie}");
            known.Asked.Should().NotBeEmpty();
            string wire = service.Sent + line.Sent;
            service.Hosts.Should().NotContain("elsewhere.example", "no redirect is followed, with credentials or without");
            if (wire.Length > 0 && lie != Lie.Reset && signsIn) canaries.Any(canary => wire.Contains(canary, StringComparison.Ordinal)).Should().BeTrue("a search for what was never sent proves nothing");
        }
    }

    // As it is, and as a header carries it.
    private static IEnumerable<string> Seen(string kind, string key)
    {
        string word = SecretEntries.Word(kind, key);
        for (int shift = 0; shift < 3; shift++)
        {
            string coded = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', shift) + word));
            yield return coded[4..^4];
        }

        yield return word;
    }

    private sealed class KnownSecrets(string kind) : ISecrets
    {
        public List<string> Asked { get; } = [];

        public Secret Resolve(string reference)
        {
            Asked.Add(reference);
            return new Secret(SecretEntries.Canary(kind, reference["env:".Length..]));
        }
    }

    /// <summary>All that anybody could read: lines, journal entries, and failures with all that they hold.</summary>
    private sealed class Overheard
    {
        private readonly List<string> _failures = [];

        public RecordingStep Step { get; } = new();

        public IEnumerable<string> Lines => Step.Lines.Concat(Step.Sent.Concat(Step.Answered).Select(call => call.ToString())).Concat(_failures);

        public async Task TryAllAsync(Func<SystemAccess> access)
        {
            string kind = access().Settings.Kind;
            if (ConnectorCatalog.Has<IPsa>(kind)) await TryAsync(() => ConnectorCatalog.Make<IPsa>(access()), Psa);
            if (ConnectorCatalog.Has<IRmm>(kind)) await TryAsync(() => ConnectorCatalog.Make<IRmm>(access()), Rmm);
            if (ConnectorCatalog.Has<IRequestSource>(kind)) await TryAsync(() => ConnectorCatalog.Make<IRequestSource>(access()), Source);
            if (ConnectorCatalog.Has<INotifier>(kind)) await TryAsync(() => ConnectorCatalog.Make<INotifier>(access()), Notifier);
            Lines.Should().NotBeEmpty();
        }

        private static IEnumerable<Func<IPsa, Task>> Psa =>
        [
            psa => psa.FindCompanyAsync("Contoso", default), psa => psa.FindTicketAsync("key", default), psa => psa.ReadTicketAsync("4711", default),
            psa => psa.CreateTicketAsync(new NewTicket { Key = "key", Title = "Departure", Lines = ["line"], Company = new PsaCompany("7", "Contoso") }, default),
            psa => psa.AddNoteAsync(new Ticket("7", "7", "New", false, false), new TicketNote("key", "Done", ["line"]), default),
        ];

        private static IEnumerable<Func<IRmm, Task>> Rmm =>
        [
            rmm => rmm.FindSiteAsync("Zurich", default), rmm => rmm.FindDevicesAsync(new DeviceClues { Mails = ["ines.roth@contoso.example"], SerialNumbers = ["PF1"] }, default),
            rmm => rmm.CreateEnrollmentLinkAsync(new RmmSite("7", "Zurich"), default), rmm => rmm.UnenrollAsync(new RmmDevice("7", "LT-1", RmmDeviceState.Enrolled), default),
        ];

        private static IEnumerable<Func<IRequestSource, Task>> Source =>
        [
            source => source.ReadAsync(null, default),
            source => Task.FromResult((source as IWebhookReader)?.Verify(new WebhookDelivery([1], new Dictionary<string, string> { ["X-BambooHR-Timestamp"] = "1", ["X-BambooHR-Signature"] = "00" }))),
        ];

        private static IEnumerable<Func<INotifier, Task>> Notifier => [notifier => notifier.SendAsync(NoticeBench.About(NoticeKind.Escalation), default)];

        private async Task TryAsync<T>(Func<T> make, IEnumerable<Func<T, Task>> calls)
            where T : class, IConnectedSystem
        {
            T? made = null;
            await ListenAsync(() =>
            {
                made = make();
                return Task.CompletedTask;
            });
            if (made is null) return;

            Step.Verbose(made + " " + made.Product);
            foreach (Func<T, Task> call in calls.Prepend(one => one.CheckAsync(default)))
            {
                using (Step.Writing().Enter()) await ListenAsync(() => call(made));
            }

            (made as IDisposable)?.Dispose();
        }

        private async Task ListenAsync(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (Exception failure)
            {
                for (Exception? each = failure; each is not null; each = each.InnerException)
                {
                    _failures.Add(each.ToString());
                    foreach (PropertyInfo property in each.GetType().GetProperties().Where(one => one.GetIndexParameters().Length == 0)) _failures.Add($"{property.Name}: {property.GetValue(each)}");
                    foreach (object? value in each.Data.Values) _failures.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                }
            }
        }
    }

    /// <summary>What speaks no HTTP of ours is refused, or told by a line that echoes all it hears.</summary>
    private sealed class LyingLine : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _heard = new();
        private readonly Lie _lie;
        private readonly bool _greets;

        /// <param name="greets">As a mail server does; who speaks HTTP waits to be spoken to.</param>
        public LyingLine(Lie lie, bool greets)
        {
            _lie = lie;
            _greets = greets;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
            if (lie == Lie.Refused) _listener.Stop();
            else _ = ServeAsync();
        }

        public string Port { get; }

        public string Sent
        {
            get { lock (_heard) return _heard.ToString(); }
        }

        public void Dispose() => _listener.Stop();

        private async Task ServeAsync()
        {
            while (true)
            {
                try
                {
                    using TcpClient caller = await _listener.AcceptTcpClientAsync();
                    await TalkAsync(caller.GetStream());
                }
                catch (IOException broken)
                {
                    lock (_heard) _heard.Append(broken.Message);
                }
                catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
            }
        }

        private async Task TalkAsync(NetworkStream wire)
        {
            using StreamReader reader = new(wire, Encoding.ASCII);
            using StreamWriter writer = new(wire, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };

            if (_greets) await writer.WriteLineAsync("220 mail.contoso.example ESMTP");
            StringBuilder request = new();
            while (await reader.ReadLineAsync() is { } text)
            {
                lock (_heard) _heard.AppendLine(text);
                request.Append(text).Append(' ');
                if (_lie is Lie.Reset) return;
                if (text.StartsWith("EHLO", StringComparison.Ordinal)) await writer.WriteAsync("250-mail.contoso.example\r\n250 AUTH PLAIN LOGIN\r\n");
                else if (text.StartsWith("AUTH", StringComparison.Ordinal)) await writer.WriteLineAsync($"535 5.7.8 not taken: {text}");
                else if (text.StartsWith("QUIT", StringComparison.Ordinal)) return;
                else if (text.Length == 0)
                {
                    await writer.WriteAsync($"HTTP/1.1 401 {request.ToString().Trim()}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
            }
        }
    }
}
