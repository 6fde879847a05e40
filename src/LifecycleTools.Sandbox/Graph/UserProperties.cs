using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>The properties of a person that a request may set, with their limits.</summary>
internal static class UserProperties
{
    private static readonly Dictionary<string, (int Longest, Action<SandboxUser, string?> Set)> s_texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["displayName"] = (256, (user, text) => user.DisplayName = text!),
        ["givenName"] = (64, (user, text) => user.GivenName = text),
        ["surname"] = (64, (user, text) => user.Surname = text),
        ["userPrincipalName"] = (113, (user, text) => user.UserPrincipalName = text!),
        ["mailNickname"] = (64, (user, text) => user.MailNickname = text!),
        ["mail"] = (256, (user, text) => user.Mail = text),
        ["jobTitle"] = (128, (user, text) => user.JobTitle = text),
        ["department"] = (64, (user, text) => user.Department = text),
        ["companyName"] = (64, (user, text) => user.CompanyName = text),
        ["officeLocation"] = (128, (user, text) => user.OfficeLocation = text),
        ["employeeId"] = (16, (user, text) => user.EmployeeId = text),
        ["employeeType"] = (64, (user, text) => user.EmployeeType = text),
        ["mobilePhone"] = (64, (user, text) => user.MobilePhone = text),
        ["faxNumber"] = (64, (user, text) => user.FaxNumber = text),
        ["streetAddress"] = (1024, (user, text) => user.StreetAddress = text),
        ["city"] = (128, (user, text) => user.City = text),
        ["state"] = (128, (user, text) => user.State = text),
        ["postalCode"] = (40, (user, text) => user.PostalCode = text),
        ["country"] = (128, (user, text) => user.Country = text),
        ["usageLocation"] = (2, (user, text) => user.UsageLocation = text),
        ["preferredLanguage"] = (64, (user, text) => user.PreferredLanguage = text),
        ["passwordPolicies"] = (256, (user, text) => user.PasswordPolicies = text),
        ["userType"] = (16, (user, text) => user.UserType = text!),
        ["onPremisesImmutableId"] = (256, (user, text) => user.OnPremisesImmutableId = text),
        ["employeeHireDate"] = (64, (user, text) => user.EmployeeHireDate = Date(text)),
        ["employeeLeaveDateTime"] = (64, (user, text) => user.EmployeeLeaveDateTime = Date(text)),
    };

    private static readonly string[] s_readOnly = { "proxyAddresses", "id", "createdDateTime", "assignedLicenses", "licenseAssignmentStates", "signInSessionsValidFromDateTime", "lastPasswordChangeDateTime" };

    /// <summary>Properties of administrators that only a stronger administrator may set.</summary>
    public static IReadOnlyCollection<string> Sensitive { get; } = new[]
    {
        "accountEnabled", "passwordProfile", "mobilePhone", "businessPhones", "otherMails", "userPrincipalName", "onPremisesImmutableId",
    };

    /// <summary>What the cloud may set on someone mastered on-premises.</summary>
    public static IReadOnlyCollection<string> CloudOwned { get; } = new[] { "usageLocation", "passwordPolicies", "employeeLeaveDateTime", "preferredLanguage", "showInAddressList" };

    /// <summary>Sets one property.</summary>
    /// <exception cref="GraphException">400: unknown, read-only, too long, empty or of the wrong type.</exception>
    public static void Set(SandboxUser user, string name, JsonNode? value, DateTimeOffset now)
    {
        if (s_readOnly.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw GraphErrors.Invalid(name, $"Property '{name}' is read-only and cannot be set.");
        if (s_texts.TryGetValue(name, out (int Longest, Action<SandboxUser, string?> Set) text))
        {
            text.Set(user, Text(name, value, text.Longest));
            return;
        }

        switch (name)
        {
            case "accountEnabled": user.AccountEnabled = Truth(name, value); break;
            case "showInAddressList": user.ShowInAddressList = Truth(name, value); break;
            case "businessPhones": user.BusinessPhones = Texts(name, value, most: 1); break;
            case "otherMails": user.OtherMails = Texts(name, value, most: 250); break;
            case "onPremisesExtensionAttributes": SetExtensions(user, value); break;
            case "passwordProfile": SetPassword(user, value as JsonObject ?? throw GraphErrors.Invalid(name), now); break;
            default:
                throw GraphErrors.BadRequest($"One or more property values specified are invalid. Property '{name}' does not exist on type 'microsoft.graph.user'.");
        }
    }

    private static void SetPassword(SandboxUser user, JsonObject profile, DateTimeOffset now)
    {
        foreach (KeyValuePair<string, JsonNode?> part in profile)
        {
            if (part.Key == "forceChangePasswordNextSignIn") user.ForceChangePasswordNextSignIn = Truth(part.Key, part.Value);
            if (part.Key == "forceChangePasswordNextSignInWithMfa") user.ForceChangePasswordNextSignInWithMfa = Truth(part.Key, part.Value);
            if (part.Key != "password" || part.Value is null) continue;
            string password = part.Value.ToString();
            if (!IsStrong(password))
            {
                throw new GraphException(400, "Request_BadRequest", "The specified password does not comply with password complexity requirements. Please provide a different password.",
                    ("InvalidPassword", "The specified password does not comply with password complexity requirements. Please provide a different password.", "password"));
            }

            user.Password = password;
            user.LastPasswordChangeUtc = now;

            // A reset by an administrator also ends what was signed in.
            user.SignInSessionsValidFromUtc = now;
        }
    }

    /// <summary>8 to 256 characters, three of four classes, no Unicode.</summary>
    private static bool IsStrong(string password)
    {
        int classes = new Func<char, bool>[] { char.IsLower, char.IsUpper, char.IsDigit, letter => !char.IsLetterOrDigit(letter) }.Count(password.Any);
        return password.Length is >= 8 and <= 256 && classes >= 3 && password.All(letter => letter is >= ' ' and < (char)127);
    }

    private static void SetExtensions(SandboxUser user, JsonNode? value)
    {
        foreach (KeyValuePair<string, JsonNode?> attribute in value as JsonObject ?? throw GraphErrors.Invalid("onPremisesExtensionAttributes"))
            user.ExtensionAttributes[attribute.Key] = Text(attribute.Key, attribute.Value, 1024);
    }

    private static string? Text(string name, JsonNode? value, int longest)
    {
        if (value is null)
            return name is "displayName" or "userPrincipalName" or "mailNickname" or "userType" ? throw GraphErrors.Invalid(name) : null;
        if (value.GetValueKind() != JsonValueKind.String) throw GraphErrors.BadQuery($"Cannot convert the literal '{value}' to the expected type 'Edm.String'.");
        string text = value.GetValue<string>();

        // Graph refuses empty texts: a property is cleared with null.
        return text.Length == 0 || text.Length > longest ? throw GraphErrors.Invalid(name) : text;
    }

    private static bool Truth(string name, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw GraphErrors.Invalid(name),
    };

    private static List<string> Texts(string name, JsonNode? value, int most)
    {
        List<string> texts = (value as JsonArray ?? throw GraphErrors.Invalid(name)).Select(item => item!.ToString()).ToList();
        return texts.Count > most ? throw GraphErrors.Invalid(name) : texts;
    }

    private static DateTimeOffset? Date(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date
        : throw GraphErrors.BadQuery($"Cannot convert the literal '{text}' to the expected type 'Edm.DateTimeOffset'.");
}
