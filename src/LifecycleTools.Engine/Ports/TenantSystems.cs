using System.Collections.Generic;

namespace LifecycleTools.Engine.Ports;

/// <summary>Every system of one connected tenant, each behind its port.</summary>
public sealed class TenantSystems
{
    /// <summary>People.</summary>
    public required IDirectory Directory { get; init; }

    /// <summary>Sign-in, sessions, passwords.</summary>
    public required ISignIn SignIn { get; init; }

    /// <summary>Sign-in methods.</summary>
    public required ISignInMethods SignInMethods { get; init; }

    /// <summary>Licenses.</summary>
    public required ILicenses Licenses { get; init; }

    /// <summary>Groups.</summary>
    public required IGroups Groups { get; init; }

    /// <summary>Who owns what.</summary>
    public required IOwnership Ownership { get; init; }

    /// <summary>Directory roles.</summary>
    public required IPrivileges Privileges { get; init; }

    /// <summary>App roles and consents.</summary>
    public required IAppAccess AppAccess { get; init; }

    /// <summary>Entra and Intune devices.</summary>
    public required IDevices Devices { get; init; }

    /// <summary>OneDrive.</summary>
    public required IFiles Files { get; init; }

    /// <summary>Mailboxes.</summary>
    public required IMailboxes Mailboxes { get; init; }

    /// <summary>Rights on mailboxes.</summary>
    public required IMailboxAccess MailboxAccess { get; init; }

    /// <summary>Replies, rules, meetings.</summary>
    public required IMailboxContents MailboxContents { get; init; }

    /// <summary>Language, zone, working hours.</summary>
    public required IMailboxPreferences MailboxPreferences { get; init; }

    /// <summary>Distribution lists.</summary>
    public required IDistributionLists DistributionLists { get; init; }

    /// <summary>Phones that hold mail.</summary>
    public required IMailPhones MailPhones { get; init; }

    /// <summary>Everyone at once.</summary>
    public required ITenantReader Reader { get; init; }

    /// <summary>The tenant itself.</summary>
    public required ITenantFacts Facts { get; init; }

    /// <summary>Mail to people.</summary>
    public required IMessages Messages { get; init; }

    /// <summary>The remote monitoring and management system; null when the tenant file names none.</summary>
    public IRmm? Rmm { get; init; }

    /// <summary>The ticket system; null when the tenant file names none.</summary>
    public IPsa? Psa { get; init; }

    /// <summary>The ways to tell people; empty when the tenant file names none.</summary>
    public IReadOnlyList<INotifier> Notifiers { get; init; } = [];

    /// <summary>Where requests come from, by the name that the tenant file gives the system (hr, intake); empty when it names none.</summary>
    public IReadOnlyDictionary<string, IRequestSource> Sources { get; init; } = new Dictionary<string, IRequestSource>();

    /// <summary>The systems beside Microsoft 365 that the tenant file names.</summary>
    public IEnumerable<IConnectedSystem> Connected
    {
        get
        {
            if (Rmm is not null) yield return Rmm;
            if (Psa is not null) yield return Psa;
            foreach (INotifier notifier in Notifiers) yield return notifier;
            foreach (IRequestSource source in Sources.Values) yield return source;
        }
    }
}
