using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>Entries of a tenant file, and notices as runs make them.</summary>
internal static class NoticeBench
{
    public static readonly string[] Languages = ["en", "de-CH", "fr-CH"];

    public static SystemAccess Access(
        string kind, IReadOnlyDictionary<string, string> values, string tenantPath = "/tenants/contoso/lifecycle.yaml",
        HttpMessageHandler? transport = null, IClock? clock = null, Connectors.Graph.GraphCalls? graph = null) =>
        new("notify", new SystemSettings { Kind = kind, Values = values }, File(tenantPath), new NamesAreSecrets(), transport ?? new HttpClientHandler(), clock ?? new VirtualClock(), new RecordingStep())
        {
            Graph = graph,
        };

    public static Notice About(NoticeKind kind, string language = "en", string person = "Sofia Muster", IReadOnlyList<string>? to = null)
    {
        bool isHire = kind == NoticeKind.ManagerReady;
        return new Notice
        {
            Kind = kind,
            To = to ?? ["maria.keller@contoso.example"],
            Language = language,
            Tenant = "Contoso",
            Workflow = isHire ? "Hire" : "Offboard",
            Person = person,
            UserPrincipalName = "sofia.muster@contoso.example",
            RunId = "6f1d2c30-5a8e-4a53-9f0b-2f3a4b5c6d7e",
            Ticket = "4711",
            TimeZone = "Europe/Zurich",
            Facts = isHire
                ? new() { [NoticeFacts.Role] = "engineer", [NoticeFacts.Site] = "zurich", [NoticeFacts.FirstDay] = "2026-11-30", [NoticeFacts.SignInFrom] = NoticeFacts.FirstDay }
                : new Dictionary<string, string> { [NoticeFacts.Site] = "zurich", [NoticeFacts.Delegate] = "Maria Keller", [NoticeFacts.Mailbox] = "sofia.muster@contoso.example", [NoticeFacts.Saved] = "36.00 USD" },
            Steps = kind == NoticeKind.Warning ? [] : kind == NoticeKind.Escalation ? Left() : isHire ? Arrival() : Departure(),
            Text = kind == NoticeKind.Warning ? "The HR system names 40 departures today, of 210 people.\nNone was carried out: look at the feed, then approve them with -Approve." : "",
        };
    }

    public static StepResult Step(int number, string id, string action, string target, StepStatus status = StepStatus.Done, string detail = "") => new()
    {
        Number = number, Workflow = "Offboard", Phase = "End access", Step = id, Action = action, Target = target, Status = status, Detail = detail,
        StartedUtc = new DateTime(2026, 11, 27, 16, 0, 0, DateTimeKind.Utc).AddSeconds(40 * number), Duration = TimeSpan.FromSeconds(20),
    };

    private static StepResult[] Departure() =>
    [
        Step(1, "directory.block-sign-in", "Block sign-in", "sofia.muster@contoso.example"),
        Step(2, "directory.revoke-sessions", "Revoke sessions", "sofia.muster@contoso.example"),
        Step(3, "methods.remove", "Remove sign-in methods", "phone +41 44 *** ** 12, Authenticator on Pixel 9"),
        Step(4, "mail.convert-to-shared", "Make the mailbox shared", "sofia.muster@contoso.example"),
        Step(5, "mail.delegate", "Give access to the mailbox", "Maria Keller"),
        Step(6, "files.share-onedrive", "Share OneDrive files", "https://contoso-my.sharepoint.example/personal/sofia_muster", StepStatus.AlreadyDone),
        Step(7, "mail.forward", "Forward mail", "", StepStatus.Skipped, "the role map forwards nothing"),
        Step(8, "license.release", "Release licenses", "SPE_E3"),
        Step(9, "groups.leave", "Leave groups", "Engineering, All Zurich, VPN users and 9 more"),
        Step(10, "devices.retire", "Retire managed devices", "LT-0042-ZRH-ENGINEERING-WORKSTATION"),
    ];

    private static StepResult[] Arrival() =>
    [
        Step(1, "directory.create", "Create account", "sofia.muster@contoso.example"),
        Step(2, "license.assign", "Assign licenses", "SPE_E3"),
        Step(3, "device.enroll", "Enroll device", "LT-0099", StepStatus.Deferred, "the device has not been handed out yet"),
    ];

    private static StepResult[] Left() =>
    [
        Step(4, "mail.convert-to-shared", "Make the mailbox shared", "sofia.muster@contoso.example", StepStatus.ManualReview, "The mailbox holds 71.3 GB; above 50 GB it needs its license."),
        Step(9, "groups.leave", "Leave groups", "All Zurich", StepStatus.Failed, "The group is dynamic; its rule is: user.city -eq \"Zurich\""),
        Step(11, "rmm.unenroll", "Unenroll devices", "LT-0042", StepStatus.Deferred, "The agent has not been seen since Thursday."),
    ];

    private static TenantFile File(string path) => new()
    {
        Path = path, Name = "contoso", Id = Guid.Empty, Credential = new TenantCredential { Kind = CredentialKind.ManagedIdentity },
    };

    /// <summary>env:NAME is NAME.</summary>
    private sealed class NamesAreSecrets : ISecrets
    {
        public Secret Resolve(string reference) => new(string.Concat(reference.SkipWhile(letter => letter != ':').Skip(1)));
    }
}
