using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.DattoRmm;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

public sealed class DattoRmmTests : RmmPortTests
{
    private DattoRmmState Datto => Bench.Tenant.Beside<DattoRmmState>();

    protected override RmmBench Bench { get; } = new(DattoRmmContract.Hold);

    protected override SystemSettings Entry => DattoRmmContract.Entry;

    protected override IReadOnlyList<string> Jobs => Datto.Jobs.Select(job => job.Component).ToList();

    protected override (string Method, string Path) JobStart => ("PUT", "/quickjob");

    protected override (string Method, string Path) Tagging => ("POST", "/udf");

    protected override (string Method, string Path) Owning => ("POST", "/udf");

    protected override (string Method, string Path) Leaving => ("PUT", "/quickjob");

    protected override string AnyRead => "/api/v2/account/devices";

    protected override IReadOnlyList<string> SecretTexts => ["datto-key", "datto-secret", "datto-token"];

    protected override SystemSettings WithWrongSecret => With(("apiSecretKey", "sandbox:stolen"));

    protected override string Region => "platform";

    protected override HeldDevice Held(string serial)
    {
        DattoRmmDevice device = Datto[serial];
        string? Field(string name) => device.Fields.TryGetValue(name, out string? value) ? value : null;
        return new HeldDevice(serial, Field("udf2"), (Field("udf1") ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries),
            Datto.Jobs.All(job => job.DeviceUid != device.Uid || job.Component != DattoRmmState.UninstallComponent || job.RanUtc is null));
    }

    protected override string DeviceIdOf(string serial) => Datto[serial].Uid;

    protected override void AddMany(int devices, int sites)
    {
        for (int more = 0; more < sites; more++) Datto.AddSite("Customer " + more);
        for (int more = 0; more < devices; more++) Datto.Add("MANY-" + more, "MANY" + more, "Contoso Zurich").Fields["udf20"] = "MANY" + more;
    }

    protected override void TagByHand(string serial, string tag) => Datto[serial].Fields["udf1"] = tag;

    protected override void TakeOffline(string serial) => Datto[serial].Online = false;

    protected override void LetFail()
    {
        Datto.Jobs[^1].Result = "Failure";
        Datto.Jobs[^1].Errors = "Setup failed:\r\n1603";
    }

    private async Task<RmmDevice> DeviceAsync(SystemSettings entry, string serial) =>
        (await Bench.Reading(() => Bench.Rmm(entry).FindDevicesAsync(new DeviceClues { SerialNumbers = [serial] }, default))).Single();

