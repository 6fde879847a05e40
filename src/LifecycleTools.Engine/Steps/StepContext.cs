using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Steps;

/// <summary>What every step of one run shares.</summary>
public sealed class StepContext
{
    /// <summary>The tenant's settings.</summary>
    public required TenantFile Tenant { get; init; }

    /// <summary>The tenant's systems.</summary>
    public required TenantSystems Systems { get; init; }

    /// <summary>The tenant's clock.</summary>
    public required IClock Clock { get; init; }

    /// <summary>How the run waits.</summary>
    public required WaitPolicy Wait { get; init; }

    /// <summary>What the run has learned.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>Who starts; null in a departure.</summary>
    public Hiring? Hiring { get; init; }

    /// <summary>Who leaves; null in a hire.</summary>
    public Leaving? Leaving { get; init; }

    /// <summary>Who comes back; null in a hire and in a departure.</summary>
    public Returning? Returning { get; init; }

    /// <summary>Puts what something was before we changed it into the journal.</summary>
    public Action<string, IReadOnlyDictionary<string, string>> RecordSnapshot { get; init; } = (_, _) => { };

    /// <summary>The one door by which a secret leaves the run.</summary>
    public Action<HandedSecret> HandOver { get; init; } = _ => { };

    /// <summary>What takes long is not waited for.</summary>
    public bool NoWait { get; init; }

    /// <summary>The tenant is a sandbox.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Nothing may be changed or recorded: a plan is being made.</summary>
    public bool IsPreview { get; init; }

    /// <summary>The run's id; empty while a plan of a new run is being made.</summary>
    public string RunId { get; init; } = "";

    /// <summary>What earlier processes did of this run, oldest first.</summary>
    public IReadOnlyList<RunAttempt> Earlier { get; init; } = [];

    /// <summary>What has ended so far in this process, by number.</summary>
    public Func<IReadOnlyList<StepResult>> Results { get; internal set; } = () => [];

    /// <summary>Every step of the workflow, in order.</summary>
    public IReadOnlyList<Step> Steps { get; internal set; } = [];

    /// <summary>What we may do in the tenant, once a check has read it.</summary>
    public HeldRights Held { get; internal set; } = HeldRights.Unknown;

    /// <summary>The run's journal as it is on the disk now.</summary>
    public Func<byte[]> ReadJournal { get; init; } = () => [];

    /// <summary>Where the person works, as far as the role map tells; null when it does not.</summary>
    public Site? Site => Hiring?.Means.Site ?? Leaving?.Site ?? Returning?.Site;

    /// <summary>The person's user principal name as far as it is known.</summary>
    public string PersonName => Hiring?.Name ?? Leaving?.Name ?? Returning?.Name ?? "";

    /// <summary>The hire, for a step of the hire workflow.</summary>
    public Hiring Hire => Hiring ?? throw new InvalidOperationException("This step belongs to the hire workflow.");

    /// <summary>The departure, for a step of the offboard workflow.</summary>
    public Leaving Departure => Leaving ?? throw new InvalidOperationException("This step belongs to the offboard workflow.");

    /// <summary>The undoing, for a step of the undo workflow.</summary>
    public Returning Return => Returning ?? throw new InvalidOperationException("This step belongs to the undo workflow.");

    /// <summary>Our own account, or the mailbox that we waited for, is so young that the systems' replicas may not have met.</summary>
    public bool IsFresh => IsYoung(FactNames.AccountCreated) || IsYoung(FactNames.AccountRestored) || IsYoung(FactNames.MailboxSeen);

    private bool IsYoung(string fact) => Facts.Time(fact) is { } made && Clock.UtcNow - made < Wait.ReplicationWindow;
}

/// <summary>The names of facts in journals. A released name keeps its meaning.</summary>
public static partial class FactNames
{
    /// <summary>Object id of the account.</summary>
    public const string AccountId = "account.id";

    /// <summary>When this run made the account.</summary>
    public const string AccountCreated = "account.created";

    /// <summary>The user principal name that was chosen.</summary>
    public const string AccountName = "account.name";

    /// <summary>The mail alias that was chosen.</summary>
    public const string AccountAlias = "account.alias";

    /// <summary>The display name that was chosen.</summary>
    public const string AccountDisplayName = "account.display-name";

    /// <summary>An account make was begun: from here on an account of this employee may be ours.</summary>
    public const string AccountIntended = "account.intended";

    /// <summary>Object id of the account that the person had before, and that this run goes on with.</summary>
    public const string FormerAccount = "account.former";

    /// <summary>The account from before was among the deleted ones when this run found it.</summary>
    public const string FormerDeleted = "account.former-deleted";

    /// <summary>When this run brought the deleted account back.</summary>
    public const string AccountRestored = "account.restored";

    /// <summary>A temporary access pass was begun and not yet handed over.</summary>
    public const string PassIntended = "pass.intended";

    /// <summary>Id of the pass that was handed over.</summary>
    public const string PassHanded = "pass.handed";

    /// <summary>The password's "last changed" before this run reset it.</summary>
    public const string PasswordReset = "password.reset";

    /// <summary>The password's "last changed" as it was first seen after our reset; another one is somebody else's password.</summary>
    public const string PasswordSet = "password.set";

    /// <summary>The sessions' "valid from" before this run revoked them.</summary>
    public const string SessionsRevoked = "sessions.revoked";

    /// <summary>The block that was seen when this run revoked the sessions; empty when sign-in was still allowed.</summary>
    public const string SessionsRevokedUnder = "sessions.revoked-under";

    /// <summary>When this run first saw sign-in blocked; empty while it is not.</summary>
    public const string SignInBlocked = "sign-in.blocked";

    /// <summary>The products that brought the leaver a mailbox when the departure began; empty once the run gave the mailbox up on purpose.</summary>
    public const string MailboxLicensed = "mailbox.licensed";

    /// <summary>What the licenses that were given back save a month.</summary>
    public const string MoneySaved = "license.saves";

    /// <summary>The leaver's site in the role map, where that is certain.</summary>
    public const string SiteName = "site.name";

    /// <summary>The IANA zone of that site.</summary>
    public const string SiteZone = "site.zone";

    /// <summary>The ticket system's id of the run's ticket.</summary>
    public const string TicketId = "ticket.id";

    /// <summary>What people call the run's ticket.</summary>
    public const string TicketNumber = "ticket.number";

    /// <summary>An enrollment link was handed over.</summary>
    public const string EnrollmentHanded = "enrollment.handed";

    /// <summary>RMM ids of the leaver's devices as the departure first saw them, by comma.</summary>
    public const string RmmDevices = "rmm.devices";

    /// <summary>RMM ids of devices that may be the leaver's and that a person must look at, by comma.</summary>
    public const string RmmDevicesInDoubt = "rmm.devices-in-doubt";

    /// <summary>This device was told to leave the RMM; the value is when. One that was offline leaves when it is next online.</summary>
    public static string RmmToldToLeave(string id) => "rmm.unenroll-asked." + id;

    /// <summary>Who gets the mailbox and the files.</summary>
    public const string Delegate = "delegate.id";

    /// <summary>A license of this product was to be given back; the value is its part number.</summary>
    public static string LicenseReturned(string skuId) => "license.returned." + skuId;

    /// <summary>What a seat of this product cost a month when it was to be given back, as "36.50 CHF".</summary>
    public static string LicensePrice(string skuId) => "license.price." + skuId;

    /// <summary>A wipe of this Intune device was accepted.</summary>
    public static string DeviceWiped(string id) => "device.wiped." + id.ToLowerInvariant();
}
