using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Xunit;
using static LifecycleTools.Connectors.Tests.Graph.GraphService;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphLicensesTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private const string E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
    private const string Plan = "efb87545-963c-4e0d-99df-69c6916d9eb0";
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Licenses_AreAddedAndRemovedInOneCall_WithBothListsAlways()
    {
        _graph.Wire.Then(200, "{}").Then(200, "{}");

        await Licenses.AssignAsync(new PersonId(Jane), [new LicenseChange(E3, [Plan])], [], default);
        await Licenses.AssignAsync(new PersonId(Jane), [], [E3], default);

        _graph.Wire.Seen[0].Body.Should().Contain($"\"skuId\":\"{E3}\"").And.Contain($"\"disabledPlans\":[\"{Plan}\"]").And.Contain("\"removeLicenses\":[]");
        _graph.Wire.Seen[1].Body.Should().Contain("\"addLicenses\":[]").And.Contain($"\"removeLicenses\":[\"{E3}\"]");
    }

    [Fact]
    public async Task RemovingALicense_ThatIsGone_IsSuccess_ButOfSeveralItIsNot()
    {
        string gone = Error("Request_BadRequest", "User does not have a corresponding license.");
        _graph.Wire.Then(400, gone).Then(400, gone);

        await Licenses.AssignAsync(new PersonId(Jane), [], [E3], default);
        LifecycleException failure = await FailureAsync(() => Licenses.AssignAsync(new PersonId(Jane), [], [E3, Plan], default));

        failure.Id.Should().Be(ErrorIds.LicenseNotAssignable);
    }

    [Theory]
    [InlineData("Enabled", 10, true)]
    [InlineData("Warning", 13, true)]
    [InlineData("Suspended", 10, false)]
    public async Task Seats_InGraceCountOnlyWhenTheSubscriptionIsInIt(string status, int seats, bool enabled)
    {
        _graph.Wire.Then(200, $$$"""
            {"value":[{"skuId":"{{{E3}}}","skuPartNumber":"SPE_E3","capabilityStatus":"{{{status}}}","appliesTo":"User","consumedUnits":4,
             "prepaidUnits":{"enabled":10,"warning":3,"suspended":0},"servicePlans":[{"servicePlanId":"{{{Plan}}}","servicePlanName":"EXCHANGE_S_ENTERPRISE"}]}]}
            """);

        Sku sku = (await Licenses.ReadSkusAsync(default)).Single();

        sku.Should().BeEquivalentTo(new Sku(E3, "SPE_E3", seats, 4, enabled, [new ServicePlan(Plan, "EXCHANGE_S_ENTERPRISE")]));
    }

    [Fact]
    public async Task LicenseStates_TellDirectFromInherited()
    {
        _graph.Wire.Then(200, $$"""
            {"id":"{{Jane}}","licenseAssignmentStates":[
             {"skuId":"{{E3}}","assignedByGroup":null,"disabledPlans":["{{Plan}}"],"state":"Active","error":"None"},
             {"skuId":"{{E3}}","assignedByGroup":"g","disabledPlans":[],"state":"Error","error":"CountViolation"}]}
            """);

        (await Licenses.ReadAsync(new PersonId(Jane), default)).Should().BeEquivalentTo([
            new LicenseState(E3, null, [Plan], "Active", null), new LicenseState(E3, "g", [], "Error", "CountViolation")]);
    }

    private GraphLicenses Licenses => new(_graph.Calls);
}
