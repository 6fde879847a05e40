using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Tests.Fakes;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps;

/// <summary>What the app was not granted is named, step by step, before anything is changed.</summary>
public class StepRightsTests
{
    private static readonly LifecycleSystem[] s_others = [LifecycleSystem.Rmm, LifecycleSystem.Psa];

    [Fact]
    public void EveryStepAtMicrosoft365_SaysWhatItNeeds() =>
        StepCatalog.All.Where(step => !s_others.Contains(step.System) && step.Needs.Count == 0 && !step.OnlyTells).Select(step => step.Id)
            .Should().BeEmpty();

    [Fact]
    public void EveryStepThatUsesExchange_NamesTheDirectoryRoleToo() =>
        StepCatalog.All.Where(step => step.Needs.Any(need => need.Least == "Exchange.ManageAsApp"))
            .Should().OnlyContain(step => step.Needs.Any(need => need is NeedsRoleAttribute));

    [Fact]
    public async Task Hire_WithAPermissionMissing_NamesTheStepsAndChangesNothing()
    {
        HireBench bench = new();
        bench.Tenant.Held = AllBut(Hire.Define(), "GroupMember.ReadWrite.All");

        HireRun run = await bench.RunAsync();

        StepResult check = run["directory.check-hire"];
        check.Status.Should().Be(StepStatus.Blocked);
        check.ErrorId.Should().Be("ConnectorPermissionMissing");
        check.Detail.Should().Contain(StepCatalog.Find("directory.join-groups")!.Action).And.Contain("GroupMember.ReadWrite.All");
        bench.Tenant.People.Values.Should().NotContain(person => person.EmployeeId == "4711");
    }

    [Fact]
    public async Task Hire_WithEveryPermission_IsNotHeldUp()
    {
        HireBench bench = new();
        bench.Tenant.Held = AllBut(Hire.Define(), "");
        (await bench.RunAsync())["directory.check-hire"].Status.Should().Be(StepStatus.AlreadyDone);
    }

    [Fact]
    public async Task HirePreview_WithAPermissionMissing_NamesItToo()
    {
        HireBench bench = new();
        bench.Tenant.Held = AllBut(Hire.Define(), "GroupMember.ReadWrite.All");
        (await bench.PreviewAsync()).Single(end => end.Result.Step == "directory.check-hire").Failure!.Message.Should().Contain("GroupMember.ReadWrite.All");
    }

    [Fact]
    public async Task Offboard_WithAPermissionMissing_NamesTheStepFirst_EndsAccessAllTheSame_AndSendsNothingForThatStep()
    {
        OffboardBench bench = new();
        bench.Tenant.Held = AllBut(Offboard.Define(), "GroupMember.ReadWrite.All");

        OffboardRun run = await bench.RunAsync();

        run["directory.check-leaver"].Detail.Should().Contain(StepCatalog.Find("directory.leave-groups")!.Action).And.Contain("GroupMember.ReadWrite.All");
        bench.JaneNow.SignInAllowed.Should().BeFalse("an open account is worse than a group that is left behind");
        StepResult left = run["directory.leave-groups"];
        (left.Status, left.ErrorId, left.Attempts).Should().Be((StepStatus.Blocked, "ConnectorPermissionMissing", 0));
        run.End.Outcome.Should().Be(RunOutcome.Exception);
    }

    [Fact]
    public async Task Offboard_WhosePermissionsAreNotKnown_IsNotHeldUp()
    {
        OffboardBench bench = new();
        (await bench.RunAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public void ADirectoryRoleThatIsMissing_IsToldAndHoldsNothingUp()
    {
        HeldRights held = new([], ["Exchange.ManageAsApp"], ["Reports Reader"]);
        NeedsAttribute role = StepCatalog.Find("mail.convert-to-shared")!.Needs.OfType<NeedsRoleAttribute>().Single();
        held.Lacks(role).Should().BeTrue();
        (held with { DirectoryRoles = ["Exchange Recipient Administrator"] }).Lacks(role).Should().BeFalse();
        (held with { DirectoryRoles = null }).Lacks(role).Should().BeFalse("what is not known is no reason to refuse");
    }

    private static HeldRights AllBut(Workflow workflow, string missing)
    {
        List<string> all = workflow.Steps.SelectMany(planned => planned.Step.Needs).Where(need => need is not NeedsRoleAttribute)
            .Select(need => need.Least).Distinct().Where(name => !name.StartsWith("Group.ReadWrite", StringComparison.Ordinal) && name != missing).ToList();
        return new HeldRights(all, ["Exchange.ManageAsApp"], null);
    }
}
