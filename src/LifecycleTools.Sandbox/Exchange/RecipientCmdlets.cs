using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Finding recipients.</summary>
internal static class RecipientCmdlets
{
    private const int DefaultResultSize = 1000;

    [Cmdlet("Get-Recipient", "Identity Filter RecipientTypeDetails[] RecipientType[] ResultSize Anr SortBy Properties[] PropertySet IncludeSoftDeletedRecipients?")]
    [Cmdlet("Get-EXORecipient", "Identity ExternalDirectoryObjectId Filter RecipientTypeDetails[] RecipientType[] ResultSize Anr Properties[] PropertySets[]")]
    public static IEnumerable<JsonObject> GetRecipient(CmdletCall call)
    {
        IReadOnlyList<string> details = call.List("RecipientTypeDetails");
        IEnumerable<Recipient> found = Select(call, call.Directory.All, call.Text("Identity") ?? call.Text("ExternalDirectoryObjectId"));
        if (details.Count > 0) found = found.Where(recipient => details.Contains(recipient.Details, StringComparer.OrdinalIgnoreCase));
        return Limit(call, found).Select(Describe);
    }

    /// <summary>Those that identity and filter name; an identity that names none is an error.</summary>
    internal static IEnumerable<Recipient> Select(CmdletCall call, IEnumerable<Recipient> among, string? identity)
    {
        List<Recipient> found = among.ToList();
        if (identity is not null)
        {
            found = found.Where(recipient => recipient.Answers(identity)).ToList();
            if (found.Count == 0) throw Failures.NotFound(identity);
        }

        if (call.Text("Anr") is { } part) found = found.Where(recipient => recipient.Source.DisplayName.StartsWith(part, StringComparison.OrdinalIgnoreCase)).ToList();
        return call.Text("Filter") is { } filter
            ? found.Where(RecipientFilter.Parse(filter, (recipient, name) => Values(call.Directory, recipient, name)))
            : found;
    }

    /// <summary>The first so many, with the service's warning when that leaves some out.</summary>
    internal static IEnumerable<Recipient> Limit(CmdletCall call, IEnumerable<Recipient> found)
    {
        if (SandboxTenant.Same(call.Text("ResultSize"), "Unlimited")) return found;

        int limit = DefaultResultSize;
        if (call.Text("ResultSize") is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
        {
            throw Failures.BadValue("ResultSize", text, "Unlimited[System.UInt32]", "Input string was not in a correct format.");
        }

        List<Recipient> all = found.ToList();
        if (all.Count > limit)
        {
            call.Warnings.Add($"By default, only the first {limit} items are returned. Use the ResultSize parameter to specify the number of items returned. To return all items, specify \"-ResultSize Unlimited\".");
        }

        return all.Take(limit);
    }

    /// <summary>The properties that all recipients have.</summary>
    internal static JsonObject Describe(Recipient recipient) => new()
    {
        ["Identity"] = recipient.Name,
        ["Name"] = recipient.Name,
        ["Guid"] = recipient.Guid,
        ["ExternalDirectoryObjectId"] = recipient.Id,
        ["DisplayName"] = recipient.Source.DisplayName,
        ["Alias"] = recipient.Alias,
        ["PrimarySmtpAddress"] = recipient.Address,
        ["EmailAddresses"] = Texts(recipient.Addresses),
        ["DistinguishedName"] = recipient.DistinguishedName,
        ["RecipientType"] = TypeOf(recipient),
        ["RecipientTypeDetails"] = recipient.Details,
        ["IsDirSynced"] = recipient.IsSynchronized,
        ["HiddenFromAddressListsEnabled"] = recipient.Mailbox?.HiddenFromAddressListsEnabled ?? recipient.Group?.HiddenFromAddressLists ?? false,
        ["WhenCreatedUTC"] = Instant(recipient.Source.CreatedUtc),
    };

    internal static JsonArray Texts(IEnumerable<string> texts) => new(texts.Select(text => (JsonNode?)JsonValue.Create(text)).ToArray());

    internal static string? Instant(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string TypeOf(Recipient recipient) => recipient.Details switch
    {
        "GuestMailUser" => "MailUser",
        "GroupMailbox" => "MailUniversalDistributionGroup",
        _ when recipient.Mailbox is not null => "UserMailbox",
        var same => same,
    };

    private static IEnumerable<string>? Values(RecipientDirectory directory, Recipient recipient, string property) => property.ToUpperInvariant() switch
    {
        "MEMBERS" => Names(directory, recipient.Group?.Members),
        "MANAGEDBY" => Names(directory, recipient.Group?.Owners),
        "GRANTSENDONBEHALFTO" => Names(directory, recipient.Mailbox?.GrantSendOnBehalfTo),
        "FORWARDINGADDRESS" => Names(directory, recipient.Mailbox?.ForwardingAddress is { } id ? new[] { id } : null),
        "FORWARDINGSMTPADDRESS" => recipient.Mailbox?.ForwardingSmtpAddress is { } address ? new[] { address } : Enumerable.Empty<string>(),
        "EMAILADDRESSES" => recipient.Addresses.Concat(recipient.Addresses.Select(Recipient.WithoutPrefix)),
        "PRIMARYSMTPADDRESS" or "WINDOWSEMAILADDRESS" => new[] { recipient.Address },
        "RECIPIENTTYPEDETAILS" => new[] { recipient.Details },
        "RECIPIENTTYPE" => new[] { TypeOf(recipient) },
        "ALIAS" => new[] { recipient.Alias },
        "NAME" => new[] { recipient.Name },
        "DISPLAYNAME" => new[] { recipient.Source.DisplayName },
        "DISTINGUISHEDNAME" => new[] { recipient.DistinguishedName },
        "EXTERNALDIRECTORYOBJECTID" => new[] { recipient.Id },
        "GUID" => new[] { recipient.Guid },
        "USERPRINCIPALNAME" => new[] { recipient.User?.UserPrincipalName ?? "" },
        "ISDIRSYNCED" => new[] { recipient.IsSynchronized ? "true" : "false" },
        _ => null,
    };

    // The service compares members by distinguished name only: anything else finds nothing, without an error.
    private static IEnumerable<string> Names(RecipientDirectory directory, IEnumerable<string>? ids) =>
        from id in ids ?? Enumerable.Empty<string>()
        from recipient in directory.All
        where SandboxTenant.Same(recipient.Id, id)
        select recipient.DistinguishedName;
}
