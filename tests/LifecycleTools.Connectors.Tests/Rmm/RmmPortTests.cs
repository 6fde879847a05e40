using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>What every RMM must keep of the port's promises, whatever its wire looks like. A vendor's tests derive from it and add what is its own.</summary>
public abstract partial class RmmPortTests
{
    protected const string Spare = "PF3XK101";
    protected const string Stranger = "PF9FAB01";
    protected const string OfInes = "PF3XK028";
    protected const string SameName = "PF3XK027";
    protected const string Software = "7-Zip";

    protected abstract RmmBench Bench { get; }

    /// <summary>An entry of the tenant file that works and uses everything; secrets as "sandbox:NAME".</summary>
    protected abstract SystemSettings Entry { get; }

    /// <summary>What the vendor's sandbox holds of a device.</summary>
    protected abstract HeldDevice Held(string serial);

    /// <summary>The software of every job that the sandbox holds, oldest first.</summary>
    protected abstract IReadOnlyList<string> Jobs { get; }

    /// <summary>Verb, and regular expression on path and query, of the request that starts a job.</summary>
    protected abstract (string Method, string Path) JobStart { get; }

    /// <summary>The same for tags, an owner, and the way out of management.</summary>
    protected abstract (string Method, string Path) Tagging { get; }

    protected abstract (string Method, string Path) Owning { get; }

    protected abstract (string Method, string Path) Leaving { get; }

    /// <summary>Regular expression on the path of a read that every look at a device needs.</summary>
    protected abstract string AnyRead { get; }

    /// <summary>Texts that are credentials, which must be in no message.</summary>
    protected abstract IReadOnlyList<string> SecretTexts { get; }

    /// <summary>The entry with a credential of somebody else.</summary>
    protected abstract SystemSettings WithWrongSecret { get; }

    /// <summary>What the advice after a refused sign-in must point to.</summary>
    protected abstract string Region { get; }

    /// <summary>Adds devices "MANY-n" with serials "MANYn" and sites "Customer n", more than a page.</summary>
    protected abstract void AddMany(int devices, int sites);

    /// <summary>Puts a tag on a device as somebody else would.</summary>
    protected abstract void TagByHand(string serial, string tag);

    protected abstract void TakeOffline(string serial);

    /// <summary>What becomes of the newest job.</summary>
    protected abstract void LetFail();

    protected IRmm Rmm() => Bench.Rmm(Entry);

    protected async Task<RmmDevice> DeviceAsync(string serial) => (await FoundAsync(new DeviceClues { SerialNumbers = [serial] })).Single();

    protected Task<IReadOnlyList<RmmDevice>> FoundAsync(DeviceClues clues) => Bench.Reading(() => Rmm().FindDevicesAsync(clues, default));

    protected Task<RmmSite> SiteAsync(string name) => Bench.Reading(() => Rmm().FindSiteAsync(name, default));

    protected Task<RmmJob> StartAsync(RmmDevice device, string key = "run-1", string software = Software) => Bench.Writing(() => Rmm().StartSoftwareAsync(device, software, key, default));

    protected Task<RmmJob?> JobAsync(RmmDevice device, string? key, string software = Software, TimeSpan? ago = null) =>
        Bench.Reading(() => Rmm().FindJobAsync(device, software, key, Bench.Tenant.Clock.UtcNow - (ago ?? TimeSpan.FromHours(2)), default));

    protected Task<RmmJob> ReadAsync(RmmDevice device, RmmJob job) => Bench.Reading(() => Rmm().ReadJobAsync(device, job, default));

    protected async Task<LifecycleException> CheckFailsAsync(SystemSettings entry)
    {
        Func<Task> check = () => Bench.Reading(() => Bench.Rmm(entry).CheckAsync(default));
        return (await check.Should().ThrowAsync<LifecycleException>()).Which;
    }

