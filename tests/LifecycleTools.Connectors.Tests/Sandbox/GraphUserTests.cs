using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class GraphUserTests : IDisposable
{
    private const string Maria = "users/maria.santos@contoso.example";
    private const string NewPerson = """
        {"accountEnabled":true,"displayName":"New Person","mailNickname":"new.person","userPrincipalName":"new.person@contoso.example",
         "passwordProfile":{"password":"Correct-Horse-7","forceChangePasswordNextSignIn":true}}
        """;

    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly GraphClient _graph;

    public GraphUserTests() => _graph = new GraphClient(_tenant);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Get_WithoutSelect_GivesOnlyTheUsualProperties()
    {
        Reply reply = await _graph.GetAsync(Maria);

        reply.Status.Should().Be(200);
        reply.Json!.AsObject().Select(property => property.Key).Where(name => name[0] != '@').Should().BeEquivalentTo(
            "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id");
    }

    [Theory]
    [InlineData("users/MARIA.SANTOS@contoso.example")]
    [InlineData("users('maria.santos@contoso.example')")]
    [InlineData("users/sean.o'brien@contoso.example")]
    [InlineData("users('sean.o''brien@contoso.example')")]
    [InlineData("users/pat.hill_fabrikam.example%23EXT%23@contoso.onmicrosoft.example")]
    public async Task Get_ByAnyFormOfTheName_FindsThePerson(string path) => (await _graph.GetAsync(path)).Status.Should().Be(200);

    [Theory]
    [InlineData("startswith(displayName,'Maria')", false, 1)]
    [InlineData("userPrincipalName eq 'sean.o''brien@contoso.example'", false, 1)]
    [InlineData("proxyAddresses/any(p:p eq 'smtp:m.santos@contoso.example')", false, 1)]
    [InlineData("department eq 'Clinic' and accountEnabled eq true", false, 4)]
    [InlineData("not(accountEnabled eq true) and department eq 'Sales'", true, 1)]
    [InlineData("endsWith(userPrincipalName,'@clinic.contoso.example')", true, 4)]
    public async Task List_WithFilter_GivesWhatFits(string filter, bool isAdvanced, int expected)
    {
        string path = $"users?$filter={Uri.EscapeDataString(filter)}" + (isAdvanced ? "&$count=true" : "");

        (await _graph.GetAsync(path, eventual: isAdvanced)).Items.Should().HaveCount(expected);
        if (isAdvanced) (await _graph.GetAsync(path)).Error.Should().Be("Request_UnsupportedQuery");
    }

    [Fact]
    public async Task List_LargerThanAPage_IsWholeWhenLinksAreFollowed()
    {
        _tenant.Options.PageSize = 7;
        int found = 0;
        string? next = "users?$select=id";
        while (next is not null)
        {
            Reply page = await _graph.GetAsync(next);
            page.Items.Count.Should().BeLessThanOrEqualTo(7);
            found += page.Items.Count;
            next = (string?)page.Json!["@odata.nextLink"];
        }

        found.Should().Be(_tenant.Users.Count).And.BeGreaterThan(45);
    }

    [Fact]
    public async Task Get_WithUnknownSelect_IsRefused() =>
        (await _graph.GetAsync(Maria + "?$select=shoeSize")).Message.Should().Contain("Could not find a property named 'shoeSize'");

    [Fact]
    public async Task Get_WithExpandedManager_NamesThem()
    {
        Reply reply = await _graph.GetAsync(Maria + "?$select=id&$expand=manager($select=id,displayName)");

        reply.Json!["manager"]!["displayName"]!.GetValue<string>().Should().Be("Megan Ward");
        reply.Json["manager"]!["jobTitle"].Should().BeNull();
    }

    [Fact]
    public async Task Create_ThenReplicate_MakesThePersonVisible()
    {
        _tenant.Options.ReplicationDelay = TimeSpan.FromSeconds(10);
        Reply created = await _graph.PostAsync("users", NewPerson);
        string id = created.Text("id");

        created.Status.Should().Be(201);
        (await _graph.GetAsync("users/" + id)).Error.Should().Be("Request_ResourceNotFound");
        (await _graph.PatchAsync("users/" + id, """{"jobTitle":"Early"}""")).Status.Should().Be(404);
        Reply again = await _graph.PostAsync("users", NewPerson);
        again.Status.Should().Be(400);
        again.Json!["error"]!["details"]![0]!["code"]!.GetValue<string>().Should().Be("ObjectConflict");

        _tenant.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _graph.GetAsync("users/" + id)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Change_BeforeReplication_StillShowsTheOldValue()
    {
        _tenant.Options.ReplicationDelay = TimeSpan.FromSeconds(10);

        (await _graph.PatchAsync(Maria, """{"accountEnabled":false}""")).Status.Should().Be(204);

        (await _graph.GetAsync(Maria + "?$select=accountEnabled")).Json!["accountEnabled"]!.GetValue<bool>().Should().BeTrue();
        _tenant.Clock.Advance(TimeSpan.FromSeconds(10));
        (await _graph.GetAsync(Maria + "?$select=accountEnabled")).Json!["accountEnabled"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [InlineData("new person@contoso.example", "Property userPrincipalName is invalid.")]
    [InlineData("new.@contoso.example", "Property userPrincipalName is invalid.")]
    [InlineData("josé@contoso.example", "Property userPrincipalName is invalid.")]
    [InlineData("new.person@elsewhere.example", "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.")]
    [InlineData("new.person@contoso-new.example", "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.")]
    [InlineData("maria.santos@contoso.example", "Another object with the same value for property userPrincipalName already exists.")]
    [InlineData("all-sales@contoso.example", "Another object with the same value for property proxyAddresses already exists.")]
    [InlineData("partner@contoso.example", "Another object with the same value for property proxyAddresses already exists.")]
    public async Task Create_WithAForbiddenName_SaysWhy(string name, string message)
    {
        JsonObject body = JsonNode.Parse(NewPerson)!.AsObject();
        body["userPrincipalName"] = name;

        Reply reply = await _graph.PostAsync("users", body.ToJsonString());

        reply.Status.Should().Be(400);
        reply.Message.Should().Be(message);
    }

    [Fact]
    public async Task Change_OfASyncedPerson_IsRefused()
    {
        Reply reply = await _graph.PatchAsync("users/karl.schneider@contoso.example", """{"accountEnabled":false}""");

        reply.Status.Should().Be(400);
        reply.Message.Should().StartWith("Unable to update the specified properties for on-premises mastered");
    }

    [Theory]
    [InlineData("ivan.petrov@contoso.example")]
    [InlineData("nora.keller@contoso.example")]
    [InlineData("tom.fischer@contoso.example")]
    public async Task Block_OfAnAdministrator_NeedsARoleOfTheApp(string name)
    {
        (await _graph.PatchAsync("users/" + name, """{"accountEnabled":false}""")).Error.Should().Be("Authorization_RequestDenied");

        _tenant.Options.CallerHoldsDirectoryRole = true;
        (await _graph.PatchAsync("users/" + name, """{"accountEnabled":false}""")).Status.Should().Be(204);
    }

    [Fact]
    public async Task Block_OfSomeoneOnlyEligible_IsAllowed() =>
        (await _graph.PatchAsync("users/priya.raman@contoso.example", """{"accountEnabled":false}""")).Status.Should().Be(204);

    [Fact]
    public async Task Change_InARestrictedUnit_IsRefused() =>
        (await _graph.PatchAsync("users/victor.hale@contoso.example", """{"jobTitle":"x"}""")).Status.Should().Be(403);

    [Fact]
    public async Task Password_WhenWeak_IsRefused_AndWhenStrong_MovesItsDate()
    {
        SandboxUser maria = _tenant.FindUser("maria.santos@contoso.example")!;
        DateTimeOffset? before = maria.LastPasswordChangeUtc;

        (await _graph.PatchAsync(Maria, """{"passwordProfile":{"password":"weak"}}""")).Message.Should().Contain("complexity");
        maria.LastPasswordChangeUtc.Should().Be(before);
        (await _graph.PatchAsync(Maria, """{"passwordProfile":{"password":"Correct-Horse-7"}}""")).Status.Should().Be(204);
        maria.LastPasswordChangeUtc.Should().Be(_tenant.Clock.UtcNow);
    }

    [Fact]
    public async Task RevokeSignInSessions_MovesTheDate()
    {
        (await _graph.PostAsync(Maria + "/revokeSignInSessions")).Json!["value"]!.GetValue<bool>().Should().BeTrue();

        _tenant.FindUser("maria.santos@contoso.example")!.SignInSessionsValidFromUtc.Should().Be(_tenant.Clock.UtcNow);
    }

    [Fact]
    public async Task Delete_ThenRestore_BringsThePersonBack()
    {
        string id = _tenant.FindUser("maria.santos@contoso.example")!.Id;

        (await _graph.DeleteAsync("users/" + id)).Status.Should().Be(204);
        (await _graph.DeleteAsync("users/" + id)).Status.Should().Be(404);
        _tenant.Groups.Should().NotContain(group => group.Members.Contains(id));
        (await _graph.GetAsync("directory/deletedItems/graph.user")).Items.Should().HaveCount(2);

        (await _graph.PostAsync($"directory/deletedItems/{id}/restore")).Status.Should().Be(200);
        (await _graph.GetAsync("users/" + id)).Status.Should().Be(200);
        _tenant.FindUser(id)!.Licenses.Should().OnlyContain(license => license.AssignedByGroup == null);
    }

    [Fact]
    public async Task Manager_WhenNone_Is404_AndCanBeSet()
    {
        const string anna = "users/anna.weiss@contoso.example";
        (await _graph.GetAsync(anna + "/manager")).Status.Should().Be(404);

        (await _graph.PutAsync(anna + "/manager/$ref", GraphClient.Reference(_tenant.FindUser("ruth.baker@contoso.example")!.Id))).Status.Should().Be(204);

        (await _graph.GetAsync(anna + "/manager")).Text("displayName").Should().Be("Ruth Baker");
    }
}
