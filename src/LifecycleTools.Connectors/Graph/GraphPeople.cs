using System;
using LifecycleTools.Engine.People;
using Microsoft.Graph.Models;
using Person = LifecycleTools.Engine.People.Person;

namespace LifecycleTools.Connectors.Graph;

/// <summary>A directory user as a <see cref="Person"/>.</summary>
internal static class GraphPeople
{
    /// <summary>The properties that a person needs; most of them are returned only when asked for.</summary>
    public static string[] Properties { get; } =
    [
        "id", "userPrincipalName", "displayName", "mail", "mailNickname", "givenName", "surname", "jobTitle", "department", "companyName",
        "officeLocation", "mobilePhone", "employeeId", "employeeHireDate", "usageLocation", "accountEnabled", "userType", "onPremisesSyncEnabled",
        "isManagementRestricted", "signInSessionsValidFromDateTime", "lastPasswordChangeDateTime", "createdDateTime",
    ];

    /// <summary>The same of a deleted one.</summary>
    public static string[] DeletedProperties { get; } = [.. Properties, "deletedDateTime"];

    /// <summary>A deleted user, with the name that it had: the deletion puts the object id before it.</summary>
    public static Person FromDeleted(User user)
    {
        Person person = From(user);
        string mark = string.Concat(person.Id.Value.Split('-'));
        string name = person.UserPrincipalName;
        return person with
        {
            UserPrincipalName = name.StartsWith(mark, StringComparison.OrdinalIgnoreCase) ? name.Substring(mark.Length) : name,
            Deleted = user.DeletedDateTime,
        };
    }

    /// <exception cref="Engine.Errors.LifecycleException">ConnectorAnswerUnexpected when the answer lacks what decides: id, name, whether sign-in is allowed.</exception>
    public static Person From(User user) => new()
    {
        Id = new PersonId(GraphCalls.Present(user.Id, "user id")),
        UserPrincipalName = GraphCalls.Present(user.UserPrincipalName, "userPrincipalName"),
        DisplayName = user.DisplayName ?? "",
        Mail = user.Mail,
        MailNickname = user.MailNickname,
        GivenName = user.GivenName,
        Surname = user.Surname,
        JobTitle = user.JobTitle,
        Department = user.Department,
        CompanyName = user.CompanyName,
        OfficeLocation = user.OfficeLocation,
        MobilePhone = user.MobilePhone,
        EmployeeId = user.EmployeeId,
        EmployeeHireDate = user.EmployeeHireDate,
        UsageLocation = user.UsageLocation,

        // Absent is not "blocked": a permission may hide it, and a block that was not seen must not be reported.
        SignInAllowed = GraphCalls.Present(user.AccountEnabled, "accountEnabled"),
        IsGuest = user.UserType == "Guest",
        IsSynchronized = user.OnPremisesSyncEnabled == true,
        IsManagementRestricted = user.IsManagementRestricted == true,
        SessionsValidFrom = user.SignInSessionsValidFromDateTime,
        PasswordChanged = user.LastPasswordChangeDateTime,
        Created = user.CreatedDateTime,
    };
}
