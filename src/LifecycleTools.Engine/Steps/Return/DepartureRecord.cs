using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>
/// What things were before a departure changed them, read back from its journal. A departure that was resumed took its snapshots more than once; the
/// first of each thing counts, for the later ones are of what the departure itself had made of it.
/// </summary>
public sealed class DepartureRecord
{
    private readonly List<IReadOnlyDictionary<string, string>> _snapshots;
    private readonly IReadOnlyDictionary<string, string> _facts;
    private readonly IReadOnlyDictionary<string, string> _person;

    private DepartureRecord(string runId, List<IReadOnlyDictionary<string, string>> snapshots, IReadOnlyDictionary<string, string> facts)
    {
        RunId = runId;
        _snapshots = snapshots;
        _facts = facts;
        _person = Of(SnapshotKinds.Person, "id").FirstOrDefault() ?? throw new LifecycleException(ErrorIds.RunNotUndoable, ErrorKind.Order,
            $"Run {runId} was not undone: it ended before it knew who leaves, so it changed nothing.");
    }

    /// <summary>The departure's run.</summary>
    public string RunId { get; }

    /// <summary>The person's object id.</summary>
    public PersonId Person => new(_person["id"]);

    /// <summary>The name they signed in with.</summary>
    public string Name => _person["name"];

    /// <summary>Whether sign-in was allowed.</summary>
    public bool SignInWasAllowed => Field(_person, "signInAllowed") == "true";

    /// <summary>Who managed them; null for nobody.</summary>
    public PersonId? Manager => Field(_person, "manager") is { Length: > 0 } id ? new PersonId(id) : null;

    /// <summary>When the service says that the departure's own password was set; empty when it set none.</summary>
    public string PasswordSet => Field(_facts, FactNames.PasswordSet);

    /// <summary>Where they worked, by the site's name in the role map; empty when that was not certain.</summary>
    public string SiteName => Field(_facts, FactNames.SiteName);

    /// <summary>What people call the departure's ticket; empty when it had none.</summary>
    public string Ticket => Field(_facts, FactNames.TicketNumber);

    /// <summary>Their groups and lists, of every kind.</summary>
    public IReadOnlyList<Group> Groups => Of(SnapshotKinds.Group, "id").Select(one =>
        new Group(one["id"], Field(one, "name"), OrNull(one, "mail"), Kind<GroupKind>(one, "kind")) { MembershipRule = OrNull(one, "rule"), HasTeam = Field(one, "team") == "true" }).ToList();

    /// <summary>Their licenses, direct and inherited.</summary>
    public IReadOnlyList<LicenseState> Licenses => Of(SnapshotKinds.License, "sku", "byGroup").Select(one => new LicenseState(
        one["sku"], OrNull(one, "byGroup"), Field(one, "disabledPlans").Split([','], StringSplitOptions.RemoveEmptyEntries), "Active", null)).ToList();

    /// <summary>The mailbox; null when the departure changed none.</summary>
    public Mailbox? Mailbox => Of(SnapshotKinds.Mailbox, "id").Select(one => new Mailbox(one["id"], one["address"], Kind<MailboxKind>(one, "kind"))
    {
        ForwardsTo = OrNull(one, "forwardsTo"), KeepsCopy = Field(one, "keepsCopy") == "true", IsHidden = Field(one, "hidden") == "true",
    }).FirstOrDefault();

    /// <summary>The automatic reply; null when the departure set none.</summary>
    public AutomaticReply? Reply => Of(SnapshotKinds.AutomaticReply)
        .Select(one => new AutomaticReply(Field(one, "on") == "true", Field(one, "internal"), Field(one, "external"))).FirstOrDefault();

    /// <summary>Rights on the mailbox that the departure gave.</summary>
    public IReadOnlyList<GivenRight> GivenRights => Of(SnapshotKinds.GivenRight, "mailbox", "holder", "right")
        .Select(one => new GivenRight(Right(one), Field(one, "holderMail"))).ToList();

