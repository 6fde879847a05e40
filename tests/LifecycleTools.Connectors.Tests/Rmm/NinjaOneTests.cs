using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.NinjaOne;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

public sealed class NinjaOneTests : RmmPortTests, IDisposable
{
    private readonly string _tokenFile = Path.Combine(Path.GetTempPath(), $"lifecycle-ninja-{Guid.NewGuid():N}.token");

    private NinjaOneState Ninja => Bench.Tenant.Beside<NinjaOneState>();

    protected override RmmBench Bench { get; } = new(NinjaOneContract.Hold);

    protected override SystemSettings Entry => NinjaOneContract.Entry;

    protected override IReadOnlyList<string> Jobs => Ninja.Runs.Select(run => run.Script).ToList();

    protected override (string Method, string Path) JobStart => ("POST", "/script/run");

    protected override (string Method, string Path) Tagging => ("POST", "/v2/tag/device");

    protected override (string Method, string Path) Owning => ("POST", "/owner/");

    protected override (string Method, string Path) Leaving => ("POST", "/decommission");

    protected override string AnyRead => "/v2/devices/search";

    protected override IReadOnlyList<string> SecretTexts => ["ninja-secret", "ninja-refresh", "ninja-token"];

    protected override SystemSettings WithWrongSecret => With(("clientSecret", "sandbox:stolen"));

    protected override string Region => "region";

    protected override HeldDevice Held(string serial) =>
        new(serial, Ninja.OwnerOf(Ninja[serial]), Ninja[serial].Tags, Ninja[serial].ApprovalStatus != "DECOMMISSIONED");

    protected override string DeviceIdOf(string serial) => $"/{Ninja[serial].Id}/";

    protected override void AddMany(int devices, int sites)
    {
        for (int more = 0; more < devices; more++) Ninja.Add("MANY-" + more, "MANY" + more, 11);
        for (int more = 0; more < sites; more++)
        {
            Ninja.Organizations.Add((5000 + more, "Customer " + more));
            Ninja.Locations.Add((9000 + more, 5000 + more, "Office"));
        }
    }

    protected override void TagByHand(string serial, string tag) => Ninja[serial].Tags.Add(tag);

    protected override void TakeOffline(string serial) => Ninja[serial].Offline = true;

    protected override void LetFail() => Ninja.Runs[^1].Result = "FAILURE";

    public void Dispose() => File.Delete(_tokenFile);

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
    public async Task Tags_AreAddedAndThoseOfOthersStay()
    {
        Ninja["PF3XK101"].Tags.Add("leased");
        RmmDevice device = await DeviceAsync("PF3XK101");

        await Write(rmm => rmm.AddTagsAsync(device, ["sales", "laptop"], default));
        await Write(rmm => rmm.AddTagsAsync(device, ["sales"], default));

        Ninja["PF3XK101"].Tags.Should().Equal("leased", "sales", "laptop");
        Ninja.Tags.Should().HaveCount(2);
        (await DeviceAsync("PF3XK101")).Tags.Should().Equal("leased", "sales", "laptop");
        Bench.Tenant.Requests.Should().NotContain(request => request.Method == "PUT", "it would replace the tags of others");
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
        Bench.Tenant.Requests.Should().Contain(request => request.Path.Contains("sendInvitation=false"));
    }

    [Theory]
    [InlineData("end-users")]
    [InlineData("staged-device")]
    [InlineData("script/run")]
    public async Task Create_WhoseAnswerIsLost_IsFoundAgainAndNeverSentTwice(string path)
    {
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "POST", path);
        RmmSite site = await Read(rmm => rmm.FindSiteAsync("Contoso Zurich", default));
        RmmDevice device = await DeviceAsync("PF3XK101");
        DateTimeOffset begun = Bench.Tenant.Clock.UtcNow;

        Func<Task> create = path switch
        {
            "end-users" => () => Write(rmm => rmm.CreateEndUserAsync(site, new NewRmmEndUser("J", "B", "j@contoso.example"), default)),
            "staged-device" => () => Write(rmm => rmm.StageDeviceAsync(site, "PF3NEW", "PF3NEW", default)),
            _ => () => Write(rmm => rmm.StartSoftwareAsync(device, "7-Zip", "run-1", default)),
        };

