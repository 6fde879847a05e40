using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Teams;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>Cards in a channel, over the pretended flow.</summary>
public class TeamsCardsTests
{
    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly RecordingStep _step = new();

    private TeamsState Teams => _tenant.Beside<TeamsState>();

    [Fact]
    public async Task Send_PostsOneCard_WithTheLinesOfTheNotice()
    {
        string accepted = await SendAsync(NoticeBench.About(NoticeKind.Escalation));

        accepted.Should().StartWith("202 08584");
        TeamsPost post = Teams.Posts.Should().ContainSingle().Which;
        post.Text.Should().StartWith("Needs you: 3 steps of the departure of Sofia Muster\n").And.Contain("- Failed: Leave groups").And.Contain("Resume-LifecycleRun -RunId");
        JsonNode.Parse(post.Card)!["version"]!.ToString().Should().Be("1.4");
    }

    [Fact]
    public async Task Send_LeavesPeoplesWordsAsTheyAre_AndNoMarkdownInThem()
    {
        await SendAsync(NoticeBench.About(NoticeKind.Completed, person: "O'Brien [click](https://evil.example) **x** \"\\"));

        string card = Teams.Posts.Single().Card;
        Teams.Posts.Single().Text.Should().Contain("O'Brien [click](https://evil.example) **x** \"\\");
        card.Should().NotContain("\"TextBlock\"").And.NotContain("FactSet");
    }

    [Fact]
    public async Task Send_KeepsWithinTheLimit_AndSaysWhatWasLeftOut()
    {
        Notice notice = NoticeBench.About(NoticeKind.Completed) with
        {
            Steps = Enumerable.Range(1, 900).Select(number => NoticeBench.Step(number, "x", "Verlasse die Gruppe Zürich Süd", "Größe " + number)).ToList(),
        };

        await SendAsync(notice);

        Encoding.UTF8.GetByteCount(Teams.Posts.Single().Card).Should().BeLessThan(28 * 1024);
        Teams.Posts.Single().Text.Should().MatchRegex(@"… \(\+\d+\)$");
    }

    [Fact]
    public async Task Send_ManyAtOnce_StaysBelowFourASecond()
    {
        TeamsCards teams = Cards();
        using (_step.Writing().Enter())
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => teams.SendAsync(NoticeBench.About(NoticeKind.Warning), default)));
        }

        Teams.Posts.Should().HaveCount(12);
        _tenant.Requests.Should().OnlyContain(request => request.Status == 202);
    }

    [Fact]
    public async Task Send_ToAnOldConnector_TakesItsYes()
    {
        Teams.AnswersAsConnector = true;

        (await SendAsync(NoticeBench.About(NoticeKind.Warning))).Should().Be("200 without a run id");
    }

    [Fact]
    public async Task Send_Answered200WithAnError_IsNotSent()
    {
        Teams.AnswersAsConnector = true;
        Teams.MostASecond = 0;

        LifecycleException failure = await RefusedAsync();

        failure.Id.Should().Be(ErrorIds.ConnectorThrottled);
        failure.IsAmbiguous.Should().BeFalse();
        failure.Message.Should().Contain("HTTP error 429");
    }

    [Theory]
    [InlineData("wrong-signature", true, ErrorIds.ConnectorSignInFailed)]
    [InlineData("teams-signature", false, ErrorIds.ConnectorRequestRefused)]
    public async Task Send_Refused_SaysWhy_AndNeverTheAddress(string signature, bool isOn, string id)
    {
        string address = Teams.Address.Replace("teams-signature", signature, StringComparison.Ordinal);
        Teams.IsOn = isOn;

        LifecycleException failure = await RefusedAsync(address);

        failure.Id.Should().Be(id);
        failure.IsAmbiguous.Should().BeFalse();
        string said = failure + string.Concat(_step.Lines) + string.Concat(_step.Sent);
        said.Should().Contain("Teams card: Warning").And.NotContain(signature).And.NotContain(Teams.FlowId).And.NotContain("sig=");
    }

    [Theory]
    [InlineData(SandboxFaultKind.LoseAnswer, 0)]
    [InlineData(SandboxFaultKind.ServerError, 502)]
    public async Task Send_WhenNoAnswerCanBeHad_IsAmbiguous_AndGoesOnce(SandboxFaultKind kind, int status)
    {
        _tenant.Faults.Add(new SandboxFault { Kind = kind, Method = "POST", Path = "invoke", Status = status });

        LifecycleException failure = await RefusedAsync();

        failure.IsAmbiguous.Should().BeTrue();
        (failure + string.Concat(_step.Lines)).Should().NotContain(Teams.FlowId);
        _tenant.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Send_ThrottledOnce_GoesAgainAfterTheTimeAsked()
    {
        _tenant.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.Throttle, Method = "POST", Path = "invoke", RetryAfter = "7" });

        await SendAsync(NoticeBench.About(NoticeKind.Warning));

        Teams.Posts.Should().ContainSingle();
        _tenant.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("http://flows.example/workflows/1/triggers/manual/paths/invoke?sig=abcdefgh")]
    [InlineData("not an address")]
    public void AnAddressWithoutHttps_IsRefused(string address) =>
        FluentActions.Invoking(() => Cards(address)).Should().Throw<LifecycleException>().Where(failure => failure.Id == ErrorIds.ConnectorNotConfigured)
            .WithMessage("systems.notify.webhookUrl*").Which.Message.Should().NotContain(address);

    [Fact]
    public async Task Check_OfARetiredConnector_SaysSo_AndStartsNothing()
    {
        (await FluentActions.Awaiting(() => Cards("https://contoso.webhook.office.example/webhookb2/1/IncomingWebhook/2").CheckAsync(default)).Should().ThrowAsync<LifecycleException>())
            .WithMessage("*are retired*");
        await Cards().CheckAsync(default);
        _tenant.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(NoticeKind.Completed, true)]
    [InlineData(NoticeKind.Escalation, true)]
    [InlineData(NoticeKind.Warning, true)]
    [InlineData(NoticeKind.ManagerReady, false)]
    [InlineData(NoticeKind.ManagerDeparture, false)]
    public void Takes_WhatATeamMustKnow(NoticeKind kind, bool takes) => Cards().Takes(NoticeBench.About(kind, to: [])).Should().Be(takes);

    private async Task<string> SendAsync(Notice notice)
    {
        using (_step.Writing().Enter()) return await Cards().SendAsync(notice, default);
    }

    private async Task<LifecycleException> RefusedAsync(string? address = null)
    {
        using (_step.Writing().Enter())
        {
            return (await FluentActions.Awaiting(() => Cards(address).SendAsync(NoticeBench.About(NoticeKind.Warning), default)).Should().ThrowAsync<LifecycleException>()).Which;
        }
    }

    private TeamsCards Cards(string? address = null) => new(NoticeBench.Access(
        "teams", new Dictionary<string, string> { ["webhookUrl"] = "env:" + (address ?? Teams.Address) }, transport: _tenant.CreateHandler(), clock: new SandboxTime(_tenant.Clock)));
}
