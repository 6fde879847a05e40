using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant
{
    /// <summary>Notices that were sent.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Cards that arrived in a channel.</summary>
    public List<Notice> Cards { get; } = [];

    /// <summary>How many channels the tenant file names.</summary>
    public int Channels { get; set; }

    private IReadOnlyList<INotifier> Notifiers =>
        [.. CanSendMail ? new[] { new FakeNotifier(this) } : [], .. Enumerable.Range(1, Channels).Select(number => new FakeChannel(this, number))];

    private sealed class FakeChannel(FakeTenant tenant, int number) : INotifier
    {
        public string Product => "Fake channel";

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public bool Takes(Notice notice) => true;

        public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
        {
            await tenant.WriteAsync($"channel{number}.send", notice.Kind.ToString(), () => tenant.Cards.Add(notice), cancel).ConfigureAwait(false);
            return "202";
        }
    }

    private sealed class FakeNotifier(FakeTenant tenant) : INotifier
    {
        public string Product => "Fake mail";

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public bool Takes(Notice notice) => notice.To.Count > 0;

        public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
        {
            await tenant.WriteAsync("notices.send", notice.Kind.ToString(), () => tenant.Notices.Add(notice), cancel).ConfigureAwait(false);
            return "202 request-" + NewId();
        }
    }
}
