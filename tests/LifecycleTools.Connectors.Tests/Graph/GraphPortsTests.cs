using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphPortsTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private const string E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
    private const string Plan = "efb87545-963c-4e0d-99df-69c6916d9eb0";
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("o'brien@contoso.example", "/v1.0/users/o%27brien%40contoso.example")]
    [InlineData("jane_gmail.com#EXT#@contoso.example", "/v1.0/users/jane_gmail.com%23EXT%23%40contoso.example")]
    [InlineData("$x@contoso.example", "/v1.0/users('%24x%40contoso.example')")]
    [InlineData("$o'x@contoso.example", "/v1.0/users('%24o%27%27x%40contoso.example')")]
    public async Task Read_ByAnOddName_EscapesIt(string name, string path)
    {
        _graph.Wire.Then(404, Error("Request_ResourceNotFound", "Resource does not exist."));

        Person? person = await Directory.ReadAsync(new PersonId(name), default);

        person.Should().BeNull();
        _graph.Wire.Seen.Single().Uri.AbsolutePath.Should().Be(path);
    }

    [Fact]
    public async Task Read_GivesWhatTheDirectorySays()
    {
        _graph.Wire.Then(200, $$"""
            {"id":"{{Jane}}","userPrincipalName":"jane@contoso.example","displayName":"Jane","accountEnabled":false,"userType":"Guest",
             "onPremisesSyncEnabled":true,"isManagementRestricted":true,"signInSessionsValidFromDateTime":"2026-11-22T08:00:00Z","employeeId":"42"}
            """);

        Person person = (await Directory.ReadAsync(new PersonId(Jane), default))!;

        person.Should().BeEquivalentTo(new Person
        {
            Id = new PersonId(Jane),
            UserPrincipalName = "jane@contoso.example",
            DisplayName = "Jane",
            SignInAllowed = false,
            IsGuest = true,
            IsSynchronized = true,
            IsManagementRestricted = true,
            SessionsValidFrom = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero),
            EmployeeId = "42",
        });
        Query().Should().Contain("accountEnabled").And.Contain("signInSessionsValidFromDateTime");
    }

    [Fact]
    public async Task Read_WithoutAccountEnabled_IsNotReportedAsBlocked()
    {
        _graph.Wire.Then(200, $$"""{"id":"{{Jane}}","userPrincipalName":"jane@contoso.example"}""");

        LifecycleException failure = await FailureAsync(() => Directory.ReadAsync(new PersonId(Jane), default));

        failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
    }

    [Fact]
    public async Task Clashes_AreAskedOfUsersDeletedUsersAndGroups_InOneBatch()
    {
        using var graph = new GraphService(windows: true);
        graph.Wire.Then(batch => GraphService.AnswerBatch(batch, item => new { id = item.Id, status = 200, body = Held(item.Url) }));

        Task<IReadOnlyList<NameClash>> finding = new GraphDirectory(graph.Calls).FindClashesAsync("o'brien@contoso.example", "o.brien", default);
        await graph.CloseWindowAsync(3);

        (await finding).Select(clash => (clash.Kind, clash.Holds)).Should().Equal(
            ("user", "o'brien@contoso.example"), ("deleted user", "SMTP:O'Brien@contoso.example"), ("group", "o.brien"));
        GraphService.ItemsOf(graph.Wire.Seen.Single()).Select(item => Uri.UnescapeDataString(item.Url)).Should().OnlyContain(url =>
            url.Contains("mail eq 'o''brien@contoso.example'")
            && url.Contains("proxyAddresses/any(p:p eq 'smtp:o''brien@contoso.example' or p eq 'SMTP:o''brien@contoso.example')")
            && url.Contains("mailNickname eq 'o.brien'"));

        static object Held(string url) => url.Split('?')[0] switch
        {
            "/users" => new { value = new[] { new { id = "1", displayName = "A", userPrincipalName = "O'Brien@contoso.example" } } },
            "/directory/deletedItems/graph.user" => new { value = new[] { new { id = "2", proxyAddresses = new[] { "SMTP:O'Brien@contoso.example" } } } },
            "/groups" => new { value = new[] { new { id = "3", mailNickname = "O.Brien" } } },
            _ => throw new InvalidOperationException(url),
        };
    }

    [Fact]
    public async Task Lists_AreReadToTheLastPage_AlsoThroughAnEmptyOne()
    {
        _graph.Wire
            .Then(200, "{\"value\":[],\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/users?$skiptoken=2\"}")
            .Then(200, $$"""{"value":[{"id":"{{Jane}}","userPrincipalName":"jane@contoso.example","accountEnabled":true}]}""");

        IReadOnlyList<Person> found = await Directory.FindByEmployeeIdAsync("4'2", default);

        found.Should().ContainSingle().Which.SignInAllowed.Should().BeTrue();
        _graph.Wire.Seen[1].Uri.Query.Should().Be("?$skiptoken=2");
        Query().Should().Contain("employeeId eq '4''2'");
    }

    [Fact]
    public async Task Lists_NeverFollowALinkToAnotherHost()
    {
        _graph.Wire.Then(200, "{\"value\":[],\"@odata.nextLink\":\"https://evil.example/v1.0/users\"}");

        LifecycleException failure = await FailureAsync(() => Directory.FindByEmployeeIdAsync("42", default));

        failure.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);
        _graph.Wire.Seen.Should().ContainSingle();
    }

    [Fact]
    public async Task Create_SendsTheAccount_AndNoPasswordReachesALogOrAJournal()
    {
        _graph.Wire.Then(201, $$"""{"id":"{{Jane}}"}""");

        PersonId made = await Directory.CreateAsync(Account(), new Secret("Pa55word!hidden"), default);

        made.Value.Should().Be(Jane);
        using JsonDocument body = JsonDocument.Parse(_graph.Wire.Seen.Single().Body!);
        body.RootElement.GetProperty("passwordProfile").GetProperty("forceChangePasswordNextSignIn").GetBoolean().Should().BeTrue();
        body.RootElement.GetProperty("passwordProfile").GetProperty("password").GetString().Should().Be("Pa55word!hidden");
        body.RootElement.TryGetProperty("surname", out _).Should().BeFalse("what is not known is not cleared");
        (string.Join('\n', _graph.Step.Lines) + string.Join('\n', _graph.Step.Sent)).Should().NotContain("Pa55word");
    }

    [Theory]
    [InlineData(400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.")]
    [InlineData(409, "Request_MultipleObjectsWithSameKeyValue", "A conflicting object exists.")]
    public async Task Create_OfATakenName_SaysNameTaken(int status, string code, string message)
    {
        _graph.Wire.Then(status, Error(code, message));

        (await FailureAsync(() => Directory.CreateAsync(Account(), new Secret("x"), default))).Id.Should().Be(ErrorIds.NameTaken);
    }

    [Fact]
    public async Task Update_SendsOnlyWhatIsKnown()
    {
        _graph.Wire.Then(204);

        await Directory.UpdateAsync(new PersonId(Jane), new Profile { JobTitle = "Lead", UsageLocation = "CH" }, default);
        await Directory.UpdateAsync(new PersonId(Jane), new Profile(), default);

        using JsonDocument body = JsonDocument.Parse(_graph.Wire.Seen.Should().ContainSingle().Subject.Body!);
        body.RootElement.EnumerateObject().Select(property => property.Name).Should().BeEquivalentTo("@odata.type", "jobTitle", "usageLocation");
    }

    [Fact]
    public async Task Manager_IsSetByReference_OnTheCloudsOwnHost()
    {
        _graph.Wire.Then(204).Then(404, Error("Request_ResourceNotFound", "Resource 'manager' does not exist."));

        await Directory.SetManagerAsync(new PersonId(Jane), new PersonId("m"), default);
        (await Directory.ReadManagerAsync(new PersonId(Jane), default)).Should().BeNull();

        _graph.Wire.Seen[0].Should().Match<SeenRequest>(seen =>
            seen.Method == "PUT" && seen.Uri.AbsolutePath == $"/v1.0/users/{Jane}/manager/$ref" && seen.Body!.Contains("https://graph.microsoft.com/v1.0/users/m"));
    }

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

    [Theory]
    [InlineData(204, null)]
    [InlineData(400, "One or more removed object references do not exist for the following modified properties: 'members'.")]
    [InlineData(404, "Resource '1' does not exist or one of its queried reference-property objects are not present.")]
    public async Task RemovingAMember_EndsInRef_AndBeingGoneIsSuccess(int status, string? message)
    {
        _graph.Wire.Then(status, message is null ? null : Error(status == 404 ? "Request_ResourceNotFound" : "Request_BadRequest", message));

        await Groups.RemoveMemberAsync("g", new PersonId(Jane), default);

        _graph.Wire.Seen.Single().Should().Match<SeenRequest>(seen => seen.Method == "DELETE" && seen.Uri.AbsolutePath == $"/v1.0/groups/g/members/{Jane}/$ref");
    }

    [Theory]
    [InlineData(nameof(MembershipKind.GroupMember), "/v1.0/groups/h/members/m/$ref")]
    [InlineData(nameof(MembershipKind.GroupOwner), "/v1.0/groups/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.ApplicationOwner), "/v1.0/applications/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.ServicePrincipalOwner), "/v1.0/servicePrincipals/h/owners/m/$ref")]
    [InlineData(nameof(MembershipKind.DirectoryRoleMember), "/v1.0/directoryRoles/h/members/m/$ref")]
    public async Task EveryMembership_IsRemovedByReference(string kind, string path)
    {
        _graph.Wire.Then(204);

        await new Memberships(_graph.Calls).RemoveAsync(Enum.Parse<MembershipKind>(kind), "h", "m", default);

        _graph.Wire.Seen.Single().Uri.AbsolutePath.Should().Be(path);
    }

    [Fact]
    public async Task AddingAMember_WhoIsOneAlready_IsSuccess()
    {
        _graph.Wire.Then(400, Error("Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'."));

        await Groups.AddMemberAsync("g", new PersonId(Jane), default);

        _graph.Wire.Seen.Single().Body.Should().Contain($"https://graph.microsoft.com/v1.0/directoryObjects/{Jane}");
    }

    [Fact]
    public async Task IsMember_WhereTheFilterIsRefused_ReadsAllMembers()
    {
        _graph.Wire
            .Then(400, Error("Request_UnsupportedQuery", "The specified filter to the reference property query is currently not supported."))
            .Then(200, $$"""{"value":[{"@odata.type":"#microsoft.graph.user","id":"{{Jane}}"}]}""");

        (await Groups.IsMemberAsync("g", new PersonId(Jane), default)).Should().BeTrue();
        Query().Should().Contain($"id eq '{Jane}'");
    }

    [Theory]
    [InlineData("[\"Unified\"]", true, false, GroupKind.Microsoft365)]
    [InlineData("[]", false, true, GroupKind.Security)]
    [InlineData("[]", true, true, GroupKind.MailEnabledSecurity)]
    [InlineData("[]", true, false, GroupKind.DistributionList)]
    public async Task Group_HasTheKindThatItsPropertiesSay(string types, bool mail, bool security, GroupKind kind)
    {
        _graph.Wire.Then(200, $$"""
            {"value":[{"id":"g","displayName":"Sales","groupTypes":{{types}},"mailEnabled":{{(mail ? "true" : "false")}},"securityEnabled":{{(security ? "true" : "false")}},
             "resourceProvisioningOptions":["Team"],"assignedLicenses":[{"skuId":"{{E3}}"}],"isAssignableToRole":true}]}
            """);

        Group group = (await Groups.FindAsync("O'Sales", default)).Single();

        group.Should().Match<Group>(found => found.Kind == kind && found.HasTeam && found.IsRoleAssignable && found.LicensedSkuIds.Single() == E3);
        Query().Should().Contain("displayName eq 'O''Sales'");
    }

    [Fact]
    public async Task Licenses_AreAddedAndRemovedInOneCall_WithBothListsAlways()
    {
        _graph.Wire.Then(200, "{}").Then(200, "{}");

        await Licenses.AssignAsync(new PersonId(Jane), [new LicenseChange(E3, [Plan])], [], default);
        await Licenses.AssignAsync(new PersonId(Jane), [], [E3], default);

        _graph.Wire.Seen[0].Body.Should().Contain($"\"skuId\":\"{E3}\"").And.Contain($"\"disabledPlans\":[\"{Plan}\"]").And.Contain("\"removeLicenses\":[]");
        _graph.Wire.Seen[1].Body.Should().Contain("\"addLicenses\":[]").And.Contain($"\"removeLicenses\":[\"{E3}\"]");
    }

    [Fact]
    public async Task RemovingALicense_ThatIsGone_IsSuccess_ButOfSeveralItIsNot()
    {
        string gone = Error("Request_BadRequest", "User does not have a corresponding license.");
        _graph.Wire.Then(400, gone).Then(400, gone);

        await Licenses.AssignAsync(new PersonId(Jane), [], [E3], default);
        LifecycleException failure = await FailureAsync(() => Licenses.AssignAsync(new PersonId(Jane), [], [E3, Plan], default));

        failure.Id.Should().Be(ErrorIds.LicenseNotAssignable);
    }

    [Theory]
    [InlineData("Enabled", 10, true)]
    [InlineData("Warning", 13, true)]
    [InlineData("Suspended", 10, false)]
    public async Task Seats_InGraceCountOnlyWhenTheSubscriptionIsInIt(string status, int seats, bool enabled)
    {
        _graph.Wire.Then(200, $$$"""
            {"value":[{"skuId":"{{{E3}}}","skuPartNumber":"SPE_E3","capabilityStatus":"{{{status}}}","appliesTo":"User","consumedUnits":4,
             "prepaidUnits":{"enabled":10,"warning":3,"suspended":0},"servicePlans":[{"servicePlanId":"{{{Plan}}}","servicePlanName":"EXCHANGE_S_ENTERPRISE"}]}]}
            """);

        Sku sku = (await Licenses.ReadSkusAsync(default)).Single();

        sku.Should().BeEquivalentTo(new Sku(E3, "SPE_E3", seats, 4, enabled, [new ServicePlan(Plan, "EXCHANGE_S_ENTERPRISE")]));
    }

    [Fact]
    public async Task LicenseStates_TellDirectFromInherited()
    {
        _graph.Wire.Then(200, $$"""
            {"id":"{{Jane}}","licenseAssignmentStates":[
             {"skuId":"{{E3}}","assignedByGroup":null,"disabledPlans":["{{Plan}}"],"state":"Active","error":"None"},
             {"skuId":"{{E3}}","assignedByGroup":"g","disabledPlans":[],"state":"Error","error":"CountViolation"}]}
            """);

        (await Licenses.ReadAsync(new PersonId(Jane), default)).Should().BeEquivalentTo([
            new LicenseState(E3, null, [Plan], "Active", null), new LicenseState(E3, "g", [], "Error", "CountViolation")]);
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
            foreach (string method in port.GetInterfaces().SelectMany(each => each.GetMethods()).Where(each => !each.IsSpecialName).Select(each => each.Name))
            {
                NeedsAttribute.Of(port, method).Should().NotBeEmpty($"{port.Name}.{method} talks to Graph");
            }
        }
    }

    private GraphDirectory Directory => new(_graph.Calls);

    private GraphGroups Groups => new(_graph.Calls);

    private GraphLicenses Licenses => new(_graph.Calls);

    private GraphSignInMethods Methods => new(_graph.Calls);

    private static NewAccount Account() => new()
    {
        UserPrincipalName = "jane@contoso.example",
        MailNickname = "jane",
        DisplayName = "Jane",
        SignInAllowed = false,
        UsageLocation = "CH",
    };

    private static string Error(string code, string message) => JsonSerializer.Serialize(new { error = new { code, message } });

    private static async Task<LifecycleException> FailureAsync(Func<Task> calling) =>
        (await calling.Should().ThrowAsync<LifecycleException>()).Which;

    private string Query() => Uri.UnescapeDataString(_graph.Wire.Seen[0].Uri.Query);
}
