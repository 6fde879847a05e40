using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Tests.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>Notices by Graph, over the pretend tenant, held to the official description.</summary>
public sealed class GraphMailTests : IDisposable
{
    private readonly GraphSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Send_IsAccepted_AsAWholePageToEverybody_AndNothingIsKept()
    {
        string accepted = await Mail().SendAsync(NoticeBench.About(NoticeKind.Completed, person: "Seán O'Brien <x>", to: ["maria.keller@contoso.example", "ivan.petrov@contoso.example"]), default);

        accepted.Should().MatchRegex("^202 .+");
        SandboxSentMail mail = _sandbox.Tenant.SentMail.Should().ContainSingle().Which;
        mail.To.Should().Equal("maria.keller@contoso.example", "ivan.petrov@contoso.example");
        mail.From.Should().Be("noreply@contoso.example");
        mail.Subject.Should().Be("Departure completed: Seán O'Brien <x>");
        mail.ContentType.Should().BeEquivalentTo("html");
        mail.Body.Should().StartWith("<!DOCTYPE html>").And.Contain("O&#39;Brien &lt;x&gt;").And.EndWith("</html>\n");
        mail.IsSaved.Should().BeFalse();
        _sandbox.Step.Sent.Should().ContainSingle().Which.What.Should().Be("POST users/noreply@contoso.example/sendMail");
    }

    [Fact]
    public async Task Send_WhenTheAnswerIsLost_IsAmbiguous_AndIsNotSentAgain()
    {
        _sandbox.Tenant.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.LoseAnswer, Method = "POST", Path = "sendMail" });

        LifecycleException failure = (await FluentActions.Awaiting(() => Mail().SendAsync(NoticeBench.About(NoticeKind.Warning), default)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.IsAmbiguous.Should().BeTrue();
        _sandbox.Tenant.SentMail.Should().ContainSingle();
    }

    [Fact]
    public async Task Send_WithoutThePermission_NamesIt()
    {
        _sandbox.Tenant.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.Forbid, Method = "POST", Path = "sendMail" });

        (await FluentActions.Awaiting(() => Mail().SendAsync(NoticeBench.About(NoticeKind.Warning), default)).Should().ThrowAsync<LifecycleException>())
            .Where(failure => failure.Id == ErrorIds.ConnectorPermissionMissing && !failure.IsAmbiguous).WithMessage("*Mail.Send*");
    }

    [Fact]
    public async Task Check_FindsTheMailbox_AndSendsNothing()
    {
        await Mail().CheckAsync(default);

        _sandbox.Tenant.SentMail.Should().BeEmpty();
        _sandbox.Tenant.Requests.Should().OnlyContain(request => !request.IsWrite || request.Path.EndsWith("$batch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nobody@contoso.example")]
    [InlineData("o'brien\"\\%@contoso.example")]
    public async Task Check_OfAMailboxThatIsNotThere_SaysSo(string from) =>
        (await FluentActions.Awaiting(() => Mail(from).CheckAsync(default)).Should().ThrowAsync<LifecycleException>())
            .Where(failure => failure.Id == ErrorIds.ConnectorNotConfigured).WithMessage("systems.notify.from*no such mailbox*");

    [Fact]
    public void Takes_WhatHasSomebodyToWriteTo()
    {
        Mail().Takes(NoticeBench.About(NoticeKind.Completed)).Should().BeTrue();
        Mail().Takes(NoticeBench.About(NoticeKind.Completed, to: [])).Should().BeFalse();
    }

    private GraphMail Mail(string from = "noreply@contoso.example") =>
        new(NoticeBench.Access("graphmail", new Dictionary<string, string> { ["from"] = from }, graph: _sandbox.Calls));
}
