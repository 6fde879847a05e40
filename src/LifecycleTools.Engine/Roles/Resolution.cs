using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Roles;

/// <summary>One part of the map that applies to a person, and the words for it.</summary>
internal sealed record Part(string Why, Grants Gives);

/// <summary>Lays the parts that apply to a person over one another.</summary>
internal sealed class Resolution
{
    private readonly IReadOnlyList<Part> _parts;

    public Resolution(IEnumerable<Part> parts) => _parts = parts.ToArray();

    public Entitlements For(Role role, Site site) => new()
    {
        Role = role.Name,
        Site = site,
        Licenses = Licenses(),
        Groups = Granted(gives => gives.Groups, gone => gone.Groups),
        DistributionLists = Granted(gives => gives.DistributionLists, gone => gone.DistributionLists),
        Teams = Granted(gives => gives.Teams, gone => gone.Teams),
        SharedMailboxes = SharedMailboxes(),
        AllowPrivileged = Last(gives => gives.AllowPrivileged) ?? false,
        SignIn = SignIn(),
        Mailbox = Mailbox(site),
        Calendar = Calendar(),
        Devices = Devices(),
        Naming = Naming(),
        Departure = Departure(),
    };

    public DepartureRules Departure()
    {
        var usual = new DepartureRules();
        return new DepartureRules
        {
            Delegates = LastOf(gives => gives.Departure.Delegates) ?? usual.Delegates,
            AutoMap = Last(gives => gives.Departure.AutoMap) ?? usual.AutoMap,
            AutoReplyInternal = LastOf(gives => gives.Departure.AutoReplyInternal),
            AutoReplyExternal = LastOf(gives => gives.Departure.AutoReplyExternal),
            ForwardTo = LastOf(gives => gives.Departure.ForwardTo),
            HideFromAddressLists = Last(gives => gives.Departure.HideFromAddressLists) ?? usual.HideFromAddressLists,
            ConvertToShared = Last(gives => gives.Departure.ConvertToShared) ?? usual.ConvertToShared,
            DelegateFullAccess = Last(gives => gives.Departure.DelegateFullAccess) ?? usual.DelegateFullAccess,
            DelegateSendAs = Last(gives => gives.Departure.DelegateSendAs) ?? usual.DelegateSendAs,
            CancelMeetings = Last(gives => gives.Departure.CancelMeetings) ?? usual.CancelMeetings,
            RemoveForwardingRules = Last(gives => gives.Departure.RemoveForwardingRules) ?? usual.RemoveForwardingRules,
            OneDriveToDelegate = Last(gives => gives.Departure.OneDriveToDelegate) ?? usual.OneDriveToDelegate,
            DeviceAction = Last(gives => gives.Departure.DeviceAction) ?? usual.DeviceAction,
        };
    }

    private IReadOnlyList<LicenseEntitlement> Licenses() =>
        Layered(gives => gives.Licenses, license => license.Sku, gone => gone.Licenses)
            .Select(license => new LicenseEntitlement(
                license.Key,
                license.Given.SelectMany(one => one.DisabledPlans).Distinct(StringComparer.OrdinalIgnoreCase).ToArray(),
                license.Why))
            .ToArray();

    private IReadOnlyList<SharedMailboxEntitlement> SharedMailboxes() =>
        Layered(gives => gives.SharedMailboxes, mailbox => mailbox.Reference, gone => gone.SharedMailboxes)
            .Select(mailbox => new SharedMailboxEntitlement(
                mailbox.Key,
                mailbox.Given.Select(one => one.FullAccess).LastOrDefault(said => said is not null) ?? true,
                mailbox.Given.Select(one => one.SendAs).LastOrDefault(said => said is not null) ?? true,
                mailbox.Given.Select(one => one.AutoMap).LastOrDefault(said => said is not null) ?? true,
                mailbox.Why))
            .ToArray();

    private IReadOnlyList<Entitled> Granted(Func<Grants, IReadOnlyList<string>> given, Func<Removals, IReadOnlyList<string>> gone) =>
        Layered(given, reference => reference, gone).Select(one => new Entitled(one.Key, one.Why)).ToArray();