    /// <summary>Rights that they had on other mailboxes.</summary>
    public IReadOnlyList<MailboxRight> RightsElsewhere => Of(SnapshotKinds.RightElsewhere, "mailbox", "holder", "right").Select(Right).ToList();

    /// <summary>What they owned, and who got it.</summary>
    public IReadOnlyList<HandedOver> Owned => Of(SnapshotKinds.OwnedObject, "id").Select(one =>
        new HandedOver(one["id"], Field(one, "name"), Kind<OwnedKind>(one, "kind"), Heir(one))).ToList();

    /// <summary>Lists that they managed, and who got them.</summary>
    public IReadOnlyList<HandedOver> ManagedLists => Of(SnapshotKinds.ManagedList, "id").Select(one =>
        new HandedOver(one["id"], Field(one, "name"), OwnedKind.Other, Heir(one))).ToList();

    /// <summary>Access to their OneDrive that the departure gave; null when it gave none.</summary>
    public GivenDrive? SharedDrive => Of(SnapshotKinds.GivenDrive).Select(one =>
        new GivenDrive(new PersonalDrive(one["drive"], one["root"], Field(one, "url")), one["mail"])).FirstOrDefault();

    /// <summary>Entra devices that were enabled: object id and name.</summary>
    public IReadOnlyList<(string Id, string Name)> EnabledDevices =>
        Of(SnapshotKinds.EntraDevice, "id").Where(one => Field(one, "enabled") == "true").Select(one => (one["id"], Field(one, "name"))).ToList();

    /// <summary>Intune devices.</summary>
    public IReadOnlyList<ManagedDevice> ManagedDevices => Of(SnapshotKinds.IntuneDevice, "id").Select(one => new ManagedDevice(
        one["id"], OrNull(one, "deviceId"), Field(one, "name"), OrNull(one, "serial"), null, "", Field(one, "state"), null)).ToList();

    /// <summary>Devices in the RMM that the departure looked at.</summary>
    public IReadOnlyList<RmmDevice> RmmDevices => Of(SnapshotKinds.RmmDevice, "id").Select(one => new RmmDevice(one["id"], Field(one, "name"), RmmDeviceState.Enrolled)
    {
        SerialNumber = OrNull(one, "serial"), OwnerMail = OrNull(one, "owner"), SiteId = Field(one, "site"), Tags = Field(one, "tags").Split([','], StringSplitOptions.RemoveEmptyEntries),
    }).ToList();

    /// <summary>The departure told this device to leave the RMM.</summary>
    public bool WasToldToLeave(RmmDevice device) => _facts.ContainsKey(FactNames.RmmToldToLeave(device.Id));

    /// <summary>Whether an address is one of the person's, as the departure knew them.</summary>
    public bool IsTheirs(string? mail) => Steps.RmmDevices.Same(Name, mail) || Steps.RmmDevices.Same(Field(_person, "mail"), mail);

    /// <summary>Mail addresses of their accounts in the RMM.</summary>
    public IReadOnlyList<string> RmmEndUsers => Words(SnapshotKinds.RmmEndUser, "id", one => Field(one, "mail"));

    /// <summary>The departure had this device wiped.</summary>
    public bool IsWiped(ManagedDevice device) => _facts.ContainsKey(FactNames.DeviceWiped(device.Id));

    /// <summary>App roles and consents.</summary>
    public IReadOnlyList<AppGrant> AppGrants => Of(SnapshotKinds.AppAccess, "id")
        .Select(one => new AppGrant(one["id"], Field(one, "app"), Field(one, "kind") == "consent", Field(one, "scope"))).ToList();

    /// <summary>Directory roles.</summary>
    public IReadOnlyList<RoleHolding> Roles => Of(SnapshotKinds.DirectoryRole, "id").Select(one => new RoleHolding(
        one["id"], Field(one, "role"), Field(one, "name"), Field(one, "scope"), Field(one, "eligible") == "true")).ToList();

