using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Has the SDK compiled while signing in waits for the network: the first call after it is a person's access, and it must not wait.</summary>
/// <remarks>Nothing leaves the process: a canned answer stands in for the service.   Cost: about 0.4 s of one core.</remarks>
internal static class GraphWarmUp
{
    private const string Address = "https://graph.microsoft.com";

    /// <summary>Runs one read, one change and one batch on another thread.</summary>
    public static Task RunAsync()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(CallAsync);
        }
    }

    private static async Task CallAsync()
    {
        var clock = new SystemClock();
        using var service = new CannedService();
        var graph = new GraphCalls(new Uri(Address), Address, new HttpPipeline(service, new CannedTokens(), clock), clock);
        var directory = new GraphDirectory(graph);
        var person = new PersonId("nobody");

        using (CallScope.ForWriting(static _ => { }, static _ => { }, log: null).Enter())
        {
            await Task.WhenAll(directory.ReadAsync(person, default), directory.ReadAsync(person, default)).ConfigureAwait(false);
            await new GraphSignIn(graph).SetAllowedAsync(person, true, default).ConfigureAwait(false);
        }
    }

    private sealed class CannedService : HttpMessageHandler
    {
        private const string User = """{"id":"0","userPrincipalName":"nobody","accountEnabled":true}""";
        private const string Batch = $$"""{"responses":[{"id":"1","status":200,"body":{{User}}},{"id":"2","status":200,"body":{{User}}}]}""";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            string answer = request.Method == HttpMethod.Post ? Batch : User;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") });
        }
    }

    private sealed class CannedTokens : ITokens
    {
        public Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel) => Task.FromResult("none");
    }
}
