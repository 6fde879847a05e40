using System.Collections.Generic;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>The errors that Exchange Online is known to answer, in its words.</summary>
/// <remarks>
/// Source: answers of the service published in issues and guides; where only the exception's name is known, the words
/// are made up to fit and nothing should match on them.
/// </remarks>
internal static class Failures
{
    private const string Tasks = "Microsoft.Exchange.Configuration.Tasks.";
    private const string Management = "Microsoft.Exchange.Management.Tasks.";
    private const string Invocation = "Microsoft.Exchange.AdminApi.CommandInvocation.";
    private const string Server = "EURPR01A001.PROD.OUTLOOK.COM";

    public static ExchangeFailure NotFound(string identity) => new(
        404, "Ex6F9304", Tasks + "ManagementObjectNotFoundException",
        $"The operation couldn't be performed because object '{identity}' couldn't be found on '{Server}'.");

    public static ExchangeFailure NoMailbox(string identity) => new(
        404, "Ex41BAF5", Tasks + "ManagementObjectNotFoundException", $"The specified mailbox Identity:\"{identity}\" doesn't exist.");

    public static ExchangeFailure Ambiguous(string identity) => new(
        400, "Ex2E38C1", Tasks + "ManagementObjectAmbiguousException",
        $"The operation couldn't be performed because '{identity}' matches multiple entries.");

    public static ExchangeFailure AlreadyMember(string member, string group) => new(
        400, "Ex92A7DB", Management + "MemberAlreadyExistsException",
        $"The recipient \"{member}\" is already a member of the group \"{group}\".");

    public static ExchangeFailure NotMember(string member, string group) => new(
        400, "ExD4128E", Management + "MemberNotFoundException", $"The recipient \"{member}\" isn't a member of the group \"{group}\".");

    public static ExchangeFailure DynamicMembership(string group) => new(
        400, "Ex7C0B5E", Management + "DynamicGroupMembershipChangeDeniedException",
        $"Membership for this group is managed automatically. The members of \"{group}\" can't be changed by hand.");

    public static ExchangeFailure LastOwner(string group) => new(
        400, "Ex5B6A91", Management + "MinGroupOwnersCriteriaBreachedException",
        $"The group \"{group}\" must have at least one owner.");

    public static ExchangeFailure Synchronized(string cmdlet, string parameter, string target) => new(
        400, "ExD3E7A2", "Microsoft.Exchange.Data.Directory.ADOperationException",
        $"The operation on mailbox \"{target}\" failed because it's out of the current user's write scope. The action '{cmdlet}', '{parameter}', "
        + $"can't be performed on the object '{target}' because the object is being synchronized from your on-premises organization. "
        + "This action should be performed on the object in your on-premises organization.");

    public static ExchangeFailure NoSuchPermission(string user, string target) => new(
        400, "Ex0B1D3C", "Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException",
        $"There is no existing permission entry found for user: {user} on {target}.");

    public static ExchangeFailure PermissionExists(string user) => new(
        400, "Ex1F2A8C", "Microsoft.Exchange.Management.StoreTasks.UserAlreadyExistsInPermissionEntryException",
        $"An existing permission entry was found for user: {user}.");

    public static ExchangeFailure Invalid(string text) => new(400, "Ex8D4B30", Management + "RecipientTaskException", text);

    public static ExchangeFailure HoldNeedsLicense() => new(
        400, "ExA1C5F6", Management + "RecipientTaskException",
        "The mailbox needs an Exchange Online Plan 2 license, or Plan 1 with archiving, to be placed on litigation hold.");

    public static ExchangeFailure Forbidden() => new(
        403, "Ex3F1C77", "Microsoft.Exchange.Configuration.Authorization.InsufficientPermissionsException",
        "The current operation isn't supported: the role assigned to the application isn't supported in this scenario.");

    /// <summary>Trouble that passes; the service is known to answer it with 400 as well as with 500.</summary>
    public static ExchangeFailure Busy(int status) => new(
        status, "ExB0A8E1", "Microsoft.Exchange.Data.Storage.ServerBusyException",
        "The server is too busy to handle the request right now. The issue may be transient and please retry a couple of minutes later.");

    public static ExchangeFailure UnknownCmdlet(string name) => new(
        400, "", Invocation + "CommandNotFoundException",
        $"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program.");

    public static ExchangeFailure UnknownParameters(IEnumerable<string> names) => new(
        400, "", Invocation + "AmbiguousParameterSetException",
        $"Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. {string.Join(", ", names)}");

    public static ExchangeFailure MissingParameters(IEnumerable<string> names) => new(
        400, "", Invocation + "ParameterBindingException",
        $"Cannot process command because of one or more missing mandatory parameters: {string.Join(" ", names)}.");

    // The live service tells of a bad value in the inner exception alone: there is no "details" then.
    public static ExchangeFailure BadValue(string parameter, string value, string type, string why) => new(
        400, "", Invocation + "ParameterTransformationException",
        $"Cannot process argument transformation on parameter '{parameter}'. Cannot convert value \"{value}\" to type \"{type}\". Error: \"{why}\"")
    {
        HasDetails = false,
    };

    public static ExchangeFailure Prompts(string cmdlet) => new(
        400, "ExE2F7B4", "System.Management.Automation.Host.HostException",
        "A command that prompts the user failed because the host program or the command type does not support user interaction. "
        + $"The host was attempting to request confirmation with the following message: {cmdlet}: Are you sure you want to perform this action?");
}