    [Fact]
    public async Task Result_IsReadBackWithTheOutputOfTheComponent()
    {
        RmmDevice device = await DeviceAsync(Spare);

        RmmJob installed = await StartAsync(device);
        RmmJob broken = await StartAsync(device, software: "Git");
        LetFail();
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));

        (await ReadAsync(device, installed)).Summary.Should().Be("success: 7-Zip is installed Goodbye");
        (await ReadAsync(device, broken)).Summary.Should().Be("failure: Setup failed: 1603");
    }

    [Fact]
    public async Task Job_ThatNoDeviceFetched_HasFailedWhenItExpires()
    {
        Datto[Spare].Online = false;
        RmmDevice device = await DeviceAsync(Spare);
        RmmJob job = await StartAsync(device);

        Bench.Tenant.Clock.Advance(TimeSpan.FromDays(8));

        (await ReadAsync(device, job)).Should().BeEquivalentTo(new { State = RmmJobState.Failed, Summary = "expired" });
    }

    [Fact]
    public async Task Software_OfTheMap_IsAComponentWithItsVariables()
    {
        SystemSettings entry = Entry with { Maps = Maps("software", ("Chrome", "Install package; usrPackage=Google Chrome; usrSilent=yes=1")) };
        RmmDevice device = await DeviceAsync(Spare);

        await Bench.Reading(() => Bench.Rmm(entry).CheckAsync(default));
        await Bench.Writing(() => Bench.Rmm(entry).StartSoftwareAsync(device, "chrome", "run-1", default));

        DattoRmmJob job = Datto.Jobs.Single();
        job.Component.Should().Be("Install package");
        job.Variables.Should().Equal(new KeyValuePair<string, string>("usrPackage", "Google Chrome"), new KeyValuePair<string, string>("usrSilent", "yes=1"));
        job.Name.Should().StartWith("chrome [lifecycle run-1-");
    }

    [Theory]
    [InlineData("Install pakage; usrPackage=x", "Install pakage", "Install package")]
    [InlineData("Install package; usrName=x", "usrName", "usrPackage, usrSilent")]
    public async Task Software_ThatIsMappedWrongly_IsFoundWhenTheConnectionIsChecked(string mapped, string wrong, string valid)
    {
        LifecycleException failure = await CheckFailsAsync(Entry with { Maps = Maps("software", ("Chrome", mapped)) });

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.rmm.software").And.Contain(wrong).And.Contain(valid);
    }

    [Theory]
    [InlineData("retiredSite", "Retried", "Retired")]
    [InlineData("uninstallComponent", "Remove agent", "Uninstall agent")]
    [InlineData("sites", "Contoso Zurch", "Contoso Zurich")]
    public async Task Name_ThatIsNotThere_IsFoundWhenTheConnectionIsChecked(string key, string wrong, string valid)
    {
        LifecycleException failure = await CheckFailsAsync(With((key, wrong)));

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.rmm." + key).And.Contain(wrong).And.Contain(valid);
    }

    [Theory]
    [InlineData("tagField", "udf301", "udf1 to udf300")]
    [InlineData("tagField", "Tags", "udf1 to udf300")]
    [InlineData("ownerField", "udf1", "two settings name")]
    [InlineData("retiredField", "", "uninstallComponent needs")]
    [InlineData("apiKey", "", "is missing")]
    [InlineData("url", "pinotage", "web address")]
    public void Entry_ThatCannotWork_IsRefusedBeforeAnyRequest(string key, string value, string says)
    {
        LifecycleException failure = FluentActions.Invoking(() => Bench.Rmm(With((key, value)))).Should().Throw<LifecycleException>().Which;

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain(says);
        Bench.Tenant.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Abilities_AreWhatTheEntryMakesPossible()
    {
        Rmm().Abilities.Should().Be(RmmAbilities.Software | RmmAbilities.FindsJobs | RmmAbilities.Tags | RmmAbilities.Owners | RmmAbilities.Unenroll);
        Bench.Rmm(With(("tagField", ""), ("ownerField", ""), ("uninstallComponent", ""))).Abilities.Should().Be(RmmAbilities.Software | RmmAbilities.FindsJobs);
    }

    [Fact]
    public async Task Address_MayEndWithApi() =>
        (await DeviceAsync(With(("url", "https://pinotage-api.centrastage.net/api/")), Spare)).Name.Should().Be("ZRH-LT-101");

    [Fact]
    public async Task WrongSecret_NamesThePlatforms() => (await CheckFailsAsync(WithWrongSecret)).RecommendedAction.Should().Contain("merlot").And.Contain("zinfandel").And.Contain("API access");

    [Fact]
    public async Task Log_ThatMayNotBeRead_IsFoundWhenTheConnectionIsChecked()
    {
        Bench.Tenant.Faults.Add(SandboxFaultKind.Forbid, "GET", "activity-logs", times: int.MaxValue);

        LifecycleException failure = await CheckFailsAsync(Entry);

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain("see the activity log");
        failure.RecommendedAction.Should().Contain("Setup > Users");
    }

    [Fact]
    public async Task Device_IsFoundByTheEntraIdThatAComponentHasWritten()
    {
        string id = Datto[OfInes].Fields["udf10"];

        (await FoundAsync(new DeviceClues { EntraDeviceIds = [id.ToUpperInvariant()] })).Should().ContainSingle().Which.EntraDeviceId.Should().Be(id);
    }

    [Fact]
    public async Task Serial_InAField_SparesTheAudits()
    {
        Datto[Spare].Fields["udf20"] = Spare;
        foreach (DattoRmmDevice device in Datto.Devices) device.Fields["udf20"] = device.SerialNumber;

        await DeviceAsync(With(("serialField", "udf20")), Spare);

        Bench.Tenant.Requests.Should().NotContain(request => request.Path.Contains("/audit/"));
    }

    [Fact]
    public async Task Sites_OfTheEntry_HideTheDevicesOfOthers()
    {
        SystemSettings ours = Entry with { Lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["sites"] = ["Contoso Zurich", "Contoso Berlin"] } };

        (await Bench.Reading(() => Bench.Rmm(ours).FindDevicesAsync(new DeviceClues { SerialNumbers = [Stranger, "PF3XK102"] }, default))).Should().ContainSingle().Which.SerialNumber.Should().Be("PF3XK102");
        await FluentActions.Awaiting(() => Bench.Reading(() => Bench.Rmm(ours).FindSiteAsync("Fabrikam", default))).Should().ThrowAsync<LifecycleException>();
    }

    [Fact]
    public async Task Printer_AndRecordThatWasDeleted_AreNoDevicesToHandOut()
    {
        Datto.Add("PRN-1", "PRINT1", "Contoso Zurich").Class = "printer";
        Datto.Add("OLD-1", "OLD1", "Contoso Zurich").Deleted = true;

        (await FoundAsync(new DeviceClues { SerialNumbers = ["PRINT1", "OLD1"] })).Should().BeEmpty();
    }

    [Fact]
    public async Task Tags_ThatMeetSomebodyElsesWrite_AreAddedToWhatStandsThereThen()
    {
        RmmDevice device = await DeviceAsync(Spare);
        Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, "POST", "/udf", status: 409);
        Datto[Spare].Fields["udf1"] = "leased";

        await Bench.Writing(() => Rmm().AddTagsAsync(device, ["sales"], default));

        Held(Spare).Tags.Should().Equal("leased", "sales");
    }

    [Theory]
    [InlineData("a,b", "comma")]
    [InlineData(" ", "empty")]
    public async Task Tag_ThatCannotBe_IsRefusedByUs(string tag, string why)
    {
        RmmDevice device = await DeviceAsync(Spare);

        (await FluentActions.Awaiting(() => Bench.Writing(() => Rmm().AddTagsAsync(device, [tag], default))).Should().ThrowAsync<LifecycleException>()).Which.Message.Should().Contain(why);
    }

    [Fact]
    public async Task Unenrolled_IsADeviceWhoseUninstallationWasSeenAndNothingLess()
    {
        RmmDevice device = await DeviceAsync(OfInes);
        Task<RmmDevice?> Now() => Bench.Reading(() => Rmm().ReadAsync(device.Id, default));

        await Bench.Writing(() => Rmm().UnenrollAsync(device, default));
        RmmDevice asked = (await Now())!;
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(5));
        RmmDevice gone = (await Now())!;
        Bench.Tenant.Clock.Advance(TimeSpan.FromDays(2));
        Datto[OfInes].Online = true;
        RmmDevice back = (await Now())!;

        new[] { asked.State, gone.State, back.State }.Should().Equal(RmmDeviceState.Enrolled, RmmDeviceState.Unenrolled, RmmDeviceState.Enrolled);
        Datto.Sites.Single(site => site.Uid == Datto[OfInes].SiteUid).Name.Should().Be("Retired");
        Datto[OfInes].Fields["udf30"].Should().Be("lifecycle leaving " + Datto.Jobs.Single().Uid);
    }

    [Fact]
    public async Task Unenroll_WhoseAnswerIsLost_IsGoneOnWithAndStartsNoSecondJob()
    {
        RmmDevice device = await DeviceAsync(OfInes);
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, "PUT", "/quickjob");

        (await FluentActions.Awaiting(() => Bench.Writing(() => Rmm().UnenrollAsync(device, default))).Should().ThrowAsync<LifecycleException>()).Which.IsAmbiguous.Should().BeTrue();
        await Bench.Writing(() => Rmm().UnenrollAsync(device, default));

        Datto.Jobs.Should().ContainSingle();
        Datto[OfInes].Fields["udf30"].Should().EndWith(Datto.Jobs.Single().Uid);
    }

    [Fact]
    public async Task Job_WhoseLogIsASentence_IsFoundAllTheSame()
    {
        Datto.LogsSentences = true;
        RmmDevice device = await DeviceAsync(Spare);
        await StartAsync(device);

        (await JobAsync(device, "run-1"))!.Id.Should().Be(Datto.Jobs.Single().Uid);
        (await JobAsync(device, null))!.Id.Should().Be(Datto.Jobs.Single().Uid);
        (await JobAsync(device, "run-2")).Should().BeNull();
    }

    [Fact]
    public async Task Quota_ThatOthersUseUp_IsWaitedForBeforeTheServiceRefuses()
    {
        Datto.Writes = 40;
        Datto.OperationWrites["device-udf-set"] = 20;
        RmmDevice device = await DeviceAsync(Spare);
        IRmm rmm = Rmm();

        for (int more = 0; more < 50; more++) await Bench.Writing(() => rmm.AddTagsAsync(device, ["t" + more], default));

        Held(Spare).Tags.Should().HaveCount(50);
        Bench.Tenant.Requests.Should().NotContain(request => request.Status == 429);
    }

    [Fact]
    public async Task Quota_OfReads_IsKeptToo()
    {
        Datto.Reads = 60;
        IRmm rmm = Rmm();
        RmmDevice device = await DeviceAsync(Spare);

        for (int more = 0; more < 150; more++) await Bench.Reading(() => rmm.ReadAsync(device.Id, default));

        Bench.Tenant.Requests.Should().NotContain(request => request.Status == 429);
    }

    [Fact]
    public async Task Block_AfterTooManyRequests_IsWaitedOutAndNotTakenForAMissingRight()
    {
        Bench.Tenant.Faults.Add(SandboxFaultKind.Throttle, "GET", AnyRead);
        Bench.Tenant.Faults.Add(SandboxFaultKind.Forbid, "GET", AnyRead, from: 2);
        DateTimeOffset begun = Bench.Tenant.Clock.UtcNow;

        (await DeviceAsync(Spare)).Name.Should().Be("ZRH-LT-101");

        (Bench.Tenant.Clock.UtcNow - begun).Should().BeGreaterThan(TimeSpan.FromMinutes(6));
    }
}
