using System.Text.Json;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Graph;

public sealed class GraphErrorsTests
{
    private static readonly RequestMarks s_write = new();

    [Theory]
    [InlineData(400, "Request_BadRequest", "The group must have at least one owner, hence this owner cannot be removed.", ErrorIds.GroupLastOwner)]
    [InlineData(400, "Request_BadRequest", "Cannot Update a mail-enabled security groups and or distribution list.", ErrorIds.GroupNotJoinable)]
    [InlineData(400, "Request_BadRequest", "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.", ErrorIds.PersonSynchronized)]
    [InlineData(400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.", ErrorIds.NameTaken)]
    [InlineData(400, "Request_BadRequest", "License assignment cannot be done for user with invalid usage location.", ErrorIds.LicenseNotAssignable)]
    [InlineData(400, "Request_BadRequest", "Subscription with SKU 05e9a617-0261-4cee-bb44-138d3ef5d965 does not have any available licenses.", ErrorIds.LicenseSeatsMissing)]
    [InlineData(400, "Request_BadRequest", "User license is inherited from a group membership and it cannot be removed directly from the user.", ErrorIds.LicenseNotAssignable)]
    [InlineData(400, "Request_BadRequest", "License assignment failed because service plan a depends on the service plan(s) b", ErrorIds.LicenseNotAssignable)]
    [InlineData(400, "Request_BadRequest", "License assignment failed because service plans a, b are mutually exclusive", ErrorIds.LicenseNotAssignable)]
    [InlineData(400, "badRequest", "The requested authentication method id of [1] matches the user's current default authentication method, and cannot be deleted until the default authentication method is changed", ErrorIds.SignInMethodIsDefault)]
    [InlineData(400, "badRequest", "Cannot delete default method with other methods configured. Please change default method before deletion.", ErrorIds.SignInMethodIsDefault)]
    [InlineData(400, "badRequest", "Invalid LifetimeInMinutes specified. The valid range between 60 and 480.", ErrorIds.AccessPassNotAllowed)]
    [InlineData(400, "badRequest", "Temporary Access Pass cannot be added to an external guest user.", ErrorIds.AccessPassNotAllowed)]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.", ErrorIds.MailboxNotFound)]
    [InlineData(404, "Request_ResourceNotFound", "Resource '1' does not exist or one of its queried reference-property objects are not present.", ErrorIds.ConnectorObjectNotFound)]
    [InlineData(404, "ResourceNotFound", "User's mysite not found.", ErrorIds.ConnectorObjectNotFound)]
    [InlineData(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.", ErrorIds.ConnectorPermissionMissing)]
    [InlineData(403, "Directory_QuotaExceeded", "Unable to perform operation as '121' would exceed the maximum quota count '100'.", ErrorIds.ConnectorRequestRefused)]
    [InlineData(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.", ErrorIds.ConnectorSignInFailed)]
    [InlineData(429, "TooManyRequests", "Too many requests.", ErrorIds.ConnectorThrottled)]
    [InlineData(409, "Directory_ConcurrencyViolation", "There were concurrent requests.", ErrorIds.ConnectorThrottled)]
    [InlineData(500, "InternalServerError", "Something went wrong.", ErrorIds.ConnectorFailed)]
    [InlineData(400, "Request_UnsupportedQuery", "Request with $search query parameter only works through MSGraph with a special request header", ErrorIds.ConnectorRequestRefused)]
    [Trait("PainPoint", "C13")]
    public void Error_HasTheIdOfItsMeaning(int status, string code, string message, string id)
    {
        GraphRefusal refusal = From(status, code, message);

        refusal.Id.Should().Be(id);
        refusal.RequestId.Should().Be("r-1");
        refusal.Message.Should().Contain("PATCH users/7").And.Contain(message.TrimEnd('.')).And.Contain(code).And.Contain("r-1");
    }

    [Theory]
    [InlineData(400, "Request_BadRequest", "One or more added object references already exist for the following modified properties: 'members'.")]
    [InlineData(400, "Request_BadRequest", "Permission being assigned already exists on the object")]
    [InlineData(400, "Request_BadRequest", "A conflicting object with one or more of the specified property values is present in the directory.")]
    [InlineData(409, "Request_MultipleObjectsWithSameKeyValue", "A conflicting object exists.")]
    public void Error_ThatSaysItIsThere_IsAlreadyThere(int status, string code, string message) =>
        From(status, code, message).Should().Match<GraphRefusal>(refusal => refusal.IsAlreadyThere && !refusal.IsAlreadyGone);

    [Theory]
    [InlineData(400, "Request_BadRequest", "One or more removed object references do not exist for the following modified properties: 'members'.")]
    [InlineData(404, "Request_ResourceNotFound", "Resource '1' does not exist or one of its queried reference-property objects are not present.")]
    [InlineData(400, "Request_BadRequest", "User does not have a corresponding license.")]
    public void Error_ThatSaysItIsGone_IsAlreadyGone(int status, string code, string message) =>
        From(status, code, message).Should().Match<GraphRefusal>(refusal => refusal.IsAlreadyGone && !refusal.IsAlreadyThere);

    [Theory]
    [InlineData(404, "Request_ResourceNotFound", "Resource '1' does not exist.", true)]
    [InlineData(400, "Request_BadRequest", "License assignment cannot be done for user with invalid usage location.", true)]
    [InlineData(403, "Authorization_RequestDenied", "Insufficient privileges.", false)]
    public void Error_ThatReplicationMayExplain_SaysSo(int status, string code, string message, bool may) =>
        From(status, code, message).MayBeReplication.Should().Be(may);

    [Theory]
    [InlineData(500, false, true)]
    [InlineData(503, false, true)]
    [InlineData(503, true, false)]
    [InlineData(429, true, false)]
    [InlineData(400, false, false)]
    public void Error_OfAChange_IsAmbiguousWhenTheServiceMayHaveStarted(int status, bool saysWhen, bool ambiguous)
    {
        GraphErrors.From("POST users", s_write, status, "{}", "r-1", saysWhen).IsAmbiguous.Should().Be(ambiguous);
        GraphErrors.From("GET users", RequestMarks.Read, status, "{}", "r-1", saysWhen).IsAmbiguous.Should().BeFalse();
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("[]")]
    [InlineData("{\"error\":\"no object\"}")]
    [InlineData("")]
    public void Error_ThatCannotBeRead_StillSaysWhatHappened(string body)
    {
        GraphRefusal refusal = GraphErrors.From("GET users", RequestMarks.Read, 502, body, "", saysWhen: false);

        refusal.Id.Should().Be(ErrorIds.ConnectorFailed);
        refusal.Message.Should().Be("GET users was not answered: the answer has no error that could be read (502, request without an id).");
    }

    [Fact]
    public void Error_OfAProxyRedirect_IsAnUnexpectedAnswer() =>
        GraphErrors.From("GET users", RequestMarks.Read, 302, "", "", saysWhen: false).Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected);

    [Fact]
    public void Error_WithDetails_SaysThemToo()
    {
        string body = JsonSerializer.Serialize(new
        {
            error = new
            {
                code = "Request_BadRequest",
                message = "The request is invalid.",
                details = new[] { new { code = "ObjectConflict", message = "Another object with the same value for property proxyAddresses already exists.", target = "proxyAddresses" } },
            },
        });

        GraphErrors.From("POST users", s_write, 400, body, "r-1", saysWhen: false).Id.Should().Be(ErrorIds.NameTaken);
    }

    private static GraphRefusal From(int status, string code, string message)
    {
        string body = JsonSerializer.Serialize(new
        {
            error = new { code, message, innerError = new System.Collections.Generic.Dictionary<string, string> { ["request-id"] = "r-1", ["date"] = "2026-11-22T08:00:00" } },
        });
        return GraphErrors.From("PATCH users/7", s_write, status, body, "", saysWhen: false);
    }
}
