using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Where the real service is known to differ from its own description. Each has a source, or it does not belong here.</summary>
internal static class KnownDeviations
{
    private static readonly Regex s_lists = new(
        @"^(GET /sites/[^/]+(:/sites/[^/]+|/lists|/lists/[^/]+/columns|/lists/[^/]+/items|/lists/[^/]+/items/[0-9]+)?|PATCH /sites/[^/]+/lists/[^/]+/items/[0-9]+/fields)$",
        RegexOptions.CultureInvariant);

    private static readonly (Func<ContractViolation, bool> Applies, string Source)[] s_all =
    [
        (v => v.Pointer == "/error/innerError/date" && v.Rule.EndsWith("is no date-time", StringComparison.Ordinal),
            "Answers pasted into public issues have innerError.date without a time zone: 2024-08-20T04:25:57."),
        (v => v.Pointer == "/error/innerError/message" && v.Rule.StartsWith("is no property", StringComparison.Ordinal),
            "Errors of authentication methods repeat the message there (answers pasted into microsoft-graph-docs-contrib issue 1888)."),
        (v => v.Call.EndsWith("/sendMail -> 202", StringComparison.Ordinal) && v.Pointer == "status",
            "The reference page of sendMail answers 202: the mail is queued, not sent."),
        (v => v.Call.EndsWith("/sendMail", StringComparison.Ordinal) && (v.Pointer is "/message" or "/saveToSentItems"),
            "The reference page of sendMail writes the names of its parameters in lower camel case; the service takes both."),
        (v => v.Call.StartsWith("GET ", StringComparison.Ordinal) && v.Call.Contains("/$ref", StringComparison.Ordinal) && v.Rule == "is Object, must be String",
            "The reference pages show a reference as an object with @odata.id; the converter from CSDL makes it a string."),
        (v => v.Pointer == "path" && s_lists.IsMatch(v.Call),
            "The subset that is checked in leaves sites and lists out: these seven calls are written after the reference pages site: getByPath, list lists, list columns, list items, get item, update item."),
    ];

    public static bool Include(ContractViolation violation) => s_all.Any(one => one.Applies(violation));
}
