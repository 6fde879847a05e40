using System;

namespace LifecycleTools.Sandbox;

/// <summary>How quick and how strict the tenant is. All delays run on <see cref="SandboxTenant.Clock"/> unless marked real.</summary>
public sealed partial class SandboxOptions
{
    /// <summary>Until a change in the directory is seen by reads. Zero: at once.</summary>
    public TimeSpan ReplicationDelay { get; set; }

    /// <summary>From the license to a mailbox that answers. Zero: at once.</summary>
    public TimeSpan MailboxDelay { get; set; }

    /// <summary>From Set-Mailbox -Type to a mailbox that shows the new type. Zero: at once.</summary>
    public TimeSpan ConversionDelay { get; set; }

    /// <summary>Until group-based licensing has worked on a change of members. Zero: at once.</summary>
    public TimeSpan LicensingDelay { get; set; }

    /// <summary>From retire or wipe to the device's next check-in, when it is done. Zero: at the next request.</summary>
    public TimeSpan DeviceActionDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Real time that each Graph request takes, for measurements.</summary>
    public TimeSpan GraphLatency { get; set; }

    /// <summary>Real time that each Exchange request takes, for measurements.</summary>
    public TimeSpan ExchangeLatency { get; set; }

    /// <summary>Where the clock starts. Null: at the instant the seed names.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>True: the clock follows the computer's.</summary>
    public bool RealClock { get; set; }

    /// <summary>Graph requests allowed in each ten seconds of the clock; the next gets 429. Null: no limit.</summary>
    public int? ThrottleAfter { get; set; }

    /// <summary>Resource units that the directory gives in ten seconds, as Graph counts them; a request beyond them gets 429 and how long to wait. Null: no limit.</summary>
    public int? ResourceUnitsPer10Seconds { get; set; }

    /// <summary>Changes that the directory takes in 150 seconds; one beyond them gets 429 and how long to wait. Null: no limit.</summary>
    public int? WritesPer150Seconds { get; set; }

    /// <summary>Entries on a page that does not say $top. Small values prove that paging is followed.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>False: the calling app holds no directory role, so that admins' sensitive properties are refused. Null: as the seed says.</summary>
    public bool? CallerHoldsDirectoryRole { get; set; }

    /// <summary>How long an access token lasts.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(60);
}
