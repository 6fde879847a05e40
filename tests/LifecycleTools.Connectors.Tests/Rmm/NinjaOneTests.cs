using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Contracts;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.NinjaOne;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

public sealed class NinjaOneTests : IDisposable
{
    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly RecordingStep _step = new();
    private readonly string _tokenFile = Path.Combine(Path.GetTempPath(), $"lifecycle-ninja-{Guid.NewGuid():N}.token");

    private NinjaOneState Ninja => _tenant.Beside<NinjaOneState>();

    public void Dispose() => File.Delete(_tokenFile);

    [Fact]
    public async Task Device_IsFoundBySerialNumberAndNotByASerialThatOnlyContainsIt()
    {
        Ninja.Add("OTHER", "XPF3XK101X", 11);

        IReadOnlyList<RmmDevice> found = await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = ["pf3xk101"] }, default));

        found.Should().ContainSingle().Which.Should().Match<RmmDevice>(device => device.Name == "ZRH-LT-101" && device.OwnerMail == null && device.State == RmmDeviceState.Enrolled);
    }

    [Fact]
    public async Task Device_IsFoundByItsEndUserAndTheOneOfTheSameNameIsNot()
    {
        IReadOnlyList<RmmDevice> found = await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { Mails = ["ines.roth@contoso.example"] }, default));

        found.Should().ContainSingle().Which.Should().Match<RmmDevice>(device => device.Name == "LAPTOP-01" && device.SerialNumber == "PF3XK028");
    }

    [Theory]
    [InlineData("O'Brien\" OR 1=1")]
    [InlineData("a&q=PF3XK101")]
    [InlineData("%\\\n")]
    public async Task Serial_ThatIsNone_FindsNothing(string serial) =>
        (await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = [serial] }, default))).Should().BeEmpty();

    [Theory]
    [InlineData("Contoso/Contoso Zurich", "1/11")]
    [InlineData("contoso berlin", "1/12")]
    [InlineData("Fabrikam", "2/21")]
    [InlineData("1/13", "1/13")]
    public async Task Site_IsFoundByEachOfItsNames(string name, string id) =>
        (await Read(rmm => rmm.FindSiteAsync(name, default))).Id.Should().Be(id);

    [Theory]
    [InlineData("Contoso", "several")]
    [InlineData("Atlantis", "not there")]
    public async Task Site_ThatLeadsNowhereOrToSeveral_NamesThoseThatThereAre(string name, string why)
    {
        Func<Task> find = () => Read(rmm => rmm.FindSiteAsync(name, default));

        LifecycleException failure = (await find.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        failure.Message.Should().Contain(why).And.Contain("Contoso/Contoso Zurich");
    }

    [Fact]
    public async Task Sites_OfManyPages_AreAllRead()
    {
        for (int more = 0; more < 1200; more++)
        {
            Ninja.Organizations.Add((5000 + more, "Customer " + more));
            Ninja.Locations.Add((9000 + more, 5000 + more, "Office"));
        }

        (await Read(rmm => rmm.FindSiteAsync("Customer 1199", default))).Id.Should().Be("6199/10199");
    }

    [Fact]
    public async Task Tags_AreAddedAndThoseOfOthersStay()
    {
        Ninja["PF3XK101"].Tags.Add("leased");
        RmmDevice device = await DeviceAsync("PF3XK101");

        await Write(rmm => rmm.AddTagsAsync(device, ["sales", "laptop"], default));
        await Write(rmm => rmm.AddTagsAsync(device, ["sales"], default));

        Ninja["PF3XK101"].Tags.Should().Equal("leased", "sales", "laptop");
        Ninja.Tags.Should().HaveCount(2);
        (await DeviceAsync("PF3XK101")).Tags.Should().Equal("leased", "sales", "laptop");
        _tenant.Requests.Should().NotContain(request => request.Method == "PUT", "it would replace the tags of others");
    }

    [Fact]
    public async Task Owner_IsSetByAnEndUserThatWasMadeUninvitedAndClearedAgain()
    {
        RmmSite site = await Read(rmm => rmm.FindSiteAsync("Contoso Zurich", default));
        RmmDevice device = await DeviceAsync("PF3XK101");

        RmmEndUser user = await Write(rmm => rmm.CreateEndUserAsync(site, new NewRmmEndUser("Jane", "O'Brien", "jane@contoso.example"), default));
        await Write(rmm => rmm.SetOwnerAsync(device, user, default));
        (await DeviceAsync("PF3XK101")).OwnerMail.Should().Be("jane@contoso.example");
        await Write(rmm => rmm.SetOwnerAsync(device, null, default));
        (await DeviceAsync("PF3XK101")).OwnerMail.Should().BeNull();
        await Write(rmm => rmm.RemoveEndUserAsync(user, default));

        (await Read(rmm => rmm.FindEndUserAsync("jane@contoso.example", default))).Should().BeNull();
        _tenant.Requests.Should().Contain(request => request.Path.Contains("sendInvitation=false"));
    }

    [Theory]
    [InlineData("end-users")]
    [InlineData("staged-device")]
    [InlineData("script/run")]
    public async Task Create_WhoseAnswerIsLost_IsFoundAgainAndNeverSentTwice(string path)
    {
        _tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", path);
        RmmSite site = await Read(rmm => rmm.FindSiteAsync("Contoso Zurich", default));
        RmmDevice device = await DeviceAsync("PF3XK101");
        DateTimeOffset begun = _tenant.Clock.UtcNow;

        Func<Task> create = path switch
        {
            "end-users" => () => Write(rmm => rmm.CreateEndUserAsync(site, new NewRmmEndUser("J", "B", "j@contoso.example"), default)),
            "staged-device" => () => Write(rmm => rmm.StageDeviceAsync(site, "PF3NEW", "PF3NEW", default)),
            _ => () => Write(rmm => rmm.StartSoftwareAsync(device, "7-Zip", "run-1", default)),
        };

        (await create.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        _tenant.Requests.Count(request => request.Method == "POST" && request.Path.Contains(path)).Should().Be(1);
        bool found = path switch
        {
            "end-users" => await Read(rmm => rmm.FindEndUserAsync("j@contoso.example", default)) is not null,
            "staged-device" => (await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = ["PF3NEW"] }, default))).Count == 1,
            _ => await Read(rmm => rmm.FindJobAsync(device, "7-Zip", "run-1", begun, default)) is not null,
        };
        found.Should().BeTrue();
    }

    [Theory]
    [InlineData("SUCCESS", RmmJobState.Succeeded)]
    [InlineData("FAILURE", RmmJobState.Failed)]
    public async Task Script_RunsInAPersonsNameAndItsOutcomeIsReadFromTheActivities(string result, RmmJobState state)
    {
        RmmDevice device = await DeviceAsync("PF3XK101");

        RmmJob job = await Write(rmm => rmm.StartSoftwareAsync(device, "7-zip", "run-1", default));
        Ninja.Runs.Single().Result = result;
        RmmJob early = await Read(rmm => rmm.ReadJobAsync(device, job, default));
        _tenant.Clock.Advance(TimeSpan.FromMinutes(3));
        RmmJob late = await Read(rmm => rmm.ReadJobAsync(device, job, default));

        early.State.Should().Be(RmmJobState.Running);
        late.State.Should().Be(state);
    }

    [Fact]
    public async Task Job_OfAnEarlierRunOrAnotherScript_IsNotTakenForThisOne()
    {
        RmmDevice device = await DeviceAsync("PF3XK101");
        await Write(rmm => rmm.StartSoftwareAsync(device, "7-Zip", "old", default));
        _tenant.Clock.Advance(TimeSpan.FromHours(1));
        await Write(rmm => rmm.StartSoftwareAsync(device, "Git", "new", default));

        (await Read(rmm => rmm.FindJobAsync(device, "7-Zip", "new", _tenant.Clock.UtcNow, default))).Should().BeNull();
    }

    [Fact]
    public async Task MachineToken_LeavesSoftwareToAPolicyThatActsOnATagAndSaysSo()
    {
        Ninja.Tags.Add((7, "install-7-Zip"));
        IRmm rmm = Rmm(("refreshToken", ""));
        RmmDevice device = await DeviceAsync("PF3XK101");

        RmmJob job;
        using (_step.Writing().Enter()) job = await rmm.StartSoftwareAsync(device, "7-Zip", "run-1", default);

        job.Should().Be(new RmmJob("tag", RmmJobState.LeftToPolicy, "tag install-7-Zip is set"));
        Ninja["PF3XK101"].Tags.Should().Equal("install-7-Zip");
        Ninja.Runs.Should().BeEmpty();
    }

    [Fact]
    public async Task MachineToken_WithScripts_IsFoundWhenTheConnectionIsChecked()
    {
        Func<Task> check = () => PortCheck(Rmm(("refreshToken", ""), ("softwareBy", "script")));

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain("systems.rmm.refreshToken").And.Contain("softwareBy: tag");
    }

    [Fact]
    public async Task Software_ThatIsNotThere_NamesWhatIs()
    {
        Func<Task> check = () => Read(async rmm =>
        {
            await rmm.CheckSoftwareAsync("Notepad--", default);
            return true;
        });

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain("Notepad--").And.Contain("Visual Studio Code");
    }

    [Fact]
    public async Task StagedDevice_IsKnownBySerialNumberUntilItsAgentComes()
    {
        RmmSite site = await Read(rmm => rmm.FindSiteAsync("Contoso Zurich", default));

        await Write(rmm => rmm.StageDeviceAsync(site, "PF3NEW", "PF3NEW", default));

        (await DeviceAsync("PF3NEW")).State.Should().Be(RmmDeviceState.Staged);
    }

    [Fact]
    public async Task EnrollmentLink_IsASecretAndInNoLine()
    {
        RmmSite site = await Read(rmm => rmm.FindSiteAsync("Contoso Zurich", default));

        EnrollmentLink link = await Write(rmm => rmm.CreateEnrollmentLinkAsync(site, default));

        link.Link.Reveal().Should().StartWith("https://app.ninjarmm.com/agent/installer/");
        _step.Lines.Concat(_step.Sent.Select(call => call.What)).Should().NotContain(line => line.Contains(link.Link.Reveal()) || line.Contains("ninja-secret") || line.Contains("ninja-refresh"));
    }

    [Fact]
    public async Task Unenroll_DecommissionsAndIsSeen()
    {
        RmmDevice device = await DeviceAsync("PF3XK028");

        await Write(rmm => rmm.UnenrollAsync(device, default));
        await Write(rmm => rmm.UnenrollAsync(device, default));

        (await Read(rmm => rmm.ReadAsync(device.Id, default)))!.State.Should().Be(RmmDeviceState.Unenrolled);
        Ninja["PF3XK027"].ApprovalStatus.Should().Be("APPROVED", "it has the same name and belongs to somebody else");
    }

    [Fact]
    public async Task Device_ThatIsGone_IsNull() => (await Read(rmm => rmm.ReadAsync("424242", default))).Should().BeNull();

    [Fact]
    public async Task RefreshToken_ThatIsReplaced_IsKeptInItsFileAndTheNextSessionBeginsWithIt()
    {
        Ninja.Rotates = true;
        (string, string)[] more = [("refreshTokenFile", _tokenFile)];

        await PortCheck(Rmm(more));
        string first = await File.ReadAllTextAsync(_tokenFile);
        await PortCheck(Rmm(more));

        first.Should().StartWith("ninja-refresh-");
        (await File.ReadAllTextAsync(_tokenFile)).Should().Be(Ninja.RefreshToken).And.NotBe(first);
        _step.Lines.Should().NotContain(line => line.Contains("ninja-refresh"));
    }

    [Fact]
    public async Task RefreshToken_ThatIsReplacedWithoutAFile_IsWarnedAbout()
    {
        Ninja.Rotates = true;

        await PortCheck(Rmm());

        _step.Lines.Should().Contain(line => line.Contains("refreshTokenFile"));
    }

    [Fact]
    public async Task WrongSecret_PointsToTheRegion()
    {
        Func<Task> check = () => PortCheck(Rmm(("clientSecret", "sandbox:stolen")));

        LifecycleException failure = (await check.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.RecommendedAction.Should().Contain("region");
        failure.Message.Should().NotContain("stolen");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Throttle, 0)]
    [InlineData(SandboxFaultKind.ServerError, 503)]
    [InlineData(SandboxFaultKind.ExpireToken, 0)]
    public async Task Trouble_ThatPasses_IsWaitedFor(SandboxFaultKind kind, int status)
    {
        _tenant.Faults.Add(kind, path: "v2/", retryAfter: kind == SandboxFaultKind.ExpireToken ? null : "5", status: status);

        (await DeviceAsync("PF3XK101")).Name.Should().Be("ZRH-LT-101");
    }

    [Fact]
    public async Task Forbidden_IsAMissingPermission()
    {
        RmmDevice device = await DeviceAsync("PF3XK101");
        _tenant.Faults.Add(SandboxFaultKind.Forbid, "POST", "decommission");

        Func<Task> unenroll = () => Write(rmm => rmm.UnenrollAsync(device, default));

        (await unenroll.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
    }

    private async Task<RmmDevice> DeviceAsync(string serial) =>
        (await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = [serial] }, default))).Single();

    private IRmm Rmm(params (string Key, string Value)[] changed)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = "https://app.ninjarmm.com", ["clientId"] = "ninja-client", ["clientSecret"] = "sandbox:ninja-secret", ["refreshToken"] = "sandbox:ninja-refresh", ["nodeRoleId"] = "5",
        };
        foreach ((string key, string value) in changed) values[key] = value;
        TenantFile file = new() { Path = Path.GetFullPath("lifecycle.yaml"), Name = "Contoso", Id = Guid.Parse(_tenant.TenantId), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        System.Net.Http.HttpMessageHandler held = VendorContractHandler.Hold(
            _tenant.CreateHandler(), "ninjaone-subset.json", (inner, contract) => new VendorContractHandler(inner, contract, "^(?=/v2/)") { IsKnown = IsKnown });
        return ConnectorCatalog.Make<IRmm>(new SystemAccess(
            "rmm", new SystemSettings { Kind = "ninjaone", Values = values }, file, new Named(), held, new SandboxTime(_tenant.Clock), _step));
    }

    // What the agent reports of the machine (source: homotechsual/NinjaOne) is no part of the description; and a change that has nothing to say is answered with a status that it does not know.
    private static bool IsKnown(ContractViolation violation) => violation.Pointer == "/system"
        || (violation.Rule.Contains("status", StringComparison.OrdinalIgnoreCase) && violation.Call.EndsWith("-> 204", StringComparison.Ordinal));

    private async Task<T> Read<T>(Func<IRmm, Task<T>> read)
    {
        using (_step.Reading().Enter()) return await read(Rmm());
    }

    private async Task<T> Write<T>(Func<IRmm, Task<T>> write)
    {
        using (_step.Writing().Enter()) return await write(Rmm());
    }

    private async Task Write(Func<IRmm, Task> write)
    {
        using (_step.Writing().Enter()) await write(Rmm());
    }

    private async Task PortCheck(IRmm rmm)
    {
        using (_step.Reading().Enter()) await rmm.CheckAsync(default);
    }

    private sealed class Named : ISecrets
    {
        public Secret Resolve(string reference) => new(reference["sandbox:".Length..]);
    }
}
