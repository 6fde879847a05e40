using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class GraphMethodAndDeviceTests : IDisposable
{
    private const string Ruth = "users/ruth.baker@contoso.example/authentication/";

    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly GraphClient _graph;

    public GraphMethodAndDeviceTests() => _graph = new GraphClient(_tenant);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Methods_ListEveryKind_AndHaveNoDelete()
    {
        Reply reply = await _graph.GetAsync(Ruth + "methods");

        reply.Items.Should().HaveCount(11);
        reply.Items.Should().Contain(item => item!["@odata.type"]!.GetValue<string>() == "#microsoft.graph.passwordAuthenticationMethod");
        (await _graph.DeleteAsync(Ruth + "methods/" + reply.Items[1]!["id"]!.GetValue<string>())).Status.Should().Be(405);
    }

    [Fact]
    public async Task DefaultMethod_CannotGoFirst_ButLast()
    {
        SandboxUser ruth = _tenant.FindUser("ruth.baker@contoso.example")!;
        Reply refused = await _graph.DeleteAsync(Ruth + "phoneMethods/" + ruth.DefaultMethodId);
        refused.Status.Should().Be(400);
        refused.Message.Should().StartWith("Cannot delete default method with other methods configured.");
        refused.Json!["error"]!["innerError"]!["message"]!.GetValue<string>().Should().Be(refused.Message);

        foreach (SandboxAuthenticationMethod method in ruth.AuthenticationMethods.Where(method => method.Id != ruth.DefaultMethodId).ToList())
            (await _graph.DeleteAsync($"{Ruth}{Collection(method.Kind)}/{method.Id}")).Status.Should().Be(204);

        (await _graph.DeleteAsync(Ruth + "phoneMethods/" + ruth.DefaultMethodId)).Status.Should().Be(204);
        (await _graph.GetAsync(Ruth + "methods")).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Pass_IsShownOnce()
    {
        const string passes = "users/lena.vogt@contoso.example/authentication/temporaryAccessPassMethods";

        Reply made = await _graph.PostAsync(passes, """{"lifetimeInMinutes":60,"isUsableOnce":true}""");

        made.Status.Should().Be(201);
        made.Text("temporaryAccessPass").Should().HaveLength(8);
        (await _graph.GetAsync(passes)).Items.Single()!["temporaryAccessPass"].Should().BeNull();
        (await _graph.PostAsync(passes, """{"lifetimeInMinutes":10}""")).Message.Should().Be("Invalid LifetimeInMinutes specified. The valid range between 60 and 480.");
    }

    [Fact]
    public async Task Pass_ForAGuest_IsRefused() =>
        (await _graph.PostAsync("users/pat.hill_fabrikam.example%23EXT%23@contoso.onmicrosoft.example/authentication/temporaryAccessPassMethods", "{}")).Status.Should().Be(400);

    [Fact]
    public async Task Retire_IsQueued_ThenDone()
    {
        Reply mine = await _graph.GetAsync("users/maria.santos@contoso.example/managedDevices");
        JsonNode laptop = mine.Items.Single(device => device!["operatingSystem"]!.GetValue<string>() == "Windows")!;
        string path = "deviceManagement/managedDevices/" + laptop["id"]!.GetValue<string>();

        (await _graph.PostAsync(path + "/retire")).Status.Should().Be(204);

        (await _graph.GetAsync(path)).Text("managementState").Should().Be("retirePending");
        _tenant.Clock.Advance(_tenant.Options.DeviceActionDelay);
        (await _graph.GetAsync(path)).Status.Should().Be(404);
        _tenant.Devices.Should().NotContain(device => device.DisplayName == "AUS-LT-011");
    }

    [Fact]
    public async Task Devices_OfOneName_BelongToTwoPeople()
    {
        Reply found = await _graph.GetAsync("devices?$filter=displayName eq 'LAPTOP-01'");

        found.Items.Should().HaveCount(2);
        (await _graph.GetAsync("users/frank.mueller@contoso.example/ownedDevices")).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Eligibility_IsRemovedByRequest()
    {
        string priya = _tenant.FindUser("priya.raman@contoso.example")!.Id;
        string path = $"roleManagement/directory/roleEligibilityScheduleInstances?$filter=principalId eq '{priya}'";
        string role = (await _graph.GetAsync(path)).Items.Single()!["roleDefinitionId"]!.GetValue<string>();

        (await _graph.PostAsync("roleManagement/directory/roleEligibilityScheduleRequests",
            $$"""{"action":"adminRemove","principalId":"{{priya}}","roleDefinitionId":"{{role}}","directoryScopeId":"/"}""")).Status.Should().Be(201);

        (await _graph.GetAsync(path)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Access_OfAPerson_CanBeTakenAway()
    {
        const string grace = "users/grace.kim@contoso.example/";
        string assignment = (await _graph.GetAsync(grace + "appRoleAssignments")).Items.Single()!["id"]!.GetValue<string>();
        string grant = (await _graph.GetAsync(grace + "oauth2PermissionGrants")).Items.Single()!["id"]!.GetValue<string>();

        (await _graph.DeleteAsync(grace + "appRoleAssignments/" + assignment)).Status.Should().Be(204);
        (await _graph.DeleteAsync("oauth2PermissionGrants/" + grant)).Status.Should().Be(204);

        (await _graph.GetAsync(grace + "appRoleAssignments")).Items.Should().BeEmpty();
        (await _graph.DeleteAsync("oauth2PermissionGrants/" + grant)).Status.Should().Be(404);
    }

    [Fact]
    public async Task SendMail_IsKeptForAssertions()
    {
        (await _graph.PostAsync("users/noreply@contoso.example/sendMail",
            """{"message":{"subject":"Hello","body":{"contentType":"Text","content":"Hi"},"toRecipients":[{"emailAddress":{"address":"rosa.lopez@contoso.example"}}]},"saveToSentItems":false}""")).Status.Should().Be(202);

        _tenant.FindMailbox(_tenant.FindUser("noreply@contoso.example")!.Id)!.Sent.Single().Subject.Should().Be("Hello");
    }

    [Fact]
    public async Task InboxRules_ThatForward_AreListed()
    {
        Reply rules = await _graph.GetAsync("users/dana.white@contoso.example/mailFolders/inbox/messageRules");

        rules.Items.Should().HaveCount(3);
        rules.Items[0]!["actions"]!["forwardTo"]![0]!["emailAddress"]!["address"]!.GetValue<string>().Should().Be("dana@mail.example");
    }

    private static string Collection(string kind) => kind == "external" ? "externalAuthenticationMethods" : kind + "Methods";
}
