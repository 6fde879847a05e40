using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

/// <summary>Answers that the pretend tenant does not give.</summary>
public sealed class GraphBelongingsAnswersTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private static readonly PersonalDrive s_drive = new("d1", "r1", "https://contoso-my.sharepoint.com/personal/jane");
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Owners_OfEverything_AreAskedInOneBatch_AndListsNotAtAll()
    {
        using var graph = new GraphService(windows: true);
        graph.Wire.Then(200, """
            {"value":[
             {"@odata.type":"#microsoft.graph.group","id":"g1","displayName":"One","mailEnabled":false,"securityEnabled":true,"groupTypes":[],"onPremisesSyncEnabled":true},
             {"@odata.type":"#microsoft.graph.group","id":"g2","displayName":"List","mailEnabled":true,"securityEnabled":false,"groupTypes":[]},
             {"@odata.type":"#microsoft.graph.application","id":"a1","displayName":"App"},
             {"@odata.type":"#microsoft.graph.agentIdentity","id":"x1"}]}
            """);
        graph.Wire.Then(batch => GraphService.AnswerBatch(batch, item => new { id = item.Id, status = 200, body = new { value = new[] { new { id = Jane }, new { id = "o2" } } } }));

        Task<IReadOnlyList<OwnedObject>> reading = new GraphOwnership(graph.Calls).ReadAsync(new PersonId(Jane), default);
        await graph.CloseWindowAsync(1);
        await graph.CloseWindowAsync(2);

        (await reading).Select(each => (each.Id, each.Kind, string.Join(",", each.OtherOwnerIds), each.IsSynchronized)).Should().Equal(
            ("g1", OwnedKind.Group, "o2", true), ("a1", OwnedKind.Application, "o2", false), ("x1", OwnedKind.Other, "", false));
    }

    [Theory]
    [InlineData(400, "AadPremiumLicenseRequired", null)]
    [InlineData(403, "AadPremiumLicenseRequired", null)]
    [InlineData(400, "Request_BadRequest", ErrorIds.ConnectorRequestRefused)]
    [InlineData(403, "Authorization_RequestDenied", ErrorIds.ConnectorPermissionMissing)]
    public async Task Eligibilities_AreNone_OnlyWhenTheLicenseIsMissing(int status, string code, string? failsWith)
    {
        using var graph = new GraphService(windows: true);
        graph.Wire.Then(batch => GraphService.AnswerBatch(batch, item => item.Url.Contains("Eligibility")
            ? new { id = item.Id, status, body = (object)new { error = new { code, message = "No." } } }
            : new { id = item.Id, status = 200, body = (object)new { value = Array.Empty<object>() } }));

        Task<IReadOnlyList<RoleHolding>> reading = new GraphPrivileges(graph.Calls).ReadAsync(new PersonId(Jane), default);
        await graph.CloseWindowAsync(3);

        if (failsWith is null) (await reading).Should().BeEmpty();
        else (await ((Func<Task>)(() => reading)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(failsWith);
    }

    [Theory]
    [InlineData("retire", "pending", "2026-11-22T09:00:00Z", "managed", "retire pending")]
    [InlineData("factoryReset", "done", "2026-11-22T09:00:00Z", "managed", "factoryReset done")]
    [InlineData("factoryReset", "done", "2026-11-20T09:00:00Z", "managed", null)]
    [InlineData("retire", "failed", "2026-11-22T09:00:00Z", "retireFailed", null)]
    [InlineData("remoteLock", "pending", "2026-11-22T09:00:00Z", "managed", null)]
    [InlineData("remoteLock", "done", "2026-11-22T09:00:00Z", "wipePending", "wipePending")]
    public async Task ManagedDevice_ThatLeaves_SaysSo(string action, string state, string when, string management, string? pending)
    {
        _graph.Wire.Then(200, $$"""
            {"value":[{"id":"m1","azureADDeviceId":"00000000-0000-0000-0000-000000000000","lastSyncDateTime":"2026-11-21T09:00:00Z","managementState":"{{management}}",
             "deviceActionResults":[{"actionName":"{{action}}","actionState":"{{state}}","startDateTime":"{{when}}","lastUpdatedDateTime":"{{when}}"}]}]}
            """);

        ManagedDevice device = (await new GraphDevices(_graph.Calls).ReadManagedAsync(new PersonId(Jane), default)).Single();

        device.Should().Be(new ManagedDevice("m1", null, "", null, null, "", management, pending));
    }

    [Theory]
    [InlineData("""{"value":[{"error":{"code":"sharingFailed","message":"Not allowed."}}]}""", ErrorIds.ConnectorRequestRefused, "sharingFailed: Not allowed")]
    [InlineData("""{"value":[]}""", ErrorIds.ConnectorAnswerUnexpected, "does not say")]
    [InlineData("""{"value":[{"id":"p1","roles":["read"]}]}""", ErrorIds.ConnectorAnswerUnexpected, "does not say")]
    public async Task Invitation_ThatFailedInsideA200_IsAFailure(string answer, string id, string says)
    {
        _graph.Wire.Then(200, answer);

        Func<Task> granting = () => new GraphFiles(_graph.Calls).GrantAccessAsync(s_drive, "kim@contoso.example", default);

        LifecycleException failure = (await granting.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(id);
        failure.Message.Should().Contain(says);
        _graph.Wire.Seen.Single().Body.Should().Contain("\"sendInvitation\":false").And.Contain("\"requireSignIn\":true");
    }

    [Theory]
    [InlineData("""{"roles":["write"],"grantedToV2":{"user":{"id":"9","email":"Kim@contoso.example"}}}""", true)]
    [InlineData("""{"roles":["write"],"grantedToIdentitiesV2":[{"siteUser":{"id":"7","loginName":"i:0#.f|membership|kim@contoso.example"}}]}""", true)]
    [InlineData("""{"roles":["owner"],"invitation":{"email":"KIM@contoso.example"}}""", true)]
    [InlineData("""{"roles":["write"],"grantedToV2":{"user":{"id":"k1"}}}""", true)]
    [InlineData("""{"roles":["read"],"grantedToV2":{"user":{"email":"kim@contoso.example"}}}""", false)]
    [InlineData("""{"roles":["write"],"grantedToV2":{"user":{"email":"akim@contoso.example"}}}""", false)]
    public async Task Access_IsThatOfTheAddress_AndMayWrite(string permission, bool has)
    {
        using var graph = new GraphService(windows: true);
        using var shown = System.Text.Json.JsonDocument.Parse(permission);
        graph.Wire.Then(batch => GraphService.AnswerBatch(batch, item => new
        {
            id = item.Id,
            status = 200,
            body = new { value = new object[] { item.Url.StartsWith("/users", StringComparison.Ordinal) ? new { id = "k1" } : shown.RootElement } },
        }));

        Task<bool> asking = new GraphFiles(graph.Calls).HasAccessAsync(s_drive, "kim@contoso.example", default);
        await graph.CloseWindowAsync(2);

        (await asking).Should().Be(has);
    }

    [Fact]
    public async Task Mail_KeepsNoCopy()
    {
        _graph.Wire.Then(202, null, ("request-id", "r-1"));

        string accepted = await new GraphMessages(_graph.Calls, "it@contoso.example").SendAsync("Hi", "Text", ["kim@contoso.example"], default);

        accepted.Should().Be("202 r-1");
        _graph.Wire.Seen.Single().Body!.ToLowerInvariant().Should().Contain("\"savetosentitems\":false");
    }
}
