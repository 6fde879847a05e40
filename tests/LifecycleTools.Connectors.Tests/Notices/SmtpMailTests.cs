using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using MimeKit;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>Notices through a real SMTP conversation on this machine.</summary>
public sealed class SmtpMailTests : IAsyncLifetime
{
    private readonly LoopbackSmtp _server = new();
    private readonly RecordingStep _step = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Send_IsTaken_AsOneMessageWithBothForms()
    {
        string accepted = await SendAsync(NoticeBench.About(NoticeKind.ManagerDeparture, "de-CH", "Jürg O'Brien\r\nBcc: everyone@contoso.example", ["maria.keller@contoso.example", "it@contoso.example"]));

        MimeMessage message = Read(_server.Taken.Should().ContainSingle().Which);
        accepted.Should().Be($"250 2.0.0 Ok: queued as 4Xy1 (message {message.MessageId})");
        message.Subject.Should().Be("Jürg O'Brien Bcc: everyone@contoso.example ist ausgetreten: Sie betreuen jetzt das Postfach");
        message.To.Mailboxes.Select(to => to.Address).Should().Equal("maria.keller@contoso.example", "it@contoso.example");
        message.Bcc.Count.Should().Be(0);
        message.From.Mailboxes.Single().Address.Should().Be("noreply@contoso.example");
        message.TextBody.Should().Contain("Der Austritt von Jürg O'Brien Bcc: everyone@contoso.example ist abgeschlossen");
        message.HtmlBody.Should().Contain("O&#39;Brien").And.EndWith("</html>\n");
        message.Headers["Auto-Submitted"].Should().Be("auto-generated");
        _server.Commands.Should().Contain("QUIT").And.NotContain("AUTH");
        _step.Sent.Should().ContainSingle().Which.Should().Match<Engine.Running.SystemCall>(call => call.What == "SMTP 127.0.0.1: ManagerDeparture to maria.keller@contoso.example, it@contoso.example" && call.ClientRequestId == message.MessageId);
        _step.Answered.Should().ContainSingle().Which.Status.Should().Be(250);
    }

