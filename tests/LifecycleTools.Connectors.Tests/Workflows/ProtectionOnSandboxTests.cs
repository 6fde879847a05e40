using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Whom no run may touch: what each way to run something answers, and that the tenant has got no request to change anything by then.</summary>
/// <remarks>What may leave is the mail to the escalation contacts: an exception that nobody is told of is no answer.</remarks>
public sealed class ProtectionOnSandboxTests
{
    private const string Who = "grace.kim@contoso.example";

    private static readonly Dictionary<string, (Action<SandboxBench, SandboxUser> Plant, string Says)> s_cases = new()
    {
        ["protected by name"] = ((bench, who) => bench.Protected = [who.UserPrincipalName.ToUpperInvariant()], "is protected by the tenant file"),
        ["protected by id"] = ((bench, who) => bench.Protected = [who.Id], "is protected by the tenant file"),
        ["the operator"] = (BecomeTheOperator, "is the account that runs this"),
        ["in a restricted unit"] = ((_, who) => who.IsManagementRestricted = true, "restricted management unit"),
        ["holds a role"] = ((bench, who) => Give(bench, "User Administrator", who.Id), "User Administrator"),
        ["holds a role for a unit"] = ((bench, who) => Give(bench, "User Administrator", who.Id, scope: "/administrativeUnits/" + bench.Sandbox.AdministrativeUnits[0].Id), "administrative unit"),
        ["may activate a role"] = ((bench, who) => Give(bench, "Global Administrator", who.Id, isEligible: true), "Global Administrator (eligible)"),
        ["holds a role through a group"] = ((bench, who) => Join(bench, "Help desk operators", who), "role-assignable group Help desk operators"),
        ["may activate a role through a group"] = ((bench, who) => Give(bench, "User Administrator", Join(bench, "Engineering", who), isEligible: true), "User Administrator (eligible)"),
        ["the last Global Administrator"] = (BecomeTheLast, "last Global Administrator"),
        ["the last Global Administrator, through a group"] = (BecomeTheLastThroughAGroup, "last Global Administrator"),
    };

    private static readonly string[] s_onlyOfADeparture = ["the last Global Administrator", "the last Global Administrator, through a group"];

    public static IEnumerable<object[]> All => s_cases.Keys.Select(name => new object[] { name });

