using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Xunit;
using static LifecycleTools.Connectors.Tests.Graph.GraphService;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphSignInTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task Revoking_WhoseAnswerWasLost_IsSentAgain()
    {
        _graph.Wire.ThenThrows(new System.Net.Http.HttpRequestException("broken")).Then(200, "{\"value\":true}");

        await new GraphSignIn(_graph.Calls).RevokeSessionsAsync(new PersonId(Jane), default);

        _graph.Wire.Seen.Should().HaveCount(2).And.OnlyContain(seen => seen.Method == "POST" && seen.Uri.AbsolutePath.EndsWith("/revokeSignInSessions"));
    }

    [Fact]
    public async Task MissingPermission_IsNamed()
    {
        _graph.Wire.Then(403, Error("Authorization_RequestDenied", "Insufficient privileges to complete the operation."));

        LifecycleException failure = await FailureAsync(() => new GraphSignIn(_graph.Calls).SetAllowedAsync(new PersonId(Jane), false, default));

        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().EndWith("It needs User.EnableDisableAccount.All.");
    }

    [Fact]
    public async Task Methods_AreDescribedWithoutSecrets_AndUnknownOnesAreSaidToBe()
    {
        _graph.Wire.Then(200, """
            {"value":[{"@odata.type":"#microsoft.graph.passwordAuthenticationMethod","id":"p"},
             {"@odata.type":"#microsoft.graph.phoneAuthenticationMethod","id":"f","phoneNumber":"+41 791234512","phoneType":"mobile"},
             {"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","id":"t","isUsable":false},
             {"@odata.type":"#microsoft.graph.externalAuthenticationMethod","id":"e"},
             {"@odata.type":"#microsoft.graph.qrCodePinAuthenticationMethod","id":"q"}]}
            """);

        IReadOnlyList<SignInMethod> methods = await Methods.ReadAsync(new PersonId(Jane), default);

        methods.Select(method => (method.Id, method.Description, method.IsKnown)).Should().Equal(
            ("p", "password", true), ("f", "phone +41 ** 12 (Mobile)", true), ("t", "temporary access pass", true), ("e", "external", true), ("q", "qrCodePin", false));
        methods[0].IsPassword.Should().BeTrue();
        methods[2].Should().Match<SignInMethod>(method => method.IsAccessPass && !method.IsUsable);
    }

    [Fact]
    public async Task RemovingAMethod_UsesTheAddressOfItsType()
    {
        _graph.Wire.Then(204).Then(404, Error("notFound", "The method is not there."));

        await Methods.RemoveAsync(new PersonId(Jane), new SignInMethod("f", "phoneAuthenticationMethod", "phone", false, false, true), default);
        await Methods.RemoveAsync(new PersonId(Jane), new SignInMethod("e+1", "externalAuthenticationMethod", "external", false, false, true), default);

        _graph.Wire.Seen.Select(seen => $"{seen.Method} {seen.Uri.AbsolutePath}").Should().Equal(
            $"DELETE /v1.0/users/{Jane}/authentication/phoneMethods/f", $"DELETE /v1.0/users/{Jane}/authentication/externalAuthenticationMethods/e%2B1");
    }

    [Fact]
    [Trait("PainPoint", "C23")]
    public async Task RemovingWindowsHello_ThatIsRefused_IsAFailureThatNamesThePermission()
    {
        SignInMethod hello = new("w-1", "windowsHelloForBusinessAuthenticationMethod", "Windows Hello on LT-1", false, false, true);
        _graph.Wire.Then(204).Then(403, Error("accessDenied", "Request Authorization failed"));

        await Methods.RemoveAsync(new PersonId(Jane), hello, default);
        LifecycleException failure = await FailureAsync(() => Methods.RemoveAsync(new PersonId(Jane), hello, default));

        _graph.Wire.Seen.Should().HaveCount(2).And.OnlyContain(seen => seen.Method == "DELETE" && seen.Uri.AbsolutePath == $"/v1.0/users/{Jane}/authentication/windowsHelloForBusinessMethods/w-1");
        failure.Id.Should().Be(ErrorIds.ConnectorPermissionMissing);
        failure.Message.Should().Contain("UserAuthenticationMethod.ReadWrite.All");
    }

    [Fact]
    public async Task RemovingAMethod_OfUnknownType_IsAFailure()
    {
        LifecycleException failure = await FailureAsync(() =>
            Methods.RemoveAsync(new PersonId(Jane), new SignInMethod("q", "qrCodePinAuthenticationMethod", "qrCodePin", false, false, false), default));

        failure.Id.Should().Be(ErrorIds.SignInMethodUnknown);
    }

    [Fact]
    public async Task AccessPass_IsASecret_GoodUntilItsEnd()
    {
        _graph.Wire.Then(201, """{"id":"t","temporaryAccessPass":"TAP+hidden","startDateTime":"2026-11-22T08:00:00Z","lifetimeInMinutes":60}""");

        AccessPass pass = await Methods.CreateAccessPassAsync(new PersonId(Jane), TimeSpan.FromHours(1), usableOnce: true, default);

        pass.Pass.Reveal().Should().Be("TAP+hidden");
        pass.ValidUntil.Should().Be(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
        pass.ToString().Should().NotContain("TAP+hidden");
        string.Join('\n', _graph.Step.Lines).Should().NotContain("TAP+hidden");
    }

    [Theory]
    [InlineData("enabled", true, false)]
    [InlineData("disabled", false, true)]
    public async Task AccessPassPolicy_IsReadAsItIs(string state, bool once, bool reuse)
    {
        _graph.Wire.Then(200, $$"""
            {"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","id":"TemporaryAccessPass","state":"{{state}}",
             "minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":480,"isUsableOnce":{{(once ? "true" : "false")}}}
            """);

        (await Methods.ReadAccessPassPolicyAsync(default)).Should().Be(
            new AccessPassPolicy(state == "enabled", TimeSpan.FromHours(1), TimeSpan.FromHours(8), reuse));
    }

    [Fact]
    public void EveryMethodOfEveryPort_SaysWhatItNeeds()
    {
        Type[] ports = typeof(GraphPort).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GraphPort))).ToArray();

        ports.Should().Contain(typeof(GraphDirectory));
        foreach (Type port in ports)
        {
            foreach (string method in port.GetInterfaces().SelectMany(each => each.GetMethods()).Where(each => typeof(Task).IsAssignableFrom(each.ReturnType)).Select(each => each.Name))
            {
                NeedsAttribute.Of(port, method).Should().NotBeEmpty($"{port.Name}.{method} talks to Graph");
            }
        }
    }

    private GraphSignInMethods Methods => new(_graph.Calls);
}