    /// <summary>Sign-in methods that were removed, in words.</summary>
    public IReadOnlyList<string> SignInMethods => Words(SnapshotKinds.SignInMethod, "id", one => Field(one, "description"));

    /// <summary>Inbox rules that were removed, in words.</summary>
    public IReadOnlyList<string> InboxRules => Words(SnapshotKinds.InboxRule, "id", one => $"{Field(one, "name")} (to {Field(one, "to")})");

    /// <summary>Phones that the mail account was removed from.</summary>
    public IReadOnlyList<string> Phones => Words(SnapshotKinds.Phone, "id", one => Field(one, "name"));

    /// <summary>How many meetings were canceled.</summary>
    public int CanceledMeetings => Of(SnapshotKinds.Meetings).Select(one => int.Parse(one["count"], CultureInfo.InvariantCulture)).FirstOrDefault();

    /// <summary>Reads the journal of a departure.</summary>
    /// <exception cref="LifecycleException">JournalDamaged; RunNotUndoable when it is none of a departure, or of one that changed nothing.</exception>
    public static DepartureRecord From(string runId, JournalReading journal)
    {
        if (journal.BrokenLine is { } line)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data,
                $"Run {runId} was not undone: its journal does not hold at line {line.ToString(CultureInfo.InvariantCulture)}, so what was before cannot be known from it.");
        }

        string workflow = journal.Entries.FirstOrDefault(entry => entry.Kind == JournalKinds.RunStarted)?["workflow"] ?? "";
        if (workflow != Workflows.Offboard.Name)
        {
            throw new LifecycleException(ErrorIds.RunNotUndoable, ErrorKind.Argument, $"Run {runId} was not undone: it is no departure{(workflow.Length == 0 ? "" : $" but a run of {workflow}")}.");
        }

        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        foreach (JournalEntry entry in journal.Entries.Where(entry => entry.Kind == JournalKinds.Fact)) facts[entry["name"]] = entry["value"];
        return new DepartureRecord(runId, journal.Entries.Where(entry => entry.Kind == JournalKinds.Snapshot).Select(entry => entry.Fields).ToList(), facts);
    }

    // The first of each thing, things being the same when these fields are.
    private IEnumerable<IReadOnlyDictionary<string, string>> Of(string what, params string[] key) => _snapshots
        .Where(one => Field(one, "what") == what)
        .GroupBy(one => string.Join("\n", key.Select(field => Field(one, field))), StringComparer.OrdinalIgnoreCase)
        .Select(same => same.First());

    private List<string> Words(string what, string key, Func<IReadOnlyDictionary<string, string>, string> inWords) => Of(what, key).Select(inWords).ToList();

    private static MailboxRight Right(IReadOnlyDictionary<string, string> one) => new(one["mailbox"], one["holder"], Kind<MailboxRightKind>(one, "right"));

    private static PersonId? Heir(IReadOnlyDictionary<string, string> one) => OrNull(one, "heir") is { } id ? new PersonId(id) : null;

    private static T Kind<T>(IReadOnlyDictionary<string, string> one, string field) => (T)Enum.Parse(typeof(T), one[field]);

    private static string Field(IReadOnlyDictionary<string, string> one, string name) => one.TryGetValue(name, out string? value) ? value : "";

    private static string? OrNull(IReadOnlyDictionary<string, string> one, string name) => Field(one, name) is { Length: > 0 } value ? value : null;
}

/// <summary>A right that a departure gave, with the holder's address beside the name that Exchange may report them by.</summary>
public sealed record GivenRight(MailboxRight Right, string HolderMail);

/// <summary>Access to a OneDrive that a departure gave to this address.</summary>
public sealed record GivenDrive(PersonalDrive Drive, string Mail);

/// <summary>Something that was handed over.</summary>
/// <param name="Heir">Who got it; null when others had it too.</param>
public sealed record HandedOver(string Id, string Name, OwnedKind Kind, PersonId? Heir);