        (await create.Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        Bench.Tenant.Requests.Count(request => request.Method == "POST" && request.Path.Contains(path)).Should().Be(1);
        bool found = path switch
        {
            "end-users" => await Read(rmm => rmm.FindEndUserAsync("j@contoso.example", default)) is not null,
            "staged-device" => (await Read(rmm => rmm.FindDevicesAsync(new DeviceClues { SerialNumbers = ["PF3NEW"] }, default))).Count == 1,
            _ => await Read(rmm => rmm.FindJobAsync(device, "7-Zip", "run-1", begun, default)) is not null,
        };
        found.Should().BeTrue();
    }

    [Fact]
    public async Task Job_OfAnEarlierRunOrAnotherScript_IsNotTakenForThisOne()
    {
        RmmDevice device = await DeviceAsync("PF3XK101");
        await Write(rmm => rmm.StartSoftwareAsync(device, "7-Zip", "old", default));
        Bench.Tenant.Clock.Advance(TimeSpan.FromHours(1));
        await Write(rmm => rmm.StartSoftwareAsync(device, "Git", "new", default));

        (await Read(rmm => rmm.FindJobAsync(device, "7-Zip", "new", Bench.Tenant.Clock.UtcNow, default))).Should().BeNull();
    }

    [Fact]
    public async Task Job_OfWhichTheServiceShowsNothing_IsNotCalledRunning()
    {
        RmmDevice device = await DeviceAsync("PF3XK101");
        Bench.Tenant.Faults.Add(SandboxFaultKind.IgnoreWrite, "POST", "script/run");
        RmmJob job = await Bench.Writing(() => Rmm().StartSoftwareAsync(device, "7-Zip", "run-1", default));

        (await Read(rmm => rmm.ReadJobAsync(device, job, default))).State.Should().Be(RmmJobState.Accepted);
    }

    [Fact]
    public async Task MachineToken_LeavesSoftwareToAPolicyThatActsOnATagAndSaysSo()
    {
        Ninja.Tags.Add((7, "install-7-Zip"));
        IRmm rmm = Rmm(("refreshToken", ""));
        RmmDevice device = await DeviceAsync("PF3XK101");

        RmmJob job = await Bench.Writing(() => rmm.StartSoftwareAsync(device, "7-Zip", "run-1", default));

        job.Should().Be(new RmmJob("tag", RmmJobState.LeftToPolicy, "tag install-7-Zip is set"));
        Ninja["PF3XK101"].Tags.Should().Equal("install-7-Zip");
        Ninja.Runs.Should().BeEmpty();
    }

    [Fact]
    public async Task Field_ThatAPolicyActsOn_GetsTheWordOfTheSoftwareBesideThoseThatAreThere()
    {
        SystemSettings entry = With(("refreshToken", ""), ("softwareBy", "field"), ("softwareField", "lifecycleSoftware")) with { Maps = Maps("software", ("7-Zip", "sevenzip"), ("Git", "git")) };
        Ninja[Spare].Fields["lifecycleSoftware"] = "office";
        RmmDevice device = await DeviceAsync(Spare);

        await Bench.Reading(() => Bench.Rmm(entry).CheckAsync(default));
        RmmJob job = await Bench.Writing(() => Bench.Rmm(entry).StartSoftwareAsync(device, "7-zip", "run-1", default));
        await Bench.Writing(() => Bench.Rmm(entry).StartSoftwareAsync(device, "7-Zip", "run-2", default));

        job.Should().Be(new RmmJob("field", RmmJobState.LeftToPolicy, "lifecycleSoftware has sevenzip"));
        Ninja[Spare].Fields["lifecycleSoftware"].Should().Be("office, sevenzip");
        (await Bench.Reading(() => Bench.Rmm(entry).FindJobAsync(device, "7-Zip", null, Bench.Tenant.Clock.UtcNow, default))).Should().Be(job);
        (await Bench.Reading(() => Bench.Rmm(entry).FindJobAsync(device, "Git", null, Bench.Tenant.Clock.UtcNow, default))).Should().BeNull();
        (await FluentActions.Awaiting(() => Bench.Reading(() => Bench.Rmm(entry).CheckSoftwareAsync("Chrome", default))).Should().ThrowAsync<LifecycleException>())
            .Which.Message.Should().Contain("Chrome").And.Contain("7-Zip, Git");
    }

