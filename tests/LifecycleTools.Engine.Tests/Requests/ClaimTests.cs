using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using Xunit;

namespace LifecycleTools.Engine.Tests.Requests;

/// <summary>Records that a source does not let us take.</summary>
public class ClaimTests
{
    private readonly IntakeBench _bench = new();

    public ClaimTests()
    {
        _bench.Hr.Abilities = SourceAbilities.Claim;
        _bench.Hr.PageSize = 2;
        _bench.Hr.Records.AddRange(Enumerable.Range(1, 6).Select(number => IntakeBench.Starter(number.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData(ErrorIds.ConnectorRequestRefused, false)]
    [InlineData(ErrorIds.ConnectorFailed, true)]
    public async Task OneThatIsRefused_FailsByName_AndIsTakenByTheNextReadingThatCan(string id, bool isAmbiguous)
    {
        _bench.Hr.Unclaimable["1"] = new LifecycleException(id, ErrorKind.Refused, "A field must be filled in.") { IsAmbiguous = isAmbiguous };

        RequestReading first = await _bench.ReadAsync();
        RequestReading second = await _bench.ReadAsync();
        _bench.Hr.Unclaimable.Clear();
        RequestReading third = await _bench.ReadAsync();

        first.Requests.Select(request => request.SourceId).Should().BeEquivalentTo("2", "3", "4", "5", "6");
        first.Failures.Concat(second.Failures).Select(failure => (failure.Target, failure.Failure.Id)).Should().Equal(("hr 1", id), ("hr 1", id));
        third.Requests.Should().HaveCount(6);
        third.Failures.Should().BeEmpty();
    }

    [Theory]
    [InlineData(ErrorIds.ConnectorRequestRefused)]
    [InlineData(ErrorIds.ConnectorFailed)]
    [InlineData(ErrorIds.ConnectorAnswerUnexpected)]
    public async Task ManyInARow_FailByName_AndTheOneBehindThemIsTaken(string id)
    {
        foreach (SourceRecord record in _bench.Hr.Records.Take(5)) _bench.Hr.Unclaimable[record.SourceId] = new LifecycleException(id, ErrorKind.Refused, "A field must be filled in.");

        RequestReading reading = await _bench.ReadAsync();

        reading.Requests.Should().ContainSingle().Which.SourceId.Should().Be("6");
        reading.Failures.Select(failure => failure.Target).Should().Equal("hr 1", "hr 2", "hr 3", "hr 4", "hr 5");
    }

    [Theory]
    [InlineData(ErrorIds.ConnectorFailed)]
    [InlineData(ErrorIds.ConnectorUnreachable)]
    [InlineData(ErrorIds.ConnectorSignInFailed)]
    public async Task SourceThatIsDown_EndsItsReading_AndNothingIsLost(string trouble)
    {
        foreach (SourceRecord record in _bench.Hr.Records) _bench.Hr.Unclaimable[record.SourceId] = new LifecycleException(ErrorIds.ConnectorFailed, ErrorKind.Network, "503") { IsAmbiguous = true };
        _bench.Hr.Trouble = new LifecycleException(trouble, ErrorKind.Network, "down");

        RequestReading reading = await _bench.ReadAsync();
        _bench.Hr.Trouble = null;
        _bench.Hr.Unclaimable.Clear();

        reading.Requests.Should().BeEmpty();
        reading.Failures.Select(failure => failure.Target).Should().Equal("hr 1", "hr 2", "hr 3", "hr");
        (await _bench.ReadAsync()).Requests.Should().HaveCount(6);
    }

    [Fact]
    public async Task SignInThatFails_EndsTheReadingAtOnce_AndNothingIsLost()
    {
        _bench.Hr.Unclaimable["3"] = new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, "401");

        RequestReading first = await _bench.ReadAsync();
        _bench.Hr.Unclaimable.Clear();

        first.Requests.Should().HaveCount(2);
        first.Failures.Should().ContainSingle().Which.Target.Should().Be("hr");
        (await _bench.ReadAsync()).Requests.Should().HaveCount(6);
    }
}