    private DevicePreferences Devices()
    {
        IReadOnlyList<Entitled> tags = Granted(gives => gives.Devices.Tags, gone => gone.DeviceTags);
        IReadOnlyList<Entitled> software = Granted(gives => gives.Devices.Software, gone => gone.Software);
        return new DevicePreferences
        {
            Tags = tags.Select(one => one.Reference).ToArray(),
            Software = software.Select(one => one.Reference).ToArray(),
            Why = tags.Concat(software).GroupBy(one => one.Reference, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(same => same.Key, same => string.Join("; ", same.Select(one => one.Why).Distinct()), StringComparer.OrdinalIgnoreCase),
        };
    }

    private SignInPolicy SignIn()
    {
        var usual = new SignInPolicy();
        Part? naming = _parts.LastOrDefault(part => part.Gives.SignIn.RegistrationGroup is not null);
        return new SignInPolicy
        {
            FirstSignIn = Last(gives => gives.SignIn.FirstSignIn) ?? usual.FirstSignIn,
            PassLifetimeMinutes = Last(gives => gives.SignIn.PassLifetimeMinutes) ?? usual.PassLifetimeMinutes,
            PassUsableOnce = Last(gives => gives.SignIn.PassUsableOnce) ?? usual.PassUsableOnce,
            HandOver = Last(gives => gives.SignIn.HandOver) ?? usual.HandOver,
            RegistrationGroup = naming is null ? null : new Entitled(naming.Gives.SignIn.RegistrationGroup!, naming.Why),
            CreateDisabledUntilStart = Last(gives => gives.SignIn.CreateDisabledUntilStart) ?? usual.CreateDisabledUntilStart,
        };
    }

    private MailboxPreferences Mailbox(Site site) => new()
    {
        Language = LastOf(gives => gives.Mailbox.Language) ?? site.Language,
        TimeZone = LastOf(gives => gives.Mailbox.TimeZone) ?? site.TimeZone,
        DateFormat = LastOf(gives => gives.Mailbox.DateFormat),
        TimeFormat = LastOf(gives => gives.Mailbox.TimeFormat),
    };

    private CalendarPreferences Calendar()
    {
        var usual = new CalendarPreferences();
        return new CalendarPreferences
        {
            WorkDays = LastOf(gives => gives.Calendar.WorkDays) ?? usual.WorkDays,
            WorkingHoursStart = Last(gives => gives.Calendar.WorkingHoursStart) ?? usual.WorkingHoursStart,
            WorkingHoursEnd = Last(gives => gives.Calendar.WorkingHoursEnd) ?? usual.WorkingHoursEnd,
            WeekStart = Last(gives => gives.Calendar.WeekStart) ?? usual.WeekStart,
            ReminderMinutes = Last(gives => gives.Calendar.ReminderMinutes),
        };
    }

    private NamingRules Naming()
    {
        var usual = new NamingRules();
        return new NamingRules
        {
            UserPrincipalName = LastOf(gives => gives.Naming.UserPrincipalName) ?? usual.UserPrincipalName,
            Alternatives = LastOf(gives => gives.Naming.Alternatives) ?? usual.Alternatives,
            DisplayName = LastOf(gives => gives.Naming.DisplayName) ?? usual.DisplayName,
        };
    }

    private T? Last<T>(Func<Grants, T?> said) where T : struct =>
        _parts.Select(part => said(part.Gives)).LastOrDefault(value => value is not null);

    private T? LastOf<T>(Func<Grants, T?> said) where T : class =>
        _parts.Select(part => said(part.Gives)).LastOrDefault(value => value is not null);

    // In each part removal comes first, so that a part can replace what it was given: take it back, then add its own.
    private IReadOnlyList<Layer<T>> Layered<T>(Func<Grants, IReadOnlyList<T>> given, Func<T, string> key, Func<Removals, IReadOnlyList<string>> gone)
    {
        var layers = new List<Layer<T>>();
        foreach (Part part in _parts)
        {
            var removed = new HashSet<string>(gone(part.Gives.Remove), StringComparer.OrdinalIgnoreCase);
            layers.RemoveAll(layer => removed.Contains(layer.Key));

            foreach (T one in given(part.Gives))
            {
                Layer<T>? layer = layers.Find(known => string.Equals(known.Key, key(one), StringComparison.OrdinalIgnoreCase));
                if (layer is null) layers.Add(layer = new Layer<T>(key(one)));
                layer.Add(one, part.Why);
            }
        }

        return layers;
    }

    /// <summary>One object that parts of the map give, with what each of them says about it.</summary>
    private sealed class Layer<T>
    {
        private readonly List<string> _reasons = new();

        public Layer(string key) => Key = key;

        public string Key { get; }

        public List<T> Given { get; } = new();

        public string Why => string.Join("; ", _reasons);

        public void Add(T one, string why)
        {
            Given.Add(one);
            if (!_reasons.Contains(why)) _reasons.Add(why);
        }
    }
}
