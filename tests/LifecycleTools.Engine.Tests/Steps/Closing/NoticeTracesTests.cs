using System;
using System.Collections.Generic;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Closing;

public sealed class NoticeTracesTests
{
    private const string Notice = "notice.ManagerReady.Microsoft 365 mail";

    [Fact]
    public void Facts_OfANoticeThatNeverLeft_HaveNoneOfIt() =>
        FactsOf(Fact("left")).Should().NotContainKey(Notice);

    [Fact]
    public void Facts_OfANoticeWhoseCallHasNoAnswer_LeaveItInDoubt() =>
        FactsOf(Fact("left"), Call(JournalKinds.Sending)).Should().Contain(Notice, "left");

    [Theory]
    [InlineData("202", "202 r-1")]
    [InlineData("403", "refused")]
    [InlineData("504", "left")]
    [InlineData("0", "left")]
    public void Facts_OfANoticeWhoseCallWasAnswered_HaveTheAnswer(string status, string fact) =>
        FactsOf(Fact("left"), Call(JournalKinds.Sending), Call(JournalKinds.Answered, status)).Should().Contain(Notice, fact);

    [Fact]
    public void Facts_OfACallThatWasThrottledAndThenAnswered_HaveTheLastAnswer() =>
        FactsOf(Fact("left"), Call(JournalKinds.Sending), Call(JournalKinds.Answered, "429"), Call(JournalKinds.Sending), Call(JournalKinds.Answered, "202"))
            .Should().Contain(Notice, "202 r-1");

    [Fact]
    public void Facts_OfACallThatWasThrottledAndLeftAgain_LeaveItInDoubt() =>
        FactsOf(Fact("left"), Call(JournalKinds.Sending), Call(JournalKinds.Answered, "429"), Call(JournalKinds.Sending)).Should().Contain(Notice, "left");

    [Fact]
    public void Facts_OfTwoNotices_AreToldApart()
    {
        IReadOnlyDictionary<string, string> facts = FactsOf(
            Fact("left"), Call(JournalKinds.Sending), Call(JournalKinds.Answered, "202"), Fact("202 r-1"), Fact("left", "notice.Hr.Microsoft 365 mail"));

        facts.Should().Contain(Notice, "202 r-1").And.NotContainKey("notice.Hr.Microsoft 365 mail");
    }

    [Fact]
    public void Facts_OfAnotherStepsCalls_AreNotTheNotices() =>
        FactsOf(Fact("left"), Line(JournalKinds.Sending, ("step", "ticket.log")), Line(JournalKinds.Answered, ("step", "ticket.log"), ("status", "200"))).Should().NotContainKey(Notice);

    private static IReadOnlyDictionary<string, string> FactsOf(params JournalEntry[] lines) =>
        RunReading.From("run", new JournalReading("run.jsonl", [Line(JournalKinds.RunStarted), .. lines], null, false))!.Facts;

    private static JournalEntry Fact(string value, string name = Notice) => Line(JournalKinds.Fact, ("name", name), ("value", value));

    private static JournalEntry Call(string kind, string status = "") => Line(kind, ("step", "messages.tell-people"), ("requestId", "r-1"), ("status", status));

    private static JournalEntry Line(string kind, params (string Name, string Value)[] fields) =>
        new(kind, DateTimeOffset.UnixEpoch, fields.ToDictionary(field => field.Name, field => field.Value));
}
