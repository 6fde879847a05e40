using System.Linq;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Workflows;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps;

public class StepCatalogTests
{
    [Fact]
    public void Ids_AreUniqueAndKebabCase()
    {
        StepCatalog.All.Select(step => step.Id).Should().OnlyHaveUniqueItems()
            .And.OnlyContain(id => Regex.IsMatch(id, "^[a-z]+\\.[a-z]+(-[a-z]+)*$"));
    }

    [Fact]
    public void Catalog_HasEveryStepOfTheWorkflows_AndNoOther()
    {
        string[] used = new[] { Hire.Define(), Offboard.Define(), Undo.Define() }.SelectMany(workflow => workflow.Steps).Select(planned => planned.Step.Id).Distinct().ToArray();
        StepCatalog.All.Select(step => step.Id).Should().BeEquivalentTo(used);
    }

    [Fact]
    public void Find_KnowsAStepByIdInAnyCase() => StepCatalog.Find("Directory.Create-Account")!.Action.Should().Be("Create the account");

    [Fact]
    public void Hire_TakesEveryChangeAfterEveryCheck()
    {
        PlannedStep[] steps = Hire.Define().Steps.ToArray();
        System.Type[] checks = steps.Where(planned => planned.Phase == "Check").Select(planned => planned.Step.GetType()).ToArray();
        steps.Where(planned => planned.Phase is not ("Check" or "Ticket" or "Close")).Should().OnlyContain(planned => checks.All(check => planned.Needs.Contains(check)));
    }
}