    /// <summary>Who comes takes nobody's last administrator away.</summary>
    public static IEnumerable<object[]> OfAnArrival => s_cases.Keys.Except(s_onlyOfADeparture).Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Offboard_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await PlantAsync(bench, name, Of(bench));
        Untouched(bench, await bench.OffboardAsync(Who, request => request with { ApprovePrivileged = s_onlyOfADeparture.Contains(name) }), "directory.check-leaver", name);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task OffboardPreview_NamesIt(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        await PlantAsync(bench, name, Of(bench));

        var ends = await bench.PreviewAsync(new RunOpening(bench.Connection).PreviewOffboard(
            new DepartureRequest { Identity = Who, ApprovePrivileged = s_onlyOfADeparture.Contains(name) }, bench.Map.ResolveDeparture(null, null)));

        LifecycleException check = ends.Single(end => end.Result.Step == "directory.check-leaver").Failure!;
        check.Id.Should().Be(ErrorIds.PersonProtected);
        check.Message.Should().Contain(s_cases[name].Says);
        bench.Sandbox.Requests.Should().NotContain(request => request.IsWrite);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ResumeOfADeparture_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        bench.LeaveOffboard(new DepartureRequest { Identity = Who, ApprovePrivileged = s_onlyOfADeparture.Contains(name) });
        await PlantAsync(bench, name, Of(bench));
        Untouched(bench, await bench.ResumeAsync(), "directory.check-leaver", name);
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task Undo_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        BenchRun left = await bench.OffboardAsync(Who);
        await PlantAsync(bench, name, Of(bench));
        Untouched(bench, await bench.UndoAsync(left.RunId), "directory.check-return", name);
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task ResumeOfAnUndo_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        BenchRun left = await bench.OffboardAsync(Who);
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        bench.LeaveUndo(left.RunId);
        await PlantAsync(bench, name, Of(bench));
        Untouched(bench, await bench.ResumeAsync(), "directory.check-return", name);
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task Hire_IntoAnAccountThatIsThere_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser who = Of(bench);
        await PlantAsync(bench, name, who);
        Untouched(bench, await bench.HireAsync(Again(who)), "directory.check-hire", name);
        bench.Handed.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task Hire_RestoringAnAccountFromBefore_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser who = Of(bench);
        who.AccountEnabled = false;
        await PlantAsync(bench, name, who);
        BenchRun run = await bench.HireAsync(Again(who) with { Former = FormerAccount.Restore });
        Untouched(bench, run, "directory.check-hire", name);
        bench.Handed.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task Hire_RestoringAnAccountThatOnlyTheNameFinds_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser who = Of(bench);
        who.AccountEnabled = false;
        who.EmployeeId = null;
        await PlantAsync(bench, name, who);
        BenchRun run = await bench.HireAsync(Again(who) with { EmployeeId = "", Former = FormerAccount.Restore, UserPrincipalName = Who });
        Untouched(bench, run, "directory.find-former-account", name);
        bench.Handed.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(OfAnArrival))]
    public async Task ResumeOfAHire_ChangesNothing(string name)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser who = Of(bench);
        bench.LeaveHire(Again(who));
        await PlantAsync(bench, name, who);
        Untouched(bench, await bench.ResumeAsync(), "directory.check-hire", name);
        bench.Handed.Should().BeEmpty();
    }

    [Fact]
    public async Task Hire_OfADeletedAccountThatIsProtected_DoesNotRestoreIt()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser gone = bench.Sandbox.DeletedUsers.Single(user => user.UserPrincipalName.EndsWith("oliver.stone@contoso.example", StringComparison.Ordinal));
        bench.Protected = [gone.Id];
        BenchRun run = await bench.HireAsync(Again(gone) with { Former = FormerAccount.Restore });
        Untouched(bench, run, "directory.find-former-account", "protected by id");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADeletedAdministrator_IsRestoredAndNotLetIn(bool isHire)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser grace = Of(bench);
        HireRequest again = Again(grace) with { Former = FormerAccount.Restore };
        BenchRun left = await bench.OffboardAsync(Who);
        using (GraphClient graph = new(bench.Sandbox)) (await graph.DeleteAsync("users/" + grace.Id)).Status.Should().Be(204);
        Give(bench, "User Administrator", grace.Id);
        bench.Sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        BenchRun back = isHire ? await bench.HireAsync(again) : await bench.UndoAsync(left.RunId);

        (back["directory.restore-account"].Status, back["directory.restore-account"].ErrorId).Should().Be((StepStatus.Blocked, ErrorIds.PersonProtected), back.Trouble);
        bench.Sandbox.FindUser(Who)!.AccountEnabled.Should().BeFalse();
        bench.Handed.Should().BeEmpty();
    }

    [Fact]
    public async Task Offboard_OfASynchronizedPerson_SaysSoFirst_AndSendsNothingThatOnlyOnPremisesCanDo()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser karl = bench.Sandbox.FindUser("karl.schneider@contoso.example")!;

        BenchRun run = await bench.OffboardAsync(karl.UserPrincipalName);

        run["directory.check-leaver"].Detail.Should().Contain("synchronized from on-premises");
        (run["directory.block-sign-in"].Status, run["directory.block-sign-in"].ErrorId).Should().Be((StepStatus.Blocked, ErrorIds.PersonSynchronized));
        run.Outcome.Should().Be(RunOutcome.Exception, "an account that is open is never called closed");
        ToTheAccountItself(bench, karl).Should().BeEmpty();
    }

    [Fact]
    public async Task Undo_OfASynchronizedPerson_SendsNothingThatOnlyOnPremisesCanDo()
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser grace = Of(bench);
        BenchRun left = await bench.OffboardAsync(Who);
        grace.OnPremisesSyncEnabled = true;
        bench.Sandbox.ClearRequests();

        BenchRun back = await bench.UndoAsync(left.RunId);

        back["directory.allow-sign-in-again"].ErrorId.Should().Be(ErrorIds.PersonSynchronized);
        ToTheAccountItself(bench, grace).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hire_IntoASynchronizedAccount_ChangesNothing(bool isFromBefore)
    {
        using SandboxBench bench = await SandboxBench.OpenAsync();
        SandboxUser karl = bench.Sandbox.FindUser("karl.schneider@contoso.example")!;
        karl.AccountEnabled = !isFromBefore;

        BenchRun run = await bench.HireAsync(Again(karl) with { Former = isFromBefore ? FormerAccount.Restore : FormerAccount.Ask });

        run["directory.check-hire"].ErrorId.Should().Be(ErrorIds.PersonSynchronized);
        Writes(bench).Should().BeEmpty();
    }

    private static void Untouched(SandboxBench bench, BenchRun run, string check, string name)
    {
        run.Outcome.Should().Be(RunOutcome.Exception);
        StepResult answer = run[check];
        (answer.Status, answer.ErrorId).Should().Be((StepStatus.Blocked, ErrorIds.PersonProtected), run.Trouble);
        answer.Detail.Should().Contain(s_cases[name].Says);
        Writes(bench).Should().BeEmpty();
    }

    private static IEnumerable<string> Writes(SandboxBench bench) => bench.Sandbox.Requests
        .Where(request => request.IsWrite && !request.Path.EndsWith("/sendMail", StringComparison.OrdinalIgnoreCase))
        .Select(request => $"{request.Method} {request.Path} {request.Cmdlet}");

    private static IEnumerable<string> ToTheAccountItself(SandboxBench bench, SandboxUser user) => bench.Sandbox.Requests
        .Where(request => request.Method == "PATCH" && request.Path.Contains(user.Id, StringComparison.OrdinalIgnoreCase) && request.Path.EndsWith(user.Id, StringComparison.OrdinalIgnoreCase))
        .Select(request => $"{request.Path} {request.Body}");

    private static SandboxUser Of(SandboxBench bench) => bench.Sandbox.FindUser(Who)!;

    // What anybody can write who may write to HR's register.
    private static HireRequest Again(SandboxUser who) => SandboxBench.Hire(who.GivenName!, who.Surname!, employeeId: who.EmployeeId ?? "");

    private static async Task PlantAsync(SandboxBench bench, string name, SandboxUser who)
    {
        s_cases[name].Plant(bench, who);
        bench.Sandbox.Tokens.ExpireAll();
        await bench.ReconnectAsync();
        bench.Sandbox.ClearRequests();
    }

    private static void Give(SandboxBench bench, string role, string principal, bool isEligible = false, string scope = "/") => bench.Sandbox.RoleAssignments.Add(new SandboxRoleAssignment
    {
        Id = "planted-" + bench.Sandbox.RoleAssignments.Count, RoleTemplateId = bench.Sandbox.Roles.Single(one => one.DisplayName == role).TemplateId,
        PrincipalId = principal, IsEligible = isEligible, DirectoryScopeId = scope,
    });

    private static string Join(SandboxBench bench, string group, SandboxUser who)
    {
        SandboxGroup joined = bench.Sandbox.Groups.Single(one => one.DisplayName == group);
        if (!joined.Members.Contains(who.Id)) joined.Members.Add(who.Id);
        return joined.Id;
    }

    // A person who signs in is the operator as the app is: by the object id that the token names.
    private static void BecomeTheOperator(SandboxBench bench, SandboxUser who)
    {
        string app = bench.Sandbox.ClientApps[0].AppId;
        SandboxServicePrincipal own = bench.Sandbox.ServicePrincipals.Single(one => one.AppId == app);
        foreach (SandboxAppRoleAssignment granted in bench.Sandbox.AppRoleAssignments.Where(one => one.PrincipalId == own.Id)) granted.PrincipalId = who.Id;
        own.Id = who.Id;
    }

    private static void BecomeTheLast(SandboxBench bench, SandboxUser who)
    {
        DisarmOthers(bench);
        Give(bench, "Global Administrator", who.Id);
    }

    private static void BecomeTheLastThroughAGroup(SandboxBench bench, SandboxUser who)
    {
        DisarmOthers(bench);
        SandboxGroup group = bench.Sandbox.Groups.Single(one => one.DisplayName == "Help desk operators");
        group.Members.Clear();
        Give(bench, "Global Administrator", Join(bench, group.DisplayName, who));
    }

    // Those who are left cannot help: one cannot sign in, and the other is an app.
    private static void DisarmOthers(SandboxBench bench)
    {
        string template = bench.Sandbox.Roles.Single(one => one.DisplayName == "Global Administrator").TemplateId;
        string ivan = bench.Sandbox.FindUser("ivan.petrov@contoso.example")!.Id;
        bench.Sandbox.RoleAssignments.RemoveAll(one => one.RoleTemplateId == template && one.PrincipalId != ivan);
        bench.Sandbox.FindUser("ivan.petrov@contoso.example")!.AccountEnabled = false;
        Give(bench, "Global Administrator", bench.Sandbox.ServicePrincipals.Single(one => one.AppId == bench.Sandbox.ClientApps[0].AppId).Id);
    }
}
