using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

/// <summary>Ownership, roles, apps, devices, files, facts and mail over the pretend tenant.</summary>
public sealed class GraphBelongingsTests
{
    private const string Eva = "eva.lang@contoso.example";
    private const string Maria = "maria.santos@contoso.example";
    private const string Megan = "megan.ward@contoso.example";
    private const string AppId = "3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417";

    [SkippableFact]
    public async Task Ownership_IsHandedOver_AndTheLastOwnerIsRefused()
    {
        using var sandbox = new GraphSandbox();
        var ownership = new GraphOwnership(sandbox.Calls);
        Person eva = await sandbox.PersonAsync(Eva);
        Person megan = await sandbox.PersonAsync(Megan);
        IReadOnlyList<OwnedObject> before = await ownership.ReadAsync(eva.Id, default);
        OwnedObject falcon = before.Single(each => each.Name == "Project Falcon");

        Func<Task> leaving = () => ownership.RemoveAsync(falcon, eva.Id, default);
        (await leaving.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.GroupLastOwner);
        await ownership.AddAsync(falcon, megan.Id, default);
        await ownership.AddAsync(falcon, megan.Id, default);
        await ownership.RemoveAsync(falcon, eva.Id, default);
        await ownership.RemoveAsync(falcon, eva.Id, default);

        falcon.Should().BeEquivalentTo(new { Kind = OwnedKind.Group, OtherOwnerIds = Array.Empty<string>(), IsSynchronized = false });
        before.Single(each => each.Name == "Engineering Team").OtherOwnerIds.Should().ContainSingle();
        (await ownership.ReadAsync(eva.Id, default)).Should().NotContain(each => each.Id == falcon.Id);
        (await ownership.ReadAsync(megan.Id, default)).Should().Contain(each => each.Id == falcon.Id);
        sandbox.Tenant.Users.Should().Contain(user => user.UserPrincipalName == Eva, "only the ownership goes");
    }

    [SkippableFact]
    public async Task Ownership_OfApps_IsReadAndEnded_AndListsAreLeftToExchange()
    {
        using var sandbox = new GraphSandbox();
        var ownership = new GraphOwnership(sandbox.Calls);
        Person megan = await sandbox.PersonAsync(Megan);
        sandbox.Tenant.Applications[0].Owners.Add(megan.Id.Value);
        sandbox.Tenant.ServicePrincipals[0].Owners.Add(megan.Id.Value);

        List<OwnedObject> apps = (await ownership.ReadAsync(megan.Id, default)).Where(each => each.Kind != OwnedKind.Group).ToList();
        await Task.WhenAll(apps.Select(each => ownership.RemoveAsync(each, megan.Id, default)));

        apps.Select(each => each.Kind).Should().BeEquivalentTo(new[] { OwnedKind.Application, OwnedKind.ServicePrincipal });
        (await ownership.ReadAsync(megan.Id, default)).Select(each => each.Name).Should().Equal("Sales Team");
    }

