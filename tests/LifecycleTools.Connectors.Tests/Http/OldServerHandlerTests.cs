using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

public sealed class OldServerHandlerTests
{
    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    public async Task Requests_AfterAnAnswerOfThatVersion_HaveAConnectionOfTheirOwnOrNot(string version, bool own)
    {
        List<bool?> closes = [];
        using HttpMessageInvoker client = new(new OldServerHandler { InnerHandler = new Answering(Version.Parse(version), closes) });

        for (int at = 0; at < 3; at++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "https://rt.example/REST/2.0/rt");
            using HttpResponseMessage answer = await client.SendAsync(request, CancellationToken.None);
        }

        bool? after = own ? true : null;
        closes.Should().Equal(null, after, after);
    }

    private sealed class Answering(Version version, List<bool?> closes) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            closes.Add(request.Headers.ConnectionClose);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Version = version });
        }
    }
}
