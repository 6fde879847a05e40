using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sandbox.Adp;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hr;

/// <summary>ADP's event queue: what it says sooner the scan says as well, so that nothing the queue does keeps the scan from its end.</summary>
public sealed class AdpQueueTests
{
    private readonly HrBench _bench = new() { Secrets = { ["env:ADP_SECRET"] = "adp-secret" } };

    private AdpState Hr => _bench.Tenant.Beside<AdpState>();

    [Fact]
    public async Task Event_IsGivenUntilItIsAcknowledgedAndOnlyThenForgotten()
    {
        Hr.Raise("worker.terminate", Hr["1003"], "2027-01-31");
        Hr.Raise("worker.photo.change", Hr["1004"]);
        IRequestSource source = Source();

        SourcePage once = await HrBench.Reading(() => source.ReadAsync(null, default));
        SourcePage again = await HrBench.Reading(() => source.ReadAsync(null, default));
        await TakeOffAsync(source, once);
        SourcePage other = await HrBench.Reading(() => source.ReadAsync(once.Cursor, default));

        again.Records.Should().BeEquivalentTo(once.Records);
        once.Records.Should().ContainSingle().Which.EndsAt!.Value.Day.Should().Be(new DateTime(2027, 1, 31), "the worker does not show it yet");
        other.Records.Should().BeEmpty("a photo asks for nothing");
        other.Receipt.Should().NotBeNull("and is taken off the queue all the same");
        Hr.Queue.Should().ContainSingle();
    }

    [Fact]
    public async Task Events_ThatAreUsedUp_AreFollowedByTheScan()
    {
        IRequestSource source = Source();

        (List<SourceRecord> records, SourcePage last) = await HrBench.ReadAllAsync(source, null);

        records.Should().HaveCount(Hr.Workers.Count);
        last.EndsPass.Should().BeTrue();
        source.Abilities.Should().HaveFlag(SourceAbilities.Acknowledge);
    }

    [Theory]
    [InlineData("/hr/v2/workers/G3", "{}")]
    [InlineData("/core/v1/event-notification-messages", "{}")]
    [InlineData("/core/v1/event-notification-messages", """{"events":{}}""")]
    [InlineData("/core/v1/event-notification-messages", "")]
    [InlineData("/core/v1/event-notification-messages", "<html>")]
    [InlineData("/core/v1/event-notification-messages", """{"events":[]}""", "")]
    public async Task Queue_ThatGivesNothingUsable_IsNamed_KeepsItsMessage_AndTheScanFindsEverybody(string path, string body, string message = "m1")
    {
        (AdpState hr, IRequestSource source) = WithQueue(path, body, message);

        SourcePage first = await HrBench.Reading(() => source.ReadAsync(null, default));
        (List<SourceRecord> rest, SourcePage last) = await HrBench.ReadAllAsync(source, first.Cursor);

        first.Receipt.Should().BeNull();
        first.Findings.Should().ContainSingle().Which.Message.Should().Contain("queue was not read").And.Contain("The scan of workers goes on.");
        hr.Queue.Should().ContainSingle();
        (first.BeginsPass, first.Records.Count + rest.Count, last.EndsPass).Should().Be((true, hr.Workers.Count, true));
    }

    [Fact]
    public async Task Queue_ThatIsNotGranted_IsNamed_BeforeAnythingRuns_AndInEachReading()
    {
        Hr.HasQueue = false;
        IRequestSource source = Source();

        Func<Task> check = () => HrBench.Reading(async () =>
        {
            await source.CheckAsync(default);
            return true;
        });
        SourcePage first = await HrBench.Reading(() => source.ReadAsync(null, default));

        (await check.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        first.Findings.Should().ContainSingle().Which.Message.Should().Contain("eventNotify.subscribe");
        first.Records.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Message_ThatIsGivenAgainAfterItWasTakenOff_IsNamed_AndTheScanGoesOn()
    {
        Hr.Raise("worker.terminate", Hr["1003"], "2027-01-31");
        IRequestSource source = Source();
        SourcePage taken = await HrBench.Reading(() => source.ReadAsync(null, default));
        (string Id, JsonObject Message) kept = Hr.Queue[0];
        await TakeOffAsync(source, taken);
        Hr.Queue.Insert(0, kept);

        SourcePage again = await HrBench.Reading(() => source.ReadAsync(taken.Cursor, default));

        again.Findings.Should().ContainSingle().Which.Message.Should().Contain("given again");
        again.Records.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Message_ThatIsGoneFromTheQueueAlready_IsTakenOff()
    {
        Hr.Raise("worker.terminate", Hr["1003"], "2027-01-31");
        IRequestSource source = Source();
        SourcePage taken = await HrBench.Reading(() => source.ReadAsync(null, default));
        Hr.Queue.Clear();

        await FluentActions.Awaiting(() => TakeOffAsync(source, taken)).Should().NotThrowAsync();
    }

    private static async Task TakeOffAsync(IRequestSource source, SourcePage page)
    {
        using (CallScope.ForWriting(_ => { }, _ => { }, null).Enter()) await source.AcknowledgeAsync(page, default);
    }

    private IRequestSource Source() => Source(_bench);

    private static IRequestSource Source(HrBench bench) =>
        bench.Source("adp", ("url", "https://api.adp.com"), ("clientId", "adp-client"), ("clientSecret", "env:ADP_SECRET"), ("events", "true"));

    private static (AdpState Hr, IRequestSource Source) WithQueue(string path, string body, string message)
    {
        HrBench bench = new(sandbox => new AnsweringHandler(sandbox, path, body, message)) { Secrets = { ["env:ADP_SECRET"] = "adp-secret" } };
        AdpState hr = bench.Tenant.Beside<AdpState>();
        hr.Raise("worker.terminate", hr["1003"], "2027-01-31");
        return (hr, Source(bench));
    }
}
