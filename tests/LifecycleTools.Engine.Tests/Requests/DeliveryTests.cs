using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Requests;

public class DeliveryTests
{
    private readonly IntakeBench _bench = new();
    private readonly Sender _sender = new();

    public DeliveryTests() => _bench.Tenant.Sources["hr"] = _sender;

    [Fact]
    public async Task Delivery_GivesTheRequestThatTheSourceWouldGive_AndLeavesTheOthers()
    {
        _sender.Records.AddRange([IntakeBench.Starter(), IntakeBench.Starter("4712")]);

        LifecycleRequest request = (await TakeAsync("4711")).Requests.Should().ContainSingle().Subject;
        IReadOnlyList<LifecycleRequest> read = (await _bench.ReadAsync()).Requests;

        request.Should().BeEquivalentTo(new { State = RequestState.Waiting, EmployeeId = "4711", Source = "hr" });
        read.Select(each => each.Id).Should().HaveCount(2).And.Contain(request.Id);
    }

    [Fact]
    public async Task SameDelivery_IsTakenOnce_WhateverBecameOfIt()
    {
        _sender.Records.Add(IntakeBench.Starter());
        await TakeAsync("4711");

        Func<Task> again = () => TakeAsync("4711");

        (await again.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.WebhookReplayed);
        _sender.Reads.Should().Be(1, "nothing is read for a delivery that came before");
    }

    [Fact]
    public async Task Delivery_WhoseReadingFailed_MayComeAgain()
    {
        _sender.IsDown = true;
        Func<Task> take = () => TakeAsync("4711");
        await take.Should().ThrowAsync<LifecycleException>();
        _sender.IsDown = false;
        _sender.Records.Add(IntakeBench.Starter());

        (await TakeAsync("4711")).Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task ForgedDelivery_LeavesNothingBehind()
    {
        Func<Task> take = () => TakeAsync("forged");

        (await take.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.WebhookForged);
        _bench.Journals.Ledger.Entries.Should().BeEmpty();
    }

    [Fact]
    public async Task DeliveryForASourceThatSendsNone_NamesThoseThatDo()
    {
        _bench.Tenant.Sources["intake"] = _bench.Hr;

        Func<Task> take = () => TakeAsync("4711", "intake");

        (await take.Should().ThrowAsync<LifecycleException>()).Which.Should().Match<LifecycleException>(refused => refused.Id == ErrorIds.RequestSourceNotFound && refused.Message.Contains("hr"));
    }

    private Task<RequestReading> TakeAsync(string about, string? source = null) => new RequestIntake(_bench.Connection, _bench.Journals, _bench.Map)
        .ReadDeliveryAsync(source, new WebhookDelivery(Encoding.UTF8.GetBytes(about), new Dictionary<string, string>()), new QuietLog(), CancellationToken.None);

    /// <summary>A register whose deliveries are the id of whom they are about.</summary>
    private sealed class Sender : IRequestSource, IWebhookReader
    {
        private readonly FakeSource _register = new(SourceAbilities.Register);

        public List<SourceRecord> Records => _register.Records;

        public bool IsDown { get; set; }

        public int Reads { get; private set; }

        public string Product => "Sending HR";

        public SourceAbilities Abilities => SourceAbilities.Register;

        public bool IsEnabled => true;

        public string Verify(WebhookDelivery delivery) => Encoding.UTF8.GetString(delivery.Body) is var about && about != "forged"
            ? "signature of " + about
            : throw new LifecycleException(ErrorIds.WebhookForged, ErrorKind.Refused, "It is not signed.");

        public Task<IReadOnlyList<SourceRecord>> ReadDeliveryAsync(WebhookDelivery delivery, CancellationToken cancel)
        {
            if (IsDown) throw new LifecycleException(ErrorIds.ConnectorUnreachable, ErrorKind.Network, "It is down.");
            Reads++;
            return Task.FromResult<IReadOnlyList<SourceRecord>>(Records.Where(record => record.SourceId == Encoding.UTF8.GetString(delivery.Body)).ToList());
        }

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel) => _register.ReadAsync(cursor, cancel);

        public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) => Task.FromResult(true);

        public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => Task.CompletedTask;

        public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel) => Task.CompletedTask;
    }
}