    /// <summary>The entry with some values changed.</summary>
    protected SystemSettings With(params (string Key, string Value)[] changed)
    {
        Dictionary<string, string> values = Entry.Values.ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in changed) values[key] = value;
        return Entry with { Values = values };
    }

    protected static Dictionary<string, IReadOnlyDictionary<string, string>> Maps(string key, params (string Key, string Value)[] values) =>
        new(StringComparer.OrdinalIgnoreCase) { [key] = values.ToDictionary(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase) };

    private int CountOf((string Method, string Path) request) =>
        Bench.Tenant.Requests.Count(one => one.Method == request.Method && System.Text.RegularExpressions.Regex.IsMatch(one.Path, request.Path));

    [Fact]
    public Task Check_OfAWorkingEntry_ReadsOnly() => Bench.Reading(() => Rmm().CheckAsync(default));

    [Theory]
    [InlineData(Spare)]
    [InlineData(" pf3xk101 ")]
    public async Task Device_IsFoundByItsSerialNumber(string serial)
    {
        IReadOnlyList<RmmDevice> found = await FoundAsync(new DeviceClues { SerialNumbers = [serial] });

        found.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "ZRH-LT-101", SerialNumber = Spare, OwnerMail = (string?)null, State = RmmDeviceState.Enrolled, IsOnline = true },
            how => how.Using<string>(text => text.Subject.ToUpperInvariant().Trim().Should().Be(text.Expectation)).When(member => member.Path == "SerialNumber"));
    }

    [Fact]
    public async Task Device_IsFoundByItsOwnerAndTheOneOfTheSameNameIsNot()
    {
        IReadOnlyList<RmmDevice> found = await FoundAsync(new DeviceClues { Mails = ["INES.roth@contoso.example"] });

        found.Should().ContainSingle().Which.Should().Match<RmmDevice>(device => device.Name == "LAPTOP-01" && device.SerialNumber == OfInes && device.OwnerMail == "ines.roth@contoso.example");
    }

    [Fact]
    public async Task Device_ThatTwoCluesPointAt_IsThereOnce() =>
        (await FoundAsync(new DeviceClues { SerialNumbers = [OfInes, OfInes], Mails = ["ines.roth@contoso.example"] })).Should().ContainSingle();

    [Theory]
    [InlineData("PF3XK10")]
    [InlineData("XPF3XK101")]
    [InlineData("ZRH-LT-101")]
    [InlineData("O'Brien\" OR 1=1")]
    [InlineData("a&q=PF3XK101&hostname=%")]
    [InlineData("%\\\n*")]
    [InlineData("../../v2/account")]
    public async Task Clue_ThatIsNobodys_FindsNothing(string clue)
    {
        (await FoundAsync(new DeviceClues { SerialNumbers = [clue] })).Should().BeEmpty();
        (await FoundAsync(new DeviceClues { Mails = [clue], EntraDeviceIds = [clue] })).Should().BeEmpty();
    }

    [Theory]
    [InlineData("424242")]
    [InlineData("42?x=1#y")]
    public async Task Device_ThatIsNotThere_IsNull(string id) => (await Bench.Reading(() => Rmm().ReadAsync(id, default))).Should().BeNull();

    [Fact]
    public async Task Device_OfAnotherCustomer_SaysItsSite()
    {
        RmmSite ours = await SiteAsync("Contoso Zurich");

        (await DeviceAsync(Spare)).SiteId.Should().Be(ours.Id);
        (await FoundAsync(new DeviceClues { SerialNumbers = [Stranger] })).Should().OnlyContain(device => device.SiteId != ours.Id);
    }

    [Fact]
    public async Task Site_IsFoundByNameWithoutCaseAndById()
    {
        RmmSite site = await SiteAsync("contoso BERLIN");

        (await SiteAsync(site.Id)).Should().Be(site);
    }

    [Theory]
    [InlineData("Atlantis")]
    [InlineData("Contoso Zurich' OR 'a")]
    [InlineData("Contoso%\n\"")]
    public async Task Site_ThatIsNotThere_NamesThoseThatAre(string name)
    {
        LifecycleException failure = (await FluentActions.Awaiting(() => SiteAsync(name)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        failure.Message.Should().Contain(name).And.Contain("Contoso Zurich").And.Contain("Contoso Berlin");
    }

    [Fact]
    public async Task Pages_AreAllRead()
    {
        AddMany(devices: 320, sites: 1100);

        (await SiteAsync("Customer 1099")).Name.Should().Contain("Customer 1099");
        (await DeviceAsync("MANY319")).Name.Should().Be("MANY-319");
    }

    [Fact]
    public async Task Tags_AreAddedOnceAndThoseOfOthersStay()
    {
        TagByHand(Spare, "leased");
        RmmDevice device = await DeviceAsync(Spare);

        await Bench.Writing(() => Rmm().AddTagsAsync(device, ["sales", "laptop"], default));
        await Bench.Writing(() => Rmm().AddTagsAsync(device, ["SALES"], default));

        Held(Spare).Tags.Should().Equal("leased", "sales", "laptop");
        (await DeviceAsync(Spare)).Tags.Should().Equal("leased", "sales", "laptop");
    }

    [Fact]
    public async Task Tags_WhoseAnswerIsLost_AreThereOnce()
    {
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, Tagging.Method, Tagging.Path);
        RmmDevice device = await DeviceAsync(Spare);

        await Bench.Writing(() => Rmm().AddTagsAsync(device, ["sales"], default));

        Held(Spare).Tags.Should().Equal("sales");
    }

    [Fact]
    public async Task Owner_IsSetAndClearedAndNobodyElseLosesADevice()
    {
        RmmDevice device = await DeviceAsync(Spare);
        RmmEndUser person = await EndUserAsync("jane.o'brien@contoso.example");

        await Bench.Writing(() => Rmm().SetOwnerAsync(device, person, default));
        (await DeviceAsync(Spare)).OwnerMail.Should().Be("jane.o'brien@contoso.example");
        (await FoundAsync(new DeviceClues { Mails = ["jane.o'brien@contoso.example"] })).Should().ContainSingle();
        await Bench.Writing(() => Rmm().SetOwnerAsync(device, null, default));

        (await DeviceAsync(Spare)).OwnerMail.Should().BeNull();
        Held(OfInes).Owner.Should().Be("ines.roth@contoso.example");
    }

    [Fact]
    public async Task Owner_WhoseAnswerIsLost_IsSet()
    {
        RmmDevice device = await DeviceAsync(Spare);
        RmmEndUser person = await EndUserAsync("jane@contoso.example");
        Bench.Tenant.Faults.Add(SandboxFaultKind.LoseAnswer, Owning.Method, Owning.Path);

        await Bench.Writing(() => Rmm().SetOwnerAsync(device, person, default));

        Held(Spare).Owner.Should().Be("jane@contoso.example");
    }

    [Fact]
    public async Task Unenroll_IsSeenCanBeRepeatedAndLeavesTheDeviceOfTheSameNameAlone()
    {
        RmmDevice device = await DeviceAsync(OfInes);

        await Bench.Writing(() => Rmm().UnenrollAsync(device, default));
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(5));
        await Bench.Writing(() => Rmm().UnenrollAsync(device, default));

        (await Bench.Reading(() => Rmm().ReadAsync(device.Id, default)))!.State.Should().Be(RmmDeviceState.Unenrolled);
        Held(OfInes).IsManaged.Should().BeFalse();
        Held(SameName).IsManaged.Should().BeTrue("it has the same name and belongs to somebody else");
        Bench.Tenant.Requests.Should().NotContain(request => request.IsWrite && request.Path.Contains(DeviceIdOf(SameName)));
    }

    /// <summary>The vendor's id of a device.</summary>
    protected abstract string DeviceIdOf(string serial);

    /// <summary>Somebody who can own a device; made where the RMM has accounts of people.</summary>
    private async Task<RmmEndUser> EndUserAsync(string mail)
    {
        if (!Rmm().Abilities.HasFlag(RmmAbilities.EndUsers)) return new RmmEndUser("", mail, []);
        RmmSite site = await SiteAsync("Contoso Zurich");
        return await Bench.Writing(() => Rmm().CreateEndUserAsync(site, new NewRmmEndUser("Jane", "O'Brien", mail), default));
    }

    [Fact]
    public async Task Ability_ThatIsNotThere_IsADefectOfTheCaller()
    {
        IRmm rmm = Rmm();
        RmmSite site = await SiteAsync("Contoso Zurich");
        RmmDevice device = await DeviceAsync(Spare);
        (RmmAbilities Needs, Func<Task> Call)[] calls =
        [
            (RmmAbilities.EndUsers, () => rmm.FindEndUserAsync("a@b", default)), (RmmAbilities.EndUsers, () => rmm.CreateEndUserAsync(site, new NewRmmEndUser("a", "b", "a@b"), default)),
            (RmmAbilities.EndUsers, () => rmm.RemoveEndUserAsync(new RmmEndUser("1/1", "a@b", []), default)), (RmmAbilities.EnrollmentLinks, () => rmm.CreateEnrollmentLinkAsync(site, default)),
            (RmmAbilities.StagedDevices, () => rmm.StageDeviceAsync(site, "a", "b", default)), (RmmAbilities.Tags, () => rmm.AddTagsAsync(device, ["a"], default)),
            (RmmAbilities.Owners, () => rmm.SetOwnerAsync(device, null, default)), (RmmAbilities.Unenroll, () => rmm.UnenrollAsync(device, default)),
        ];

        foreach ((RmmAbilities needs, Func<Task> call) in calls.Where(each => !rmm.Abilities.HasFlag(each.Needs)))
        {
            await Bench.Writing(() => call.Should().ThrowAsync<NotSupportedException>(needs.ToString()));
        }

        Bench.Tenant.Requests.Should().NotContain(request => request.IsWrite);
    }
}
