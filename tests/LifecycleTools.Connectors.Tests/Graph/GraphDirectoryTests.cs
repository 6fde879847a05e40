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
using static LifecycleTools.Connectors.Tests.Graph.GraphService;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphDirectoryTests : IDisposable
{
    private const string Jane = "11111111-1111-1111-1111-111111111111";
    private readonly GraphService _graph = new();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("o'brien@contoso.example", "/v1.0/users/o%27brien%40contoso.example")]
    [InlineData("jane_gmail.com#EXT#@contoso.example", "/v1.0/users/jane_gmail.com%23EXT%23%40contoso.example")]
    [InlineData("$x@contoso.example", "/v1.0/users('%24x%40contoso.example')")]
    [InlineData("$o'x@contoso.example", "/v1.0/users('%24o%27%27x%40contoso.example')")]
    [Trait("PainPoint", "C28")]
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
        _graph.FirstQuery.Should().Contain("accountEnabled").And.Contain("signInSessionsValidFromDateTime");
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
        graph.Wire.Then(batch => AnswerBatch(batch, item => new { id = item.Id, status = 200, body = Held(item.Url) }));

        Task<IReadOnlyList<NameClash>> finding = new GraphDirectory(graph.Calls).FindClashesAsync("o'brien@contoso.example", "o.brien", default);
        await graph.CloseWindowAsync(3);

        (await finding).Select(clash => (clash.Kind, clash.Holds)).Should().Equal(
            ("user", "o'brien@contoso.example"), ("deleted user", "SMTP:O'Brien@contoso.example"), ("group", "o.brien"));
        ItemsOf(graph.Wire.Seen.Single()).Select(item => Uri.UnescapeDataString(item.Url)).Should().OnlyContain(url =>
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
        _graph.FirstQuery.Should().Contain("employeeId eq '4''2'");
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

    private GraphDirectory Directory => new(_graph.Calls);

    private static NewAccount Account() => new()
    {
        UserPrincipalName = "jane@contoso.example",
        MailNickname = "jane",
        DisplayName = "Jane",
        SignInAllowed = false,
        UsageLocation = "CH",
    };
}