    [SkippableFact]
    public async Task Roles_ActiveScopedAndEligible_AreReadAndEnded()
    {
        using var sandbox = new GraphSandbox();
        var privileges = new GraphPrivileges(sandbox.Calls);
        Person priya = await sandbox.PersonAsync("priya.raman@contoso.example");
        sandbox.Tenant.RoleAssignments.Add(new() { Id = "scoped", PrincipalId = priya.Id.Value, RoleTemplateId = "729827e3-9c14-49f7-bb1b-9608f156bbb8", DirectoryScopeId = "/administrativeUnits/7" });
        IReadOnlyList<RoleHolding> before = await privileges.ReadAsync(priya.Id, default);
        sandbox.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", "/roleEligibilityScheduleRequests");

        foreach (RoleHolding holding in before.Concat(before)) await privileges.RemoveAsync(priya.Id, holding, default);

        before.Select(each => (each.RoleName, each.Scope, each.IsEligible)).Should().BeEquivalentTo(new[]
        {
            ("Helpdesk Administrator", "/administrativeUnits/7", false), ("Exchange Administrator", "/", true),
        });
        (await privileges.ReadAsync(priya.Id, default)).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Roles_AreNamedByUserPrincipalName_AndCounted()
    {
        using var sandbox = new GraphSandbox();
        var privileges = new GraphPrivileges(sandbox.Calls);

        (await privileges.ReadActiveRoleNamesAsync(new PersonId("ivan.petrov@contoso.example"), default)).Should().Equal("Global Administrator");
        (await privileges.ReadActiveRoleNamesAsync(new PersonId(Maria), default)).Should().BeEmpty();
        (await privileges.ReadHoldersAsync("global administrator", default)).Should().HaveCount(2).And.OnlyContain(holder => holder.CanSignIn);
        (await privileges.ReadHoldersAsync("Reports Reader", default)).Should().BeEmpty();

        Func<Task> counting = () => privileges.ReadHoldersAsync("Emperor", default);
        (await counting.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorObjectNotFound);
    }

    [SkippableFact]
    public async Task AppAccess_OfThePersonAlone_IsReadAndEnded()
    {
        using var sandbox = new GraphSandbox();
        var access = new GraphAppAccess(sandbox.Calls);
        Person maria = await sandbox.PersonAsync(Maria);
        int all = sandbox.Tenant.AppRoleAssignments.Count + sandbox.Tenant.PermissionGrants.Count;

        IReadOnlyList<AppGrant> before = await access.ReadAsync(maria.Id, default);
        foreach (AppGrant grant in before.Concat(before)) await access.RemoveAsync(maria.Id, grant, default);

        before.Select(each => (each.IsConsent, each.IsConsent ? each.Scope : each.App)).Should().BeEquivalentTo(new[] { (false, "Build Dashboard"), (true, "User.Read") });
        (await access.ReadAsync(maria.Id, default)).Should().BeEmpty();
        (sandbox.Tenant.AppRoleAssignments.Count + sandbox.Tenant.PermissionGrants.Count).Should().Be(all - 2);
    }

    [SkippableFact]
    public async Task AppAccess_WithoutThePermission_NamesIt()
    {
        using var sandbox = new GraphSandbox();
        sandbox.Tenant.Faults.Add(SandboxFaultKind.Forbid, "GET", "/oauth2PermissionGrants");
        Person maria = await sandbox.PersonAsync(Maria);

        Func<Task> reading = () => new GraphAppAccess(sandbox.Calls).ReadAsync(maria.Id, default);

        LifecycleException failure = (await reading.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain("Directory.Read.All");
    }

    [SkippableFact]
    public async Task EntraDevices_OwnedAndRegistered_AreOneEach_AndDisabled()
    {
        using var sandbox = new GraphSandbox();
        var devices = new GraphDevices(sandbox.Calls);
        Person maria = await sandbox.PersonAsync(Maria);

        IReadOnlyList<EntraDevice> before = await devices.ReadEntraAsync(maria.Id, default);
        await Task.WhenAll(before.Select(each => devices.SetEnabledAsync(each, false, default)));

        before.Select(each => each.Name).Should().BeEquivalentTo("AUS-LT-011", "iPhone of Maria");
        before.Should().OnlyContain(each => each.Enabled && each.DeviceId != each.Id);
        (await devices.ReadEntraAsync(maria.Id, default)).Should().HaveCount(2).And.OnlyContain(each => !each.Enabled);
    }

    [SkippableFact]
    public async Task ManagedDevices_AreRetiredAndWiped_AndSayThatItIsPending()
    {
        using var sandbox = new GraphSandbox();
        var devices = new GraphDevices(sandbox.Calls);
        Person maria = await sandbox.PersonAsync(Maria);
        IReadOnlyList<ManagedDevice> before = await devices.ReadManagedAsync(maria.Id, default);
        sandbox.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", "/wipe");

        await devices.RetireAsync(before.Single(each => each.OperatingSystem == "Windows"), default);
        Func<Task> wiping = () => devices.WipeAsync(before.Single(each => each.OperatingSystem == "iOS"), default);
        (await wiping.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();

        before.Should().OnlyContain(each => each.UserId == maria.Id.Value && each.EntraDeviceId != null && each.ActionPending == null && each.State == "managed");
        (await devices.ReadManagedAsync(maria.Id, default)).Select(each => each.ActionPending).Should().BeEquivalentTo("retire pending", "factoryReset pending");
        sandbox.Tenant.ManagedDevices.Where(each => each.UserId == maria.Id.Value).Should().OnlyContain(each => each.Actions.Count == 1);
    }

    [SkippableFact]
    public async Task Files_AreSharedByMail_InAnyCase()
    {
        using var sandbox = new GraphSandbox();
        var files = new GraphFiles(sandbox.Calls);
        PersonalDrive drive = (await files.ReadAsync(new PersonId(Maria), default))!;

        bool before = await files.HasAccessAsync(drive, Megan, default);
        await files.GrantAccessAsync(drive, Megan, default);
        await files.GrantAccessAsync(drive, Megan, default);

        before.Should().BeFalse();
        (await files.HasAccessAsync(drive, Megan.ToUpperInvariant(), default)).Should().BeTrue();
        (await files.HasAccessAsync(drive, Eva, default)).Should().BeFalse();
        drive.WebUrl.Should().StartWith("https://contoso-my.sharepoint.com/personal/maria");
    }

    [SkippableFact]
    public async Task Files_NeverMade_AreNull_ButAPersonWhoIsNotThereIsAFailure()
    {
        using var sandbox = new GraphSandbox();
        var files = new GraphFiles(sandbox.Calls);

        (await files.ReadAsync(new PersonId("noreply@contoso.example"), default)).Should().BeNull();

        Func<Task> reading = () => files.ReadAsync(new PersonId("nobody@contoso.example"), default);
        (await reading.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorObjectNotFound);
    }

    [SkippableFact]
    public async Task Facts_SayWhoTheTenantIs_AndWhatWeMayDo()
    {
        using var sandbox = new GraphSandbox();
        var facts = new GraphTenantFacts(sandbox.Calls, AppId);

        TenantIdentity tenant = await facts.ReadIdentityAsync(default);
        IReadOnlyList<string> domains = await facts.ReadVerifiedDomainsAsync(default);
        GrantedRights rights = await facts.ReadGrantedRightsAsync(default);
        sandbox.Tenant.ClearRequests();
        string own = await facts.ReadOwnIdAsync(default);

        tenant.Should().Be(new TenantIdentity(sandbox.Tenant.TenantId, sandbox.Tenant.Name));
        domains.Should().BeEquivalentTo(sandbox.Tenant.Domains.Where(each => each.IsVerified).Select(each => each.Name));
        rights.Permissions.Should().Contain("User.RevokeSessions.All").And.NotContain("Exchange.ManageAsApp").And.OnlyHaveUniqueItems();
        rights.DirectoryRoles.Should().Equal("Exchange Administrator");
        own.Should().Be(sandbox.Tenant.ServicePrincipals.Single(each => each.AppId == AppId).Id);
        sandbox.Tenant.Requests.Should().BeEmpty("it was read before");
    }

    [SkippableFact]
    public async Task Facts_WithoutAClientId_SayWhatCannotBeKnown()
    {
        using var sandbox = new GraphSandbox();

        Func<Task> reading = () => new GraphTenantFacts(sandbox.Calls, null).ReadOwnIdAsync(default);

        (await reading.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

    [SkippableFact]
    public async Task Mail_IsSentOnce_AlsoWhenItsAnswerIsLost()
    {
        using var sandbox = new GraphSandbox();
        var messages = new GraphMessages(sandbox.Calls, "noreply@contoso.example");
        sandbox.Tenant.ClearRequests();

        string accepted = await messages.SendAsync("Welcome", "Hello.", [Megan, Maria], default);
        sandbox.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", "/sendMail");
        Func<Task> again = () => messages.SendAsync("Welcome", "Hello again.", [Megan], default);

        accepted.Should().MatchRegex("^202 [0-9a-f-]{36}$");
        (await again.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        sandbox.Tenant.Requests.Count(each => each.Path.EndsWith("/sendMail", StringComparison.Ordinal)).Should().Be(2);
    }

    [SkippableFact]
    public async Task Mail_WithoutASender_IsNotSent()
    {
        using var sandbox = new GraphSandbox();
        var messages = new GraphMessages(sandbox.Calls, null);

        Func<Task> sending = () => messages.SendAsync("Welcome", "Hello.", [Megan], default);

        messages.IsConfigured.Should().BeFalse();
        (await sending.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }
}