    [Fact]
    public async Task Send_SignsInFirst_AndNeverShowsThePassword()
    {
        await SendAsync(NoticeBench.About(NoticeKind.Warning), ("user", "mailer"), ("password", "env:hunter2"));

        _server.Commands.Should().ContainInOrder("AUTH", "DATA");
        string.Concat(_step.Lines.Concat(_step.Sent.Select(call => call.What))).Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Send_WhenTheConnectionBreaksAfterTheText_IsAmbiguous_AndGoesOnce()
    {
        _server.CutsAt = ".";

        LifecycleException failure = await RefusedAsync();

        failure.IsAmbiguous.Should().BeTrue();
        failure.Message.Should().Contain("may have taken effect");
        _server.Taken.Should().ContainSingle();
        _step.Answered.Should().ContainSingle().Which.Status.Should().Be(0);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Send_WhenTheConnectionBreaksBeforeTheText_HadNoEffect(string cutsAt)
    {
        _server.CutsAt = cutsAt;

        LifecycleException failure = await RefusedAsync();

        failure.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        failure.IsAmbiguous.Should().BeFalse();
        _server.Taken.Should().BeEmpty();
    }

    [Theory]
    [InlineData("RCPT TO:<it@", "550 5.1.1 User unknown", ErrorIds.ConnectorRequestRefused, "*User unknown*it@contoso.example*550*Nobody got it.")]
    [InlineData("RCPT TO:<it@", "450 4.2.1 Try again later", ErrorIds.ConnectorThrottled, "*Try again later*450*")]
    [InlineData(".", "554 5.7.1 Looks like spam", ErrorIds.ConnectorRequestRefused, "*Looks like spam*554*")]
    [InlineData("MAIL", "553 5.7.1 Sender not owned", ErrorIds.ConnectorRequestRefused, "*Sender not owned*noreply@contoso.example*")]
    public async Task Send_Refused_SaysWhatTheServerSaid_AndIsNotAmbiguous(string to, string answer, string id, string says)
    {
        _server.Instead[to] = answer;

        LifecycleException failure = await RefusedAsync();

        failure.Id.Should().Be(id);
        failure.IsAmbiguous.Should().BeFalse();
        failure.Message.Should().Match(says);
        _step.Answered.Should().ContainSingle().Which.Status.Should().BeGreaterThanOrEqualTo(400);
    }

    [Fact]
    public async Task Send_ToWhatIsNoAddress_SendsNothing()
    {
        await FluentActions.Awaiting(() => SendAsync(NoticeBench.About(NoticeKind.Warning, to: ["x@contoso.example\r\nRCPT TO:<evil@example.org>"]))).Should().ThrowAsync<LifecycleException>().WithMessage("*is not a mail address*");

        _server.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_OutsideOfAStep_OrInADryRun_SendsNothing()
    {
        await FluentActions.Awaiting(() => Mail().SendAsync(NoticeBench.About(NoticeKind.Warning), default)).Should().ThrowAsync<InvalidOperationException>();
        using (_step.Reading().Enter())
        {
            (await FluentActions.Awaiting(() => Mail().SendAsync(NoticeBench.About(NoticeKind.Warning), default)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        }

        _server.Taken.Should().BeEmpty();
    }

    [Fact]
    public async Task Check_SignsIn_AndSendsNothing()
    {
        await Mail(("user", "mailer"), ("password", "env:hunter2")).CheckAsync(default);

        _server.Commands.Should().Contain("AUTH").And.Contain("QUIT").And.NotContain("DATA");
    }

    [Fact]
    public async Task Check_WithTheWrongPassword_SaysSo_WithoutIt()
    {
        _server.Instead["AUTH"] = "535 5.7.8 Authentication failed";

        LifecycleException failure = (await FluentActions.Awaiting(() => Mail(("user", "mailer"), ("password", "env:hunter2")).CheckAsync(default)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Check_OfAServerWithoutStartTls_DoesNotGoOnInTheClear()
    {
        LifecycleException failure = (await FluentActions.Awaiting(() => Mail(("security", "startTls"), ("user", "mailer"), ("password", "env:hunter2")).CheckAsync(default)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("STARTTLS");
        _server.Commands.Should().NotContain("AUTH");
    }

    [Fact]
    public async Task Check_OfAServerThatIsNotThere_SaysSo()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string port = ((IPEndPoint)free.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);

        (await FluentActions.Awaiting(() => Mail(("port", port)).CheckAsync(default)).Should().ThrowAsync<LifecycleException>())
            .Where(failure => failure.Id == ErrorIds.ConnectorUnreachable && !failure.IsAmbiguous);
    }

    [Theory]
    [InlineData("host", "mail.contoso.example", "*systems.notify.security*on this machine only*")]
    [InlineData("host", "", "*systems.notify.host*is missing*")]
    [InlineData("port", "70000", "*systems.notify.port*1 to 65535*")]
    [InlineData("security", "ssl", "*systems.notify.security*startTls, tls, none*")]
    [InlineData("from", "not an address", "*systems.notify.from*is not a mail address*")]
    [InlineData("user", "mailer", "*systems.notify.password*is missing*")]
    [InlineData("password", "env:hunter2", "*systems.notify.user*is missing*")]
    public void WrongSettings_AreNamed(string key, string value, string says) =>
        FluentActions.Invoking(() => Mail((key, value))).Should().Throw<LifecycleException>().Where(failure => failure.Id == ErrorIds.ConnectorNotConfigured).WithMessage(says);

    private async Task<string> SendAsync(Notice notice, params (string Key, string Value)[] settings)
    {
        using (_step.Writing().Enter()) return await Mail(settings).SendAsync(notice, default);
    }

    private async Task<LifecycleException> RefusedAsync() =>
        (await FluentActions.Awaiting(() => SendAsync(NoticeBench.About(NoticeKind.Warning, to: ["maria.keller@contoso.example", "it@contoso.example"]))).Should().ThrowAsync<LifecycleException>()).Which;

    private SmtpMail Mail(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string> values = new()
        {
            ["host"] = "127.0.0.1", ["port"] = _server.Port.ToString(CultureInfo.InvariantCulture), ["security"] = "none", ["from"] = "noreply@contoso.example",
        };
        foreach ((string key, string value) in settings) values[key] = value;
        return new SmtpMail(NoticeBench.Access("smtp", values));
    }

    private static MimeMessage Read(string text) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