    [Fact]
    public async Task Field_WhoseAnswerIsLost_HasTheWordOnce()
    {
        SystemSettings entry = With(("softwareBy", "field"), ("softwareField", "lifecycleSoftware")) with { Maps = Maps("software", ("7-Zip", "sevenzip")) };
        RmmDevice device = await DeviceAsync(Spare);
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "PATCH", "custom-fields");

        await Bench.Writing(() => Bench.Rmm(entry).StartSoftwareAsync(device, "7-Zip", "run-1", default));

        Ninja[Spare].Fields["lifecycleSoftware"].Should().Be("sevenzip");
    }

    [Theory]
    [InlineData("lifecycleSoftwre", "which is no custom field")]
    [InlineData("assetNumber", "which the API may not write")]
    public async Task Field_ThatCannotBeWritten_IsFoundWhenTheConnectionIsChecked(string field, string why)
    {
        LifecycleException failure = await CheckFailsAsync(With(("softwareBy", "field"), ("softwareField", field)) with { Maps = Maps("software", ("7-Zip", "sevenzip")) });

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.rmm.softwareField").And.Contain(field).And.Contain(why).And.Contain("are: lifecycleSoftware");
    }

    [Fact]
    public async Task Field_WithoutWords_IsFoundWhenTheConnectionIsChecked() =>
        (await CheckFailsAsync(With(("softwareBy", "field"), ("softwareField", "lifecycleSoftware")))).Message.Should().Contain("systems.rmm.software").And.Contain("sevenzip");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Activities_AreReadBackwardsWhicheverWayTheServiceTakesItsDescription(bool atItsWord)
    {
        Ninja.TakesDescriptionAtItsWord = atItsWord;
        RmmDevice device = await DeviceAsync(Spare);
        await StartAsync(device, "first");
        for (int more = 0; more < 120; more++)
        {
            Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(1));
            await StartAsync(device, "other", "Git");
        }

        (await JobAsync(device, "first", ago: TimeSpan.FromHours(5)))!.State.Should().Be(RmmJobState.Succeeded);
    }

    [Fact]
    public async Task Job_ThatWasStartedAgain_IsTheNewestOne()
    {
        RmmDevice device = await DeviceAsync(Spare);
        await StartAsync(device, "old");
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(30));
        await StartAsync(device, "new");

        (await JobAsync(device, null))!.State.Should().Be(RmmJobState.Running, "that an earlier one ended says nothing of it");
    }

    [Fact]
    public async Task MachineToken_WithScripts_IsFoundWhenTheConnectionIsChecked()
    {
        Func<Task> check = () => PortCheck(Rmm(("refreshToken", ""), ("softwareBy", "script")));

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain("systems.rmm.refreshToken").And.Contain("softwareBy: tag");
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
        Bench.Said.Should().NotContain(line => line.Contains(link.Link.Reveal()) || line.Contains("ninja-secret") || line.Contains("ninja-refresh"));
    }

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
        Bench.Said.Should().NotContain(line => line.Contains("ninja-refresh"));
    }

    [Fact]
    public async Task RefreshToken_ThatIsReplacedWithoutAFile_IsWarnedAbout()
    {
        Ninja.Rotates = true;

        await PortCheck(Rmm());

        Bench.Said.Should().Contain(line => line.Contains("refreshTokenFile"));
    }

    private Task<T> Read<T>(Func<IRmm, Task<T>> read) => Bench.Reading(() => read(Rmm()));

    private Task<T> Write<T>(Func<IRmm, Task<T>> write) => Bench.Writing(() => write(Rmm()));

    private Task Write(Func<IRmm, Task> write) => Bench.Writing(() => write(Rmm()));

    private Task PortCheck(IRmm rmm) => Bench.Reading(() => rmm.CheckAsync(default));

    private IRmm Rmm(params (string Key, string Value)[] changed) => Bench.Rmm(With(changed));
}
