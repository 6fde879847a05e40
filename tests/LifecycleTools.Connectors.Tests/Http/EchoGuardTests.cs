using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>What a service repeats of our credentials is gone before anybody reads the answer, and nothing else of the answer is.</summary>
public class EchoGuardTests
{
    [Theory]
    [InlineData("Bearer", "tok+en/1", "no such token: tok+en/1")]
    [InlineData("Bearer", "tok+en/1", "no such token: tok%2Ben%2F1")]
    [InlineData("Bearer", "tok+en/1", "no such token: tok\\u002Ben/1")]
    [InlineData("Bearer", "tok\"+en/1", """{"message":"no such token: tok\"+en/1"}""")]
    [InlineData("Basic", "bWFpbGVyOmh1c2gtaHVzaA==", "mailer with hush-hush is unknown")]
    [InlineData("Basic", "dGhlLWFwaS1rZXk6eA==", "the-api-key is unknown")]
    public async Task Answer_ThatRepeatsAHeader_IsCleaned(string scheme, string value, string says)
    {
        string answer = await SendAsync(says, new HttpRequestMessage(HttpMethod.Get, "https://host.example/") { Headers = { Authorization = new AuthenticationHeaderValue(scheme, value) } });

        answer.Should().Contain("********").And.NotContainAny("tok+en/1", "tok%2Ben", "u002Ben", "+en/1", "hush-hush", "the-api-key");
    }

    [Fact]
    public async Task Answer_ThatRepeatsAFormsSecret_IsCleaned_AndItsOtherWordsStay()
    {
        FormUrlEncodedContent form = new(new Dictionary<string, string> { ["client_id"] = "our-client", ["client_secret"] = "our secret" });

        (await SendAsync("our-client with our secret is unknown", new HttpRequestMessage(HttpMethod.Post, "https://host.example/token") { Content = form }))
            .Should().Be("our-client with ******** is unknown");
    }

    [Theory]
    [InlineData("""{"passwordProfile":{"password":"Xk+2<9-pass"}}""")]
    [InlineData("""{"requests":[{"id":"1","body":{"passwordProfile": { "forceChange":true, "password" : "Xk\u002B2<9-pass" }}}]}""")]
    public async Task Answer_ThatRepeatsAPasswordOfABody_IsCleaned(string body)
    {
        string repeated = body.Replace('"', '\'');
        string answer = await SendAsync("{\"error\":{\"message\":\"Xk+2<9-pass is too simple, in " + repeated + " or Xk\\u002B2\\u003C9-pass\"}}",
            new HttpRequestMessage(HttpMethod.Put, "https://host.example/users/1") { Content = new StringContent(body, Encoding.UTF8, "application/json") });

        answer.Should().Contain("******** is too simple").And.NotContain("9-pass");
    }

    [Fact]
    public async Task Token_ThatComesWithTheRefreshTokenThatWasSent_IsWhole()
    {
        const string answer = """{"access_token":"new","refresh_token":"the-old-one"}""";
        FormUrlEncodedContent form = new(new Dictionary<string, string> { ["refresh_token"] = "the-old-one" });

        (await SendAsync(answer, new HttpRequestMessage(HttpMethod.Post, "https://host.example/token") { Content = form })).Should().Be(answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Address_IsHidden_OnlyWhereItIsASecret(bool isSecret)
    {
        const string address = "https://host.example/adminapi/beta/tenant/InvokeCommand?skiptoken=page-two";
        string answer = $$"""{"value":[],"@odata.nextLink":"{{address}}"}""";
        HttpRequestMessage request = new(HttpMethod.Post, address);
        new RequestMarks { What = "Get-Mailbox jane@contoso.example", HidesAddress = isSecret }.On(request);

        string seen = await SendAsync(answer, request);

        if (isSecret) seen.Should().Contain("********").And.NotContainAny("InvokeCommand", "page-two");
        else seen.Should().Be(answer, "a next page must lead somewhere");
    }

    private static async Task<string> SendAsync(string says, HttpRequestMessage request)
    {
        ScriptedService service = new();
        service.Then(200, says);
        using HttpMessageInvoker client = new(new EchoGuard { InnerHandler = new Buffered { InnerHandler = service } });
        using HttpResponseMessage response = await client.SendAsync(request, default);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    private sealed class Buffered : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, System.Threading.CancellationToken cancel)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancel);
            await response.Content.LoadIntoBufferAsync();
            return response;
        }
    }
}
