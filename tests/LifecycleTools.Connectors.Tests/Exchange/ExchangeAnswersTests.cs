using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Exchange;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using Xunit;
using static LifecycleTools.Connectors.Tests.Exchange.ExchangeTroubleTests;

namespace LifecycleTools.Connectors.Tests.Exchange;

/// <summary>Answers that the sandbox has no reason to give.</summary>
public sealed class ExchangeAnswersTests : IDisposable
{
    private const string Host = "https://outlook.office365.com";
    private static readonly PersonId s_jane = new("jane@contoso.example");
    private readonly ScriptedService _wire = new();
    private readonly RecordingStep _step = new();
    private readonly ExchangeMailboxes _mailboxes;
    private readonly IDisposable _scope;

    public ExchangeAnswersTests()
    {
        var clock = new VirtualClock();
        var calls = new ExchangeCalls(new Uri(Host), Host, "tenant", new HttpPipeline(_wire, new CountingTokens(), clock), clock, () => Task.CompletedTask);
        _mailboxes = new ExchangeMailboxes(calls);
        _scope = _step.Writing().Enter();
    }

    public void Dispose()
    {
        _scope.Dispose();
        _wire.Dispose();
    }

    [Theory]
    [InlineData("https://elsewhere.example/adminapi/beta/tenant/InvokeCommand?$skiptoken=2")]
    [InlineData("http://outlook.office365.com/adminapi/beta/tenant/InvokeCommand?$skiptoken=2")]
    [InlineData("https://outlook.office365.com/adminapi/beta/tenant/InvokeCommand")]
    public async Task NextPage_OnAnotherHost_OrReadBefore_IsNotFollowed(string link)
    {
        _wire.Then(200, $$"""{"value":[],"@odata.nextLink":"{{link}}"}""");

        (await FailureOf(_mailboxes.ReadAsync(s_jane, default))).Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        _wire.Seen.Should().ContainSingle().Which.Headers["X-AnchorMailbox"].Should().Be("UPN:jane@contoso.example");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":[{"PrimarySmtpAddress":"jane@contoso.example","RecipientTypeDetails":"UserMailbox","ExternalDirectoryObjectId":"7"}]}""")]
    public async Task Mailbox_OfWhichTooLittleIsSaid_IsNoMailbox(string body)
    {
        _wire.Then(200, body);

        (await FailureOf(_mailboxes.ReadAsync(s_jane, default))).Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Read_ThatIsAnsweredByNothing_IsNoAnswer()
    {
        _wire.Then(200, "");

        (await FailureOf(_mailboxes.ReadSizeAsync(s_jane, default))).Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Change_ThatIsAnsweredByNothing_IsAccepted_AndToldByCmdletAndMailbox()
    {
        _wire.Then(200, "", ("request-id", "ex-1"));

        await _mailboxes.SetForwardingAsync(s_jane, "max@contoso.example", keepCopy: true, default);

        _wire.Seen[0].Body.Should().Be(
            """{"CmdletInput":{"CmdletName":"Set-Mailbox","Parameters":{"Identity":"jane@contoso.example","ForwardingAddress":null,"ForwardingSmtpAddress":"max@contoso.example","DeliverToMailboxAndForward":true}}}""");
        _step.Answered.Should().ContainSingle().Which.Should().BeEquivalentTo(new { What = "Set-Mailbox jane@contoso.example", RequestId = "ex-1", Status = 200 });
    }

    [Theory]
    [InlineData("Ex12AB34|Microsoft.Exchange.Net.BackendCommunicationException|The connection closed.", true)]
    [InlineData("Ex12AB34|Microsoft.Exchange.CmdletProxyNotAvailableFailure|No proxy.", false)]
    public async Task ChangeThatBrokeOff_MayHaveTakenEffect_AndOneThatNeverBeganHasNot(string detail, bool ambiguous)
    {
        _wire.Then(400, $$$"""{"error":{"code":"BadRequest","message":"Error executing cmdlet","details":[{"message":"{{{detail}}}"}]}}""");
        var lists = new ExchangeDistributionLists(new ExchangeCalls(
            new Uri(Host), Host, "tenant", new HttpPipeline(_wire, new CountingTokens(), new VirtualClock()), new VirtualClock(), () => Task.CompletedTask));

        (await FailureOf(lists.AddMemberAsync("list", s_jane, default))).IsAmbiguous.Should().Be(ambiguous);
        _wire.Seen.Should().ContainSingle();
    }
}
