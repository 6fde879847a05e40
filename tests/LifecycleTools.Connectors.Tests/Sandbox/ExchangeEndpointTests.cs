using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class ExchangeEndpointTests
{
    private const string Invoke = $"{ExchangeSession.Host}/adminapi/beta/{ExchangeSession.TenantId}/InvokeCommand";

    [Fact]
    public async Task Call_WithoutAnchorMailbox_IsRefused()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer answer = await exchange.PostAsync(Invoke, ExchangeSession.Body("Get-OrganizationConfig"), anchored: false);
        answer.Status.Should().Be(400);
        answer.Body.Should().Contain("X-AnchorMailbox");
    }

    [Fact]
    public async Task Call_WithTokenForAnotherProduct_Is401WithoutBody()
    {
        using ExchangeSession exchange = new();
        exchange.Token = exchange.Tenant.Tokens.Issue(ExchangeSession.AppId, "https://graph.microsoft.com").Value;
        (await exchange.RunAsync("Get-OrganizationConfig")).Should().Be(new ExchangeSession.Answer(401, ""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_OfAppWithoutPermissionOrDirectoryRole_Is401WithoutBody(bool hasPermission)
    {
        using ExchangeSession exchange = new();
        if (hasPermission) exchange.Tenant.RoleAssignments.Clear();
        else exchange.Tenant.AppRoleAssignments.Clear();
        (await exchange.RunAsync("Get-OrganizationConfig")).Should().Be(new ExchangeSession.Answer(401, ""));
    }

    [Theory]
    [InlineData(ExchangeSession.TenantId, "beta", 200)]
    [InlineData("contoso.onmicrosoft.com", "v1.0", 200)]
    [InlineData("unproved.example", "beta", 404)]
    [InlineData("fabrikam.example", "beta", 404)]
    public async Task Call_NamesTheTenant_ByIdOrVerifiedDomain(string tenant, string version, int status)
    {
        using ExchangeSession exchange = new();
        string url = $"{ExchangeSession.Host}/adminapi/{version}/{tenant}/InvokeCommand";
        (await exchange.PostAsync(url, ExchangeSession.Body("Get-OrganizationConfig"))).Status.Should().Be(status);
    }

    [Fact]
    public async Task UnknownParameter_IsRefused_InTheWordsOfTheService()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer answer = await exchange.RunAsync("Get-Mailbox", new { Identity = "jane@contoso.example", Bogus = 1 });
        answer.Status.Should().Be(400);
        answer.Detail.Should().Be("|Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException|Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. Bogus");
    }

    [Fact]
    public async Task BadValue_IsToldInTheInnerExceptionOnly()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer answer = await exchange.RunAsync("Set-Mailbox", new { Identity = "jane@contoso.example", Type = "Public" });
        answer.Status.Should().Be(400);
        answer.Json["error"]!.AsObject().ContainsKey("details").Should().BeFalse();
        answer.Inner.Should().Contain("Unable to match the identifier name Public").And.Contain("Shared");
    }

    [Theory]
    [InlineData("Get-Nothing", "{}", "Get-Nothing")]
    [InlineData("Get-Recipient", """{"ResultSize":"many"}""", "ResultSize")]
    [InlineData("Add-MailboxPermission", """{"Identity":"jane@contoso.example"}""", "User AccessRights")]
    [InlineData("Set-Mailbox", """{"Identity":"jane@contoso.example","HiddenFromAddressListsEnabled":"true"}""", "System.Boolean")]
    public async Task Call_ThatIsWrong_IsRefused(string cmdlet, string parameters, string says)
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer answer = await exchange.RunAsync(cmdlet, JsonNode.Parse(parameters));
        answer.Status.Should().Be(400);
        answer.Inner.Should().Contain(says);
    }

    [Fact]
    public async Task Cmdlet_ThatAsks_FailsUnlessToldNotTo()
    {
        using ExchangeSession exchange = new();
        object remove = new { Identity = exchange.Sales.Id, Member = exchange.Jane.Id };
        (await exchange.RunAsync("Remove-DistributionGroupMember", remove)).Detail.Should().Contain("HostException");
        exchange.Sales.Members.Should().Contain(exchange.Jane.Id);

        (await exchange.RunAsync("Remove-DistributionGroupMember", new { Identity = exchange.Sales.Id, Member = exchange.Jane.Id, Confirm = false })).Status.Should().Be(200);
        exchange.Sales.Members.Should().NotContain(exchange.Jane.Id);
    }

    [Fact]
    public async Task Paging_PostsTheSameBodyToTheNextLink_UntilThereIsNone()
    {
        using ExchangeSession exchange = new();
        JsonObject body = ExchangeSession.Body("Get-Mailbox", new { ResultSize = "Unlimited" });
        List<string> seen = [];
        string? url = Invoke + "?$select=Alias";
        while (url is not null)
        {
            ExchangeSession.Answer page = await exchange.PostAsync(url, body, prefer: "odata.maxpagesize=2");
            page.Value.Count.Should().BeLessThanOrEqualTo(2);
            seen.AddRange(page.Value.Select(one => one.Single().Value!.ToString()));
            url = page.NextLink;
        }

        seen.Should().BeEquivalentTo("jane", "conor.obrien", "max", "info", "sven");
    }

    [Fact]
    public async Task NextLink_WithAnotherBody_IsRefused()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer first = await exchange.RunAsync("Get-Mailbox", new { }, prefer: "odata.maxpagesize=1");
        (await exchange.PostAsync(first.NextLink!, ExchangeSession.Body("Get-Recipient"))).Status.Should().Be(400);
        (await exchange.PostAsync(Invoke + "?$skiptoken=made-up", ExchangeSession.Body("Get-Mailbox"))).Status.Should().Be(400);
    }

    [Fact]
    public async Task Batch_AnswersEachItemWithAStatusOfItsOwn_AndWritesEachDown()
    {
        using ExchangeSession exchange = new();
        JsonArray items = [Item("a", "Get-Mailbox", new { Identity = "jane@contoso.example" }), Item("b", "Get-Mailbox", new { Identity = "nobody" }),
            Item("c", "Set-Mailbox", new { Identity = "jane@contoso.example", HiddenFromAddressListsEnabled = true })];
        ExchangeSession.Answer answer = await exchange.PostAsync($"{ExchangeSession.Host}/adminapi/beta/{ExchangeSession.TenantId}/$batch", new JsonObject { ["requests"] = items });

        answer.Status.Should().Be(200);
        answer.Json["responses"]!.AsArray().ToDictionary(one => one!["id"]!.ToString(), one => (int)one!["status"]!)
            .Should().BeEquivalentTo(new Dictionary<string, int> { ["a"] = 200, ["b"] = 404, ["c"] = 200 });
        exchange.Tenant.Requests.Select(one => (one.Cmdlet, one.IsWrite, InBatch: one.BatchId is not null)).Should().Equal(
            (null, false, true), ("Get-Mailbox", false, true), ("Get-Mailbox", false, true), ("Set-Mailbox", true, true));
    }

    [Fact]
    public async Task Batch_OfMoreThanTen_IsRefused()
    {
        using ExchangeSession exchange = new();
        JsonArray items = [.. Enumerable.Range(0, 11).Select(n => (JsonNode)Item($"{n}", "Get-OrganizationConfig", new { }))];
        (await exchange.PostAsync($"{ExchangeSession.Host}/adminapi/beta/{ExchangeSession.TenantId}/$batch", new JsonObject { ["requests"] = items })).Status.Should().Be(400);
    }

    [Fact]
    public async Task Fault_ForOneCmdlet_HitsItInsideABatchToo()
    {
        using ExchangeSession exchange = new();
        exchange.Tenant.Faults.Add(SandboxFaultKind.Throttle, cmdlet: "Set-Mailbox", retryAfter: "2.5");
        JsonArray items = [Item("a", "Set-Mailbox", new { Identity = "jane@contoso.example", HiddenFromAddressListsEnabled = true })];
        ExchangeSession.Answer answer = await exchange.PostAsync($"{ExchangeSession.Host}/adminapi/beta/{ExchangeSession.TenantId}/$batch", new JsonObject { ["requests"] = items });

        JsonNode item = answer.Json["responses"]![0]!;
        ((int)item["status"]!, item["headers"]!["Retry-After"]!.ToString()).Should().Be((429, "2.5"));
        exchange.MailboxOf(exchange.Jane).HiddenFromAddressListsEnabled.Should().BeFalse();
    }

    [Fact]
    public async Task Fault_OfStatus400_IsOneOfThePassingKind()
    {
        using ExchangeSession exchange = new();
        exchange.Tenant.Faults.Add(SandboxFaultKind.ServerError, cmdlet: "Get-Mailbox", status: 400);
        ExchangeSession.Answer answer = await exchange.RunAsync("Get-Mailbox", new { Identity = "jane@contoso.example" });
        answer.Status.Should().Be(400);
        answer.Detail.Should().Contain("ServerBusyException");
    }

    [Fact]
    public async Task Fault_ThatIgnoresAWrite_AnswersAsIfItWereDone()
    {
        using ExchangeSession exchange = new();
        exchange.Tenant.Faults.Add(SandboxFaultKind.IgnoreWrite, cmdlet: "Set-Mailbox");
        ExchangeSession.Answer answer = await exchange.RunAsync("Set-Mailbox", new { Identity = "jane@contoso.example", Type = "Shared" });
        (answer.Status, answer.Value.Count).Should().Be((200, 0));
        exchange.MailboxOf(exchange.Jane).RecipientTypeDetails.Should().Be("UserMailbox");
    }

    [Fact]
    public async Task ModuleFile_NamesTheCmdletsThatMayBeRun()
    {
        using ExchangeSession exchange = new();
        using HttpClient client = new(exchange.Tenant.CreateHandler());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", exchange.Token);
        string body = await client.GetStringAsync($"{ExchangeSession.Host}/adminapi/v1.0/{ExchangeSession.TenantId}/EXOModuleFile?Version=3.9.2");
        JsonNode.Parse(body)!["value"]![0]!["exportedCmdlets"]!.AsArray().Select(one => one!.ToString()).Should().Contain(["Set-Mailbox", "Get-Recipient"]);
    }

    private static JsonObject Item(string id, string cmdlet, object parameters) => new()
    {
        ["id"] = id,
        ["method"] = "POST",
        ["url"] = $"/adminapi/beta/{ExchangeSession.TenantId}/InvokeCommand",
        ["headers"] = new JsonObject { ["X-AnchorMailbox"] = "UPN:jane@contoso.example", ["Content-Type"] = "application/json" },
        ["body"] = ExchangeSession.Body(cmdlet, parameters),
    };
}
