using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>The guard is guarded: a check that lets everything pass would make all the others worthless.</summary>
public sealed class ContractTests
{
    private const string Id = "5f1d3f2e-0000-4000-8000-000000000001";

    [SkippableTheory]
    [InlineData("GET", "/users/x?$select=displayName,acountEnabled", null, "'acountEnabled' is no property")]
    [InlineData("GET", "/users?$fliter=id eq '1'", null, "is no query parameter")]
    [InlineData("GET", "/users/x/mailbox", null, "no such path")]
    [InlineData("DELETE", "/groups/" + Id + "/members/" + Id, null, "no such path")]
    [InlineData("PUT", "/users/x", "{}", "has no PUT")]
    [InlineData("PATCH", "/users/x", null, "a body is required")]
    [InlineData("PATCH", "/users/x", """{"accountEnabled":"no"}""", "is String, must be Boolean")]
    [InlineData("PATCH", "/users/x", """{"acountEnabled":false}""", "is no property of microsoft.graph.user")]
    [InlineData("PATCH", "/users/x", """{"employeeHireDate":"2026-01-02"}""", "is no date-time")]
    [InlineData("PATCH", "/users/x/mailboxSettings", """{"automaticRepliesSetting":{"status":"on"}}""", "is none of")]
    [InlineData("POST", "/users/x/assignLicense", """{"addLicenses":[{"skuId":"E3"}],"removeLicenses":[]}""", "is no uuid")]
    [InlineData("POST", "/users/x/revokeSignInSessions", """{"value":1}""", "takes no body")]
    [InlineData("PATCH", "/deviceManagement/managedDevices/x", """{"serialNumber":"1"}""", "is read-only")]
    [InlineData("POST", "/$batch", """{"requests":[{"id":"1","method":"DELETE","url":"/groups/a/members/b"}]}""", "no such path")]
    [InlineData("POST", "/$batch", """{"requests":[{"id":"1","method":"PATCH","url":"/users/a","body":{"jobTitle":"x"}}]}""", "is required with a body")]
    public async Task Request_ThatIsNotDescribed_IsNamedWithItsPlace(string method, string url, string? body, string rule)
    {
        ContractFiles.Require();
        IReadOnlyCollection<ContractViolation> found = await CheckAsync(method, url, body, HttpStatusCode.NoContent, null);
        found.Where(v => v.Part.StartsWith("request", System.StringComparison.Ordinal))
            .Should().ContainSingle().Which.ToString().Should().Contain(rule);
    }

    [SkippableTheory]
    [InlineData("GET", "/users/x", 200, """{"id":"1","accountEnabled":1}""", "is Number, must be Boolean")]
    [InlineData("GET", "/users/x", 200, """{"id":"1","accountenabled":true}""", "is no property of microsoft.graph.user")]
    [InlineData("GET", "/users/x", 200, null, "has a body")]
    [InlineData("GET", "/users/x", 302, null, "is not described")]
    [InlineData("DELETE", "/users/x", 200, null, "is not described")]
    [InlineData("GET", "/users/x", 404, """{"error":{"code":"NotFound"}}""", "'message' is required")]
    [InlineData("GET", "/groups/x/members", 200, """{"value":[{"id":"1","displayName":"no type"}]}""", "there is no @odata.type that says more")]
    [InlineData("GET", "/groups/x/members", 200, """{"value":[{"@odata.type":"#microsoft.graph.workingHours"}]}""", "is no microsoft.graph.directoryObject")]
    [InlineData("GET", "/users/x/authentication/methods", 200, """{"value":[{"@odata.type":"#microsoft.graph.phoneAuthenticationMethod","phoneType":"landline"}]}""", "is none of")]
    [InlineData("GET", "/subscribedSkus", 200, """{"value":[{"consumedUnits":1.5}]}""", "is no int32")]
    public async Task Answer_ThatIsNotDescribed_IsNamedWithItsPlace(string method, string url, int status, string? body, string rule)
    {
        ContractFiles.Require();
        (await CheckAsync(method, url, null, (HttpStatusCode)status, body))
            .Should().ContainSingle().Which.ToString().Should().Contain(rule);
    }

