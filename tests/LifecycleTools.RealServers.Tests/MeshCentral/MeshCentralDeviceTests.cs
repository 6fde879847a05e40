using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>What our port does to a real device, checked with MeshCentral's own client.</summary>
[Collection(MeshCentralCollection.Name)]
public sealed class MeshCentralDeviceTests(MeshCentralServer server)
{
    private const string Serial = "SN-LOOP-1";

    [SkippableFact]
    public async Task Device_WithAnAgent_IsFoundBySerialNumberTaggedAndGivenSoftware()
    {
        server.Require();
        using TemporaryFile made = new();
        using MeshAgent agent = await server.EnrollAsync(Serial);
        using MeshCentralBench bench = MeshCentralBench.Of(server, software: new Dictionary<string, string>
        {
            ["hello"] = $"echo hello from $(id -un); echo once >> {made.Path}",
            ["broken"] = "echo it \"does not\" work >&2; exit 7",
            ["elsewhere on windows"] = "winget install elsewhere",
        });
        await bench.Rmm.CheckAsync(MeshCentralBench.None);

        RmmDevice device = (await bench.Rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = ["none-such", Serial.ToLowerInvariant()] }, MeshCentralBench.None)).Should().ContainSingle().Subject;
        device.Should().BeEquivalentTo(new { agent.Id, SerialNumber = Serial, State = RmmDeviceState.Enrolled, IsOnline = true });
        device.SiteId.Should().Be((await bench.Rmm.FindSiteAsync("contoso zurich", MeshCentralBench.None)).Id);
        (await bench.Rmm.ReadAsync(device.Id, MeshCentralBench.None)).Should().BeEquivalentTo(device, options => options.Excluding(one => one.LastUser));
        (await bench.Rmm.FindDevicesAsync(new DeviceClues { Mails = ["jane@contoso.example"] }, MeshCentralBench.None)).Should().BeEmpty();

        await TagAsync(bench, device);
        await PushAsync(bench, device, made.Path);

        bench.Journal.Select(entry => entry.Call.What).Should().OnlyContain(what => what.StartsWith("MeshCentral ", StringComparison.Ordinal));
        string.Join('\n', bench.Log.Lines.Concat(bench.Journal.Select(entry => entry.Call.ToString()))).Should().NotContain(MeshCentralServer.Password);
    }

    [SkippableFact]
    public async Task Device_ThatIsOffline_IsSentNothingAndKept()
    {
        server.Require();
        using MeshAgent agent = await server.EnrollAsync("SN-LOOP-2");
        using MeshCentralBench bench = MeshCentralBench.Of(server, software: new Dictionary<string, string> { ["hello"] = "echo hello" });
        agent.SwitchOff();
        RmmDevice? device = null;
        for (int look = 0; look < 60 && device is not { IsOnline: false }; look++) device = await bench.Rmm.ReadAsync(agent.Id, MeshCentralBench.None);

        LifecycleException start = (await FluentActions.Awaiting(() => bench.Rmm.StartSoftwareAsync(device!, "hello", "run-1", MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which;
        LifecycleException unenroll = (await FluentActions.Awaiting(() => bench.Rmm.UnenrollAsync(device!, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which;

        start.Should().BeEquivalentTo(new { Id = ErrorIds.ConnectorRequestRefused, IsAmbiguous = false });
        start.Message.Should().Contain("Agent not connected");
        unenroll.Should().BeEquivalentTo(new { Id = ErrorIds.ConnectorRequestRefused, IsAmbiguous = false });
        unenroll.Message.Should().Contain("offline");
        (await server.DevicesAsync()).Should().Contain(one => (string)one["_id"]! == agent.Id);
    }

    [SkippableFact]
    public async Task Device_ThatIsUnenrolled_HasNoAgentAndIsNotInMeshCentral()
    {
        server.Require();
        bool canBeService = MeshAgent.CanBeService;
        using MeshAgent agent = await server.EnrollAsync("SN-LOOP-3", asService: canBeService);
        using MeshCentralBench bench = MeshCentralBench.Of(server);
        RmmDevice device = (await bench.Rmm.ReadAsync(agent.Id, MeshCentralBench.None))!;
        if (!canBeService)
        {
            // An agent that is no service does not obey; what counts then is that nobody claims that it did.
            LifecycleException refusal = (await FluentActions.Awaiting(() => bench.Rmm.UnenrollAsync(device, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which;
            refusal.Message.Should().Contain("was not unenrolled");
            (await server.DevicesAsync()).Should().Contain(one => (string)one["_id"]! == agent.Id);
            return;
        }

        await bench.Rmm.UnenrollAsync(device, MeshCentralBench.None);

        agent.IsRunning.Should().BeFalse();
        agent.IsInstalled.Should().BeFalse();
        (await server.DevicesAsync()).Should().NotContain(one => (string)one["_id"]! == agent.Id);
        (await bench.Rmm.ReadAsync(agent.Id, MeshCentralBench.None)).Should().BeNull();
        bench.Journal.Select(entry => (entry.What, entry.Call.What.Split(' ')[1], entry.Call.Status)).Should()
            .Equal(("sending", "uninstallagent", 0), ("answered", "uninstallagent", 200), ("sending", "removedevices", 0), ("answered", "removedevices", 200));
        await bench.Rmm.Invoking(rmm => rmm.UnenrollAsync(device, MeshCentralBench.None)).Should().NotThrowAsync("a device that is gone is unenrolled");
    }

    [SkippableFact]
    public async Task Device_OfAnotherCustomer_IsNotSeen()
    {
        server.Require();
        using MeshAgent agent = await server.EnrollAsync("SN-STRANGER", MeshCentralServer.StrangerGroup);
        using MeshCentralBench bench = MeshCentralBench.Of(server);

        (await bench.Rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = ["SN-STRANGER"] }, MeshCentralBench.None)).Should().BeEmpty();
        (await bench.Rmm.Awaiting(rmm => rmm.FindSiteAsync(MeshCentralServer.StrangerGroup, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>())
            .Which.Message.Should().Contain("There is: Contoso Zurich.");
    }

    [SkippableFact]
    public async Task LostAnswer_InTheMiddleOfACommand_IsAmbiguousAndTheJobIsFoundAndHasRunOnce()
    {
        server.Require();
        using TemporaryFile made = new();
        using MeshAgent agent = await server.EnrollAsync("SN-LOOP-4");
        using CuttingProxy line = new(server.Port);
        using MeshCentralBench bench = MeshCentralBench.Of(server, values => values["url"] = line.Url.ToString(), software: new Dictionary<string, string> { ["once"] = $"echo ran >> {made.Path}; sleep 2" });
        RmmDevice device = (await bench.Rmm.ReadAsync(agent.Id, MeshCentralBench.None))!;
        DateTimeOffset before = DateTimeOffset.UtcNow;
        (await bench.Rmm.FindJobAsync(device, "once", "run-7", before, MeshCentralBench.None)).Should().BeNull();

        // The first request of a start reads which system the device has; the second one is the command.
        bench.Journal.Clear();
        bench.BeforeSending = _ => line.LoseNextAnswer();
        LifecycleException lost = (await bench.Rmm.Awaiting(rmm => rmm.StartSoftwareAsync(device, "once", "run-7", MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which;
        bench.BeforeSending = null;

        lost.Should().BeEquivalentTo(new { Id = ErrorIds.ConnectorUnreachable, IsAmbiguous = true });
        bench.Journal.Select(entry => (entry.What, entry.Call.Status)).Should().Equal(("sending", 0), ("answered", 0));
        RmmJob job = (await bench.Rmm.FindJobAsync(device, "once", "run-7", before, MeshCentralBench.None))!;
        job.State.Should().Be(RmmJobState.Running);
        while (job.State == RmmJobState.Running) job = await bench.Rmm.ReadJobAsync(device, job, MeshCentralBench.None);
        job.State.Should().Be(RmmJobState.Succeeded, job.Summary);
        (await File.ReadAllLinesAsync(made.Path)).Should().Equal("ran");
        line.Connections.Should().Be(2);
    }

    private async Task TagAsync(MeshCentralBench bench, RmmDevice device)
    {
        await server.AskAsync("editdevice", "--id", device.Id, "--tags", "theirs,kept");
        await bench.Rmm.AddTagsAsync(device, ["onboarded", "O'Brien \"%\" & Söhne", "KEPT"], MeshCentralBench.None);

        JsonObject seen = (await server.DevicesAsync()).Single(one => (string)one["_id"]! == device.Id);
        seen["tags"]!.AsArray().Select(tag => (string)tag!).Should().BeEquivalentTo("theirs", "kept", "onboarded", "O'Brien \"%\" & Söhne");
        int before = bench.Journal.Count;
        await bench.Rmm.AddTagsAsync(device, ["onboarded"], MeshCentralBench.None);
        bench.Journal.Should().HaveCount(before, "a tag that is there is not set again");
        (await bench.Rmm.Awaiting(rmm => rmm.AddTagsAsync(device, ["a,b"], MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ReferenceNotResolved);
    }

    private async Task PushAsync(MeshCentralBench bench, RmmDevice device, string made)
    {
        bench.Rmm.Abilities.Should().HaveFlag(RmmAbilities.Software | RmmAbilities.FindsJobs);
        RmmJob[] jobs = await Task.WhenAll(
            bench.Rmm.StartSoftwareAsync(device, "hello", "run-1", MeshCentralBench.None),
            bench.Rmm.StartSoftwareAsync(device, "broken", "run-1", MeshCentralBench.None));

        jobs[0].State.Should().Be(RmmJobState.Succeeded);
        jobs[0].Summary.Should().StartWith("exit code 0: hello from ");
        jobs[1].Should().BeEquivalentTo(new { State = RmmJobState.Failed, Summary = "exit code 7: it does not work" });
        (await File.ReadAllLinesAsync(made)).Should().Equal("once");
        (await server.AskAsync("runcommand", "--id", device.Id, "--run", $"cat {made}", "--reply")).Should().Contain("once");

        DateTimeOffset today = DateTimeOffset.UtcNow.AddHours(-1);
        RmmJob found = (await bench.Rmm.FindJobAsync(device, "broken", "run-1", today, MeshCentralBench.None))!;
        (await bench.Rmm.ReadJobAsync(device, found, MeshCentralBench.None)).Should().BeEquivalentTo(new { jobs[1].Id, State = RmmJobState.Failed });
        (await bench.Rmm.FindJobAsync(device, "hello", "run-2", today, MeshCentralBench.None)).Should().BeNull();
        (await bench.Rmm.FindJobAsync(device, "HELLO", null, today, MeshCentralBench.None))!.Id.Should().Be(jobs[0].Id, "a new run sees what an earlier one has pushed");
        (await bench.Rmm.FindJobAsync(device, "hello", null, DateTimeOffset.UtcNow.AddHours(1), MeshCentralBench.None)).Should().BeNull("the server says when it was sent");
        (await bench.Rmm.FindJobAsync(device, "elsewhere", null, today, MeshCentralBench.None)).Should().BeNull();
        (await bench.Rmm.Awaiting(rmm => rmm.StartSoftwareAsync(device, "elsewhere", "run-1", MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>())
            .Which.Message.Should().Contain("no command for linux").And.Contain("elsewhere on windows");
        (await bench.Rmm.Awaiting(rmm => rmm.CheckSoftwareAsync("none", MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain("broken, elsewhere, hello");
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "lifecycle-made-" + Guid.NewGuid().ToString("N"));

        public void Dispose() => File.Delete(Path);
    }
}
