using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>A whole hire and a whole departure with a real MeshCentral and a real agent.</summary>
[Collection(MeshCentralCollection.Name)]
public sealed class MeshCentralWorkflowTests(MeshCentralServer server)
{
    private const string Serial = "SN-HIRE-1";

    [SkippableFact]
    public async Task Person_WhoIsHiredAndLeaves_HasTheirDeviceTaggedSuppliedAndUnenrolled()
    {
        server.Require();
        MeshCentralBench.ListLog log = new();
        using WorkflowBench bench = await WorkflowBench.OpenAsync(Systems(), new Dictionary<string, string> { ["env:MESH_PASSWORD"] = MeshCentralServer.Password }, log);

        WorkflowEnd hired = await bench.HireAsync(new HireRequest
        {
            GivenName = "Zoë", Surname = "O'Brien", Role = "sales", Site = "zurich", EmployeeId = "2001", Department = "Sales", JobTitle = "Account executive",
            Manager = "carla.moretti@contoso.example", DeviceSerialNumbers = [Serial],
        });
        HandedSecret link = bench.Handed.Should().ContainSingle(one => one.Kind == SecretKind.EnrollmentLink, hired.Story).Subject;
        bench.JournalText.Should().NotContain(link.Secret.Reveal());

        bool canBeService = MeshAgent.CanBeService;
        using MeshAgent agent = await server.EnrollAsync(Serial, asService: canBeService);
        WorkflowEnd resumed = await bench.ResumeHireAsync();
        resumed.Outcome.Should().Be(RunOutcome.Completed, resumed.Story);
        (await DeviceAsync(agent))!["tags"]!.AsArray().Select(tag => (string)tag!).Should().BeEquivalentTo("standard", "sales", "laptop");
        resumed["rmm.push-software"].Should().BeEquivalentTo(new { Status = StepStatus.Done, Verified = true }, resumed.Story);
        resumed["rmm.push-software"].After.Should().Contain("installed 7-Zip");

        string person = resumed.Results.First(result => result.Step == "rmm.tag-device").Person;
        SandboxUser user = bench.Sandbox.FindUser(person)!;
        bench.Sandbox.ManagedDevices.Add(new SandboxManagedDevice { Id = Guid.NewGuid().ToString(), DeviceName = "LT-ZOE", SerialNumber = Serial, UserId = user.Id });
        WorkflowEnd left = await bench.OffboardAsync(person);

        left["directory.block-sign-in"].Status.Should().Be(StepStatus.Done, left.Story);
        left["rmm.unenroll-devices"].Status.Should().Be(canBeService ? StepStatus.Done : StepStatus.Failed, left.Story);
        (await DeviceAsync(agent) is null).Should().Be(canBeService, "an agent that is no service does not uninstall itself, and then nobody may say so");
        agent.IsRunning.Should().Be(!canBeService);
        if (canBeService) left.Outcome.Should().Be(RunOutcome.Completed, left.Story);
        string.Join('\n', log.Lines.Append(bench.JournalText)).Should().NotContain(MeshCentralServer.Password);
    }

    private async Task<JsonObject?> DeviceAsync(MeshAgent agent) => (await server.DevicesAsync()).FirstOrDefault(one => (string?)one["_id"] == agent.Id);

    private Dictionary<string, SystemSettings> Systems() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["rmm"] = new SystemSettings
        {
            Kind = "meshcentral",
            Values = new Dictionary<string, string>
            {
                ["url"] = server.Url.ToString(), ["user"] = MeshCentralServer.User, ["password"] = "env:MESH_PASSWORD", ["certificateHash"] = server.Sha256,
            },
            Lists = new Dictionary<string, IReadOnlyList<string>> { ["deviceGroups"] = [MeshCentralServer.Group] },
            Maps = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["software"] = new Dictionary<string, string>
                {
                    ["Microsoft 365 Apps"] = "echo installed Microsoft 365 Apps", ["7-Zip"] = "echo installed 7-Zip", ["Power BI Desktop"] = "echo installed Power BI Desktop",
                },
            },
        },
        ["notify"] = new SystemSettings { Kind = "graphmail", Values = new Dictionary<string, string> { ["from"] = "noreply@contoso.example" } },
    };
}
