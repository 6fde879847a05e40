using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant
{
    /// <summary>Notices that were sent.</summary>
    public List<Notice> Notices { get; } = [];

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
