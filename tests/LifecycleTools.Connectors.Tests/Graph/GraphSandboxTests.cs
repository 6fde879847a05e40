using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphSandboxTests
{
    private const string Maria = "maria.santos@contoso.example";

    [SkippableTheory]
    [InlineData("maria.santos@contoso.example")]
    [InlineData("sean.o'brien@contoso.example")]
    [InlineData("pat.hill_fabrikam.example#EXT#@contoso.onmicrosoft.example")]
    [Trait("PainPoint", "C28")]
    public async Task Person_IsFoundByName_ThenById(string name)
    {
        using var sandbox = new GraphSandbox();

        Person byName = await sandbox.PersonAsync(name);
        Person byId = await sandbox.PersonAsync(byName.Id.Value);

        byId.Should().Be(byName);
        byName.UserPrincipalName.Should().Be(name);
        byName.IsGuest.Should().Be(name.Contains("#EXT#"));
    }

    [SkippableFact]
    public async Task Person_WhoIsNotThere_IsNull()
    {
        using var sandbox = new GraphSandbox();

        (await sandbox.Directory.ReadAsync(new PersonId("nobody@contoso.example"), default)).Should().BeNull();
    }

    [SkippableFact]
    public async Task SignIn_IsBlockedRevokedAndReset()
    {
        using var sandbox = new GraphSandbox();
        Person before = await sandbox.PersonAsync(Maria);
        sandbox.Tenant.Clock.Advance(TimeSpan.FromMinutes(1));

        await sandbox.SignIn.SetAllowedAsync(before.Id, false, default);
        await sandbox.SignIn.RevokeSessionsAsync(before.Id, default);
        await sandbox.SignIn.ResetPasswordAsync(before.Id, PasswordMaker.Create(), true, default);

        Person after = await sandbox.PersonAsync(before.Id.Value);
        after.SignInAllowed.Should().BeFalse();
        after.SessionsValidFrom.Should().BeAfter(before.SessionsValidFrom ?? DateTimeOffset.MinValue);
        after.PasswordChanged.Should().BeAfter(before.PasswordChanged ?? DateTimeOffset.MinValue);
    }

    [SkippableFact]
    public async Task Account_IsMadeCompletedAndGivenAManager()
    {
        using var sandbox = new GraphSandbox();
        Person manager = await sandbox.PersonAsync(Maria);

        PersonId id = await sandbox.Directory.CreateAsync(Account("zoe.o'hara@contoso.example", "zoe.ohara"), PasswordMaker.Create(), default);
        await sandbox.Directory.UpdateAsync(id, new Profile { JobTitle = "Nurse", EmployeeHireDate = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero) }, default);
        await sandbox.Directory.SetManagerAsync(id, manager.Id, default);

        Person made = await sandbox.PersonAsync(id.Value);
        made.JobTitle.Should().Be("Nurse");
        made.EmployeeHireDate.Should().Be(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        made.SignInAllowed.Should().BeFalse();
        (await sandbox.Directory.ReadManagerAsync(id, default))!.Id.Should().Be(manager.Id);
        (await sandbox.Directory.FindByEmployeeIdAsync("E-77", default)).Single().Id.Should().Be(id);
    }

    [SkippableFact]
    public async Task Name_ThatIsTaken_IsFoundBefore_AndRefusedAfter()
    {
        using var sandbox = new GraphSandbox();

        (await sandbox.Directory.FindClashesAsync("sean.o'brien@contoso.example", "nothing-like-it", default)).Should().ContainSingle().Which.Kind.Should().Be("user");
        (await sandbox.Directory.FindClashesAsync("all-sales@contoso.example", "all-sales", default)).Should().ContainSingle().Which.Kind.Should().Be("group");
        (await sandbox.Directory.FindClashesAsync("free.name@contoso.example", "free.name", default)).Should().BeEmpty();

        Func<Task> making = () => sandbox.Directory.CreateAsync(Account(Maria, "maria.other"), PasswordMaker.Create(), default);
        (await making.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.NameTaken);
    }

    [SkippableFact]
    public async Task Account_WhoseAnswerWasLost_IsNotMadeTwice()
    {
        using var sandbox = new GraphSandbox();
        sandbox.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", "/users");

        Func<Task> making = () => sandbox.Directory.CreateAsync(Account("zoe@contoso.example", "zoe"), PasswordMaker.Create(), default);

        (await making.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        (await sandbox.Directory.FindByEmployeeIdAsync("E-77", default)).Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Groups_AreLeftAndJoined_ManyAtOnce()
    {
        using var sandbox = new GraphSandbox();
        Person maria = await sandbox.PersonAsync(Maria);
        IReadOnlyList<Group> before = await sandbox.Groups.ReadMembershipsAsync(maria.Id, default);
        List<Group> mine = before.Where(each => !each.IsExchangeOwned && each.MembershipRule is null && !each.IsSynchronized).ToList();
        sandbox.Tenant.Faults.Add(SandboxFaultKind.Throttle, "DELETE", "/members/", from: 2, times: 2, retryAfter: "2.128");
        sandbox.Tenant.ClearRequests();

        await Task.WhenAll(mine.Select(each => sandbox.Groups.RemoveMemberAsync(each.Id, maria.Id, default)));

        mine.Should().HaveCountGreaterThan(2);
        bool[] still = await Task.WhenAll(mine.Select(each => sandbox.Groups.IsMemberAsync(each.Id, maria.Id, default)));
        still.Should().OnlyContain(member => !member);
        (await sandbox.PersonAsync(maria.Id.Value)).Should().NotBeNull("only the membership goes");
        sandbox.Tenant.Users.Should().Contain(user => user.UserPrincipalName == Maria);

        await sandbox.Groups.AddMemberAsync(mine[0].Id, maria.Id, default);
        await sandbox.Groups.AddMemberAsync(mine[0].Id, maria.Id, default);
        await sandbox.Groups.RemoveMemberAsync(mine[1].Id, maria.Id, default);
        (await sandbox.Groups.IsMemberAsync(mine[0].Id, maria.Id, default)).Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("All staff", GroupKind.Security, true)]
    [InlineData("all-sales@contoso.example", GroupKind.DistributionList, false)]
    [InlineData("payroll@contoso.example", GroupKind.MailEnabledSecurity, false)]
    public async Task Group_IsFoundByNameOrAddress(string reference, GroupKind kind, bool dynamic)
    {
        using var sandbox = new GraphSandbox();

        Group group = (await sandbox.Groups.FindAsync(reference, default)).Should().ContainSingle().Subject;

        group.Kind.Should().Be(kind);
        (group.MembershipRule is not null).Should().Be(dynamic);
        (await sandbox.Groups.FindAsync(group.Id, default)).Should().ContainSingle().Which.Should().BeEquivalentTo(group);
    }

    [SkippableFact]
    public async Task Group_OfExchange_SaysWhereItIsChanged()
    {
        using var sandbox = new GraphSandbox();
        Person maria = await sandbox.PersonAsync(Maria);
        Group list = (await sandbox.Groups.FindAsync("newsletter@contoso.example", default)).Single();

        Func<Task> leaving = () => sandbox.Groups.RemoveMemberAsync(list.Id, maria.Id, default);

        (await leaving.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.GroupNotJoinable);
    }

    [SkippableFact]
    public async Task Licenses_ComeAndGo()
    {
        using var sandbox = new GraphSandbox();
        PersonId id = await sandbox.Directory.CreateAsync(Account("zoe@contoso.example", "zoe"), PasswordMaker.Create(), default);
        Sku e3 = (await sandbox.Licenses.ReadSkusAsync(default)).Single(sku => sku.PartNumber == "SPE_E3");
        string yammer = e3.Plans.Single(plan => plan.Name == "YAMMER_ENTERPRISE").Id;

        await sandbox.Licenses.AssignAsync(id, [new LicenseChange(e3.Id, [yammer])], [], default);
        LicenseState state = (await sandbox.Licenses.ReadAsync(id, default)).Should().ContainSingle().Subject;
        await sandbox.Licenses.AssignAsync(id, [], [e3.Id], default);

        state.Should().BeEquivalentTo(new LicenseState(e3.Id, null, [yammer], "Active", null));
        (await sandbox.Licenses.ReadAsync(id, default)).Should().BeEmpty();
        (await sandbox.Licenses.ReadSkusAsync(default)).Single(sku => sku.Id == e3.Id).Free.Should().Be(e3.Free);
    }

    [SkippableFact]
    public async Task License_WithoutSeat_SaysSo()
    {
        using var sandbox = new GraphSandbox();
        PersonId id = await sandbox.Directory.CreateAsync(Account("zoe@contoso.example", "zoe"), PasswordMaker.Create(), default);
        Sku project = (await sandbox.Licenses.ReadSkusAsync(default)).Single(sku => sku.PartNumber == "PROJECTPROFESSIONAL");
        Sku e3 = (await sandbox.Licenses.ReadSkusAsync(default)).Single(sku => sku.PartNumber == "SPE_E3");

        Func<Task> assigning = () => sandbox.Licenses.AssignAsync(id, [new LicenseChange(e3.Id, []), new LicenseChange(project.Id, [])], [], default);

        project.Free.Should().Be(0);
        (await assigning.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.LicenseSeatsMissing);
    }

    [SkippableFact]
    [Trait("PainPoint", "C21")]
    [Trait("PainPoint", "C22")]
    public async Task Methods_AreRemoved_DefaultLast()
    {
        using var sandbox = new GraphSandbox();
        Person maria = await sandbox.PersonAsync(Maria);
        List<SignInMethod> open = (await sandbox.Methods.ReadAsync(maria.Id, default)).Where(method => !method.IsPassword).ToList();
        open.Should().HaveCountGreaterThan(1).And.OnlyContain(method => method.IsKnown);

        int refused = 0;
        while (open.Count > 0)
        {
            try
            {
                await sandbox.Methods.RemoveAsync(maria.Id, open[0], default);
                open.RemoveAt(0);
            }
            catch (LifecycleException failure) when (failure.Id == ErrorIds.SignInMethodIsDefault)
            {
                (++refused).Should().BeLessThan(5);
                open.Add(open[0]);
                open.RemoveAt(0);
            }
        }

        (await sandbox.Methods.ReadAsync(maria.Id, default)).Should().OnlyContain(method => method.IsPassword);
    }

    [SkippableFact]
    public async Task AccessPass_IsMadeWithinThePolicy()
    {
        using var sandbox = new GraphSandbox();
        Person maria = await sandbox.PersonAsync(Maria);
        AccessPassPolicy policy = await sandbox.Methods.ReadAccessPassPolicyAsync(default);

        AccessPass pass = await sandbox.Methods.CreateAccessPassAsync(maria.Id, policy.Shortest, true, default);
        Func<Task> tooLong = () => sandbox.Methods.CreateAccessPassAsync(maria.Id, policy.Longest + TimeSpan.FromHours(1), true, default);

        policy.IsEnabled.Should().BeTrue();
        pass.Pass.Reveal().Should().NotBeEmpty();
        pass.ValidUntil.Should().BeOnOrAfter(sandbox.Tenant.Clock.UtcNow);
        (await sandbox.Methods.ReadAsync(maria.Id, default)).Should().Contain(method => method.Id == pass.MethodId && method.IsAccessPass);
        (await tooLong.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.AccessPassNotAllowed);
    }

    [SkippableFact]
    public async Task Trouble_OfEveryKind_IsLivedThrough()
    {
        using var sandbox = new GraphSandbox();
        sandbox.Tenant.Faults.Add(SandboxFaultKind.Throttle, "GET", "/users/", retryAfter: "2.128");
        sandbox.Tenant.Faults.Add(SandboxFaultKind.ServerError, "GET", "/users/", status: 503);
        sandbox.Tenant.Faults.Add(SandboxFaultKind.ExpireToken, "GET", "/users/");
        sandbox.Tenant.Faults.Add(SandboxFaultKind.DropBefore, "GET", "/users/");
        sandbox.Tenant.Faults.Add(SandboxFaultKind.Timeout, "GET", "/users/");
        sandbox.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "PATCH", "/users/");

        Person maria = await sandbox.PersonAsync(Maria);
        await sandbox.SignIn.SetAllowedAsync(maria.Id, false, default);

        (await sandbox.PersonAsync(Maria)).SignInAllowed.Should().BeFalse();
    }

    private static NewAccount Account(string name, string nickname) => new()
    {
        UserPrincipalName = name,
        MailNickname = nickname,
        DisplayName = "Zoé O'Hara",
        SignInAllowed = false,
        UsageLocation = "CH",
        EmployeeId = "E-77",
        GivenName = "Zoé",
        Surname = "O'Hara",
    };
}
