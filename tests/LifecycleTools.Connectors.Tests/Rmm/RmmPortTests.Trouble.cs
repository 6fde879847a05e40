using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Rmm;

/// <summary>Jobs, and what goes wrong on the way.</summary>
public abstract partial class RmmPortTests
{
    [Fact]
    public async Task Job_IsUnderWayUntilTheDeviceHasSaidHowItEnded()
    {
        RmmDevice device = await DeviceAsync(Spare);

        RmmJob job = await StartAsync(device);
        RmmJob early = await ReadAsync(device, job);
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));
        RmmJob late = await ReadAsync(device, job);

        job.State.Should().BeOneOf([RmmJobState.Accepted, RmmJobState.Running], "an RMM that names no job has not shown one yet");
        new[] { early.State, late.State }.Should().Equal(RmmJobState.Running, RmmJobState.Succeeded);
        late.Summary.Should().NotBeEmpty().And.NotContainAny("\n", "\r");
        Jobs.Should().Equal(Software);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"unexpected\":[1,2,3]}")]
    public async Task Answer_ThatHoldsNothingOfWhatWasAsked_IsNeverTakenForNothingThere(string words)
    {
        RmmDevice device = await DeviceAsync(Spare);
        RmmJob job = await StartAsync(device);
        Bench.Words = words;

        List<(string What, Func<Task> Look)> looks =
        [
            ("search", () => FoundAsync(new DeviceClues { SerialNumbers = [Spare] })),
            ("device", () => Bench.Reading(() => Rmm().ReadAsync(device.Id, default))),
            ("site", () => SiteAsync("Contoso")),
            ("job by key", () => JobAsync(device, "run-1")),
            ("job", () => ReadAsync(device, job)),
        ];
        if (Rmm().Abilities.HasFlag(RmmAbilities.EndUsers)) looks.Add(("end user", () => Bench.Reading(() => Rmm().FindEndUserAsync("ines.roth@contoso.example", default))));
        foreach ((string what, Func<Task> look) in looks) (await look.Should().ThrowAsync<LifecycleException>(what)).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected, what);
    }

    [Fact]
    public async Task Job_ThatFails_SaysSo()
    {
        RmmDevice device = await DeviceAsync(Spare);

        RmmJob job = await StartAsync(device);
        LetFail();
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));

        (await ReadAsync(device, job)).State.Should().Be(RmmJobState.Failed);
    }

    [Fact]
    public async Task Job_OfADeviceThatIsOffline_StaysUnderWay()
    {
        TakeOffline(Spare);
        RmmDevice device = await DeviceAsync(Spare);

        RmmJob job = await StartAsync(device);
        Bench.Tenant.Clock.Advance(TimeSpan.FromHours(1));

        device.IsOnline.Should().BeFalse();
        (await ReadAsync(device, job)).State.Should().Be(RmmJobState.Running);
    }

    [Theory]
    [InlineData(SandboxFaultKind.LoseAnswer)]
    [InlineData(SandboxFaultKind.Truncate)]
    public async Task Job_WhoseAnswerIsLost_IsFoundAgainAndNeverStartedTwice(SandboxFaultKind kind)
    {
        RmmDevice device = await DeviceAsync(Spare);
        Bench.IsHeld = kind == SandboxFaultKind.LoseAnswer;
        Bench.Tenant.Faults.Add(kind, JobStart.Method, JobStart.Path);

        // A truncated answer of a vendor that answers nothing is whole.
        try
        {
            await StartAsync(device);
        }
        catch (LifecycleException failure)
        {
            if (kind == SandboxFaultKind.LoseAnswer) failure.IsAmbiguous.Should().BeTrue();
        }

        CountOf(JobStart).Should().Be(1);
        RmmJob found = (await JobAsync(device, "run-1"))!;
        Bench.Tenant.Clock.Advance(TimeSpan.FromMinutes(3));
        (await ReadAsync(device, found)).State.Should().Be(RmmJobState.Succeeded);
        Jobs.Should().Equal(Software);
    }

    [Fact]
    public async Task Job_OfAnEarlierRun_IsFoundByANewOneAndThatOfOtherSoftwareOrAnotherDeviceIsNot()
    {
        RmmDevice device = await DeviceAsync(Spare);
        RmmDevice other = await DeviceAsync(SameName);
        (await JobAsync(device, null)).Should().BeNull("nothing was pushed yet");
        await StartAsync(device, "20261110T090000Z-aabbccdd-1");
        await StartAsync(other, "20261110T090000Z-aabbccdd-1", "Git");
        Bench.Tenant.Clock.Advance(TimeSpan.FromDays(3));

        (await JobAsync(device, null, ago: TimeSpan.FromDays(7)))!.State.Should().Be(RmmJobState.Succeeded);
        (await JobAsync(device, null, ago: TimeSpan.FromDays(1))).Should().BeNull("it is older");
        (await JobAsync(device, null, "Git", TimeSpan.FromDays(7))).Should().BeNull("another device got it");
        (await JobAsync(other, null, ago: TimeSpan.FromDays(7))).Should().BeNull("this device got other software");
    }

    [Fact]
    public async Task Job_IsFoundBehindManyOthers()
    {
        RmmDevice device = await DeviceAsync(Spare);
        await StartAsync(device, "first");
        for (int more = 0; more < 230; more++)
        {
            Bench.Tenant.Clock.Advance(TimeSpan.FromSeconds(20));
            await StartAsync(device, "other-" + more, "Git");
        }

        (await JobAsync(device, "first", ago: TimeSpan.FromHours(5))).Should().NotBeNull();
    }

    [Theory]
    [InlineData("Notepad--")]
    [InlineData("7-Zip' OR '1'='1")]
    [InlineData("7-Zip\"; \\ %\n")]
    public async Task Software_ThatIsNotThere_NamesWhatIsAndStartsNothing(string software)
    {
        RmmDevice device = await DeviceAsync(Spare);
        Func<Task> check = () => Bench.Reading(() => Rmm().CheckSoftwareAsync(software, default));
        Func<Task> start = () => StartAsync(device, software: software);

        foreach (Func<Task> call in new[] { check, start })
        {
            LifecycleException failure = (await call.Should().ThrowAsync<LifecycleException>()).Which;
            failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
            failure.Message.Should().Contain(software.Trim()).And.Contain("Visual Studio Code");
        }

        Jobs.Should().BeEmpty();
    }

    [Fact]
    public Task Software_ThatIsThere_IsAccepted() => Bench.Reading(() => Rmm().CheckSoftwareAsync("visual studio CODE", default));

    [Fact]
    public async Task WrongSecret_PointsToTheRegionAndIsInNoMessage()
    {
        LifecycleException failure = await CheckFailsAsync(WithWrongSecret);

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.RecommendedAction.Should().Contain(Region);
        failure.ToString().Should().NotContain("stolen");
    }

    [Theory]
    [InlineData(SandboxFaultKind.Throttle, 0, "5")]
    [InlineData(SandboxFaultKind.Throttle, 0, null)]
    [InlineData(SandboxFaultKind.ServerError, 500, null)]
    [InlineData(SandboxFaultKind.ServerError, 503, null)]
    [InlineData(SandboxFaultKind.DropBefore, 0, null)]
    [InlineData(SandboxFaultKind.ExpireToken, 0, null)]
    public async Task Read_ThatMeetsTroubleThatPasses_WaitsForIt(SandboxFaultKind kind, int status, string? after)
    {
        Bench.Tenant.Faults.Add(kind, "GET", AnyRead, retryAfter: after, status: status);

        (await DeviceAsync(Spare)).Name.Should().Be("ZRH-LT-101");
    }

    [Fact]
    public async Task Read_WhoseAnswerIsNoJson_IsAFailureAndNotAnEmptyList()
    {
        Bench.IsHeld = false;
        Bench.Tenant.Faults.Add(SandboxFaultKind.Html, "GET", AnyRead, times: int.MaxValue);

        (await FluentActions.Awaiting(() => DeviceAsync(Spare)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Job_ThatMeetsAThrottle_IsStartedOnce()
    {
        RmmDevice device = await DeviceAsync(Spare);
        Bench.Tenant.Faults.Add(SandboxFaultKind.Throttle, JobStart.Method, JobStart.Path, retryAfter: "7");

        await StartAsync(device);

        Jobs.Should().Equal(Software);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task Job_ThatMeetsAServerError_IsAmbiguousAndNotSentAgain(int status)
    {
        RmmDevice device = await DeviceAsync(Spare);
        Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, JobStart.Method, JobStart.Path, status: status);

        LifecycleException failure = (await FluentActions.Awaiting(() => StartAsync(device)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.IsAmbiguous.Should().BeTrue();
        CountOf(JobStart).Should().Be(1);
        (await JobAsync(device, "run-1")).Should().BeNull();
    }

    [Fact]
    public async Task Change_ThatIsForbidden_NamesWhatIsMissingAndChangesNothing()
    {
        RmmDevice device = await DeviceAsync(OfInes);
        Bench.Tenant.Faults.Add(SandboxFaultKind.Forbid, Leaving.Method, Leaving.Path, times: int.MaxValue);

        LifecycleException failure = (await FluentActions.Awaiting(() => Bench.Writing(() => Rmm().UnenrollAsync(device, default))).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.RecommendedAction.Should().NotBeNullOrEmpty();
        Held(OfInes).IsManaged.Should().BeTrue();
    }

    [Fact]
    public async Task Look_InAScopeThatOnlyReads_CannotChangeAnything()
    {
        RmmDevice device = await DeviceAsync(Spare);

        Func<Task> tag = () => Bench.Reading(() => Rmm().AddTagsAsync(device, ["sales"], default));

        await tag.Should().ThrowAsync<Exception>();
        Held(Spare).Tags.Should().BeEmpty();
    }

    [Fact]
    public async Task Secrets_AreInNoLineAndNoMessage()
    {
        RmmDevice device = await DeviceAsync(Spare);
        await Bench.Reading(() => Rmm().CheckAsync(default));
        await StartAsync(device);
        Bench.Tenant.Faults.Add(SandboxFaultKind.ServerError, "GET", AnyRead, times: int.MaxValue, status: 500);
        LifecycleException failure = (await FluentActions.Awaiting(() => DeviceAsync(Spare)).Should().ThrowAsync<LifecycleException>()).Which;

        IEnumerable<string> texts = Bench.Said.Append(failure.ToString());

        texts.Should().NotContain(text => SecretTexts.Any(text.Contains));
    }
}