    [SkippableTheory]
    [InlineData("GET", "/users/$count", null, 200, null)]
    [InlineData("GET", "/users('o''brien@x.example')?$select=id,accountEnabled", null, 200, """{"@odata.context":"c","id":"1","accountEnabled":null}""")]
    [InlineData("GET", "/users?$top=5&$skiptoken=abc", null, 200, """{"value":[{"id":"1","userPrincipalName":"a"}],"@odata.nextLink":"l"}""")]
    [InlineData("PATCH", "/users/x", """{"accountEnabled":false,"passwordProfile":{"password":"p","forceChangePasswordNextSignIn":true}}""", 204, null)]
    [InlineData("GET", "/users/x/memberOf/microsoft.graph.group?$select=id,displayName", null, 200, """{"value":[{"id":"1","displayName":"a"}]}""")]
    [InlineData("GET", "/groups/x/members?$select=id,userPrincipalName", null, 200, """{"value":[{"@odata.type":"#microsoft.graph.user","id":"1","userPrincipalName":"a"}]}""")]
    [InlineData("GET", "/directoryRoles(roleTemplateId='x')", null, 200, """{"id":"1"}""")]
    [InlineData("POST", "/groups/x/members/$ref", """{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/1"}""", 204, null)]
    [InlineData("PATCH", "/groups/x", """{"members@odata.bind":["https://graph.microsoft.com/v1.0/directoryObjects/1"]}""", 204, null)]
    [InlineData("POST", "/$batch", """{"requests":[{"id":"1","method":"GET","url":"/users/a"}]}""", 200, """{"responses":[{"id":"1","status":404,"body":{"error":{"code":"a","message":"b"}}}]}""")]
    public async Task Call_AsDescribed_Passes(string method, string url, string? body, int status, string? answer)
    {
        ContractFiles.Require();
        (await CheckAsync(method, url, body, (HttpStatusCode)status, answer)).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task BatchAnswer_ThatForgetsAnItem_IsNamed()
    {
        ContractFiles.Require();
        const string Two = """{"requests":[{"id":"1","method":"GET","url":"/users/a"},{"id":"2","method":"GET","url":"/users/b"}]}""";
        const string One = """{"responses":[{"id":"1","status":200,"body":{"id":"1"}}]}""";
        (await CheckAsync("POST", "/$batch", Two, HttpStatusCode.OK, One))
            .Should().ContainSingle().Which.Rule.Should().Be("item '2' was not answered");
    }

    [SkippableFact]
    public async Task Handler_WhenNotToldOtherwise_ThrowsInThePlaceOfTheAnswer()
    {
        ContractFiles.Require();
        using ContractHandler handler = new(new FixedAnswer(HttpStatusCode.NoContent, null), Contract.Graph);
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Delete, "https://graph.microsoft.com/v1.0/groups/a/members/b");

        await client.Invoking(c => c.SendAsync(request, CancellationToken.None))
            .Should().ThrowAsync<ContractViolationException>().WithMessage("DELETE /groups/a/members/b*no such path*");
    }

    private static async Task<IReadOnlyCollection<ContractViolation>> CheckAsync(
        string method, string url, string? body, HttpStatusCode status, string? answer)
    {
        using ContractHandler handler = new(new FixedAnswer(status, answer), Contract.Graph) { Throws = false };
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = new(new HttpMethod(method), "https://graph.microsoft.com/v1.0" + url);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage _ = await client.SendAsync(request, CancellationToken.None);
        return handler.Violations;
    }

    private sealed class FixedAnswer(HttpStatusCode status, string? body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            HttpResponseMessage answer = new(status);
            if (body is not null) answer.Content = new StringContent(body, Encoding.UTF8, "application/json");
            else if (request.RequestUri!.AbsolutePath.EndsWith("$count", System.StringComparison.Ordinal)) answer.Content = new StringContent("5");
            return Task.FromResult(answer);
        }
    }
}
