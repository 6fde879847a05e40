using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles.Proposal;

namespace LifecycleTools.Engine.Tests.Roles.Proposal;

/// <summary>A tenant whose roles are known, made untidy as tenants are: people lack what they should have, and have what they should not.</summary>
internal sealed class PlantedTenant
{
    private static readonly (string Office, string Country, string Zone, string Language, string Domain)[] s_offices =
    [
        ("Zurich", "CH", "Europe/Berlin", "de-CH", "contoso.example"), ("Genève", "CH", "Europe/Berlin", "fr-CH", "contoso.example"), ("Berlin", "DE", "Europe/Berlin", "de-DE", "contoso.example"),
        ("Austin", "US", "America/Chicago", "en-US", "contoso.example"), ("New York", "US", "America/New_York", "en-US", "contoso.example"), ("London", "GB", "Europe/London", "en-GB", "contoso.co.example"),
    ];

    private static readonly string[] s_departments =
        ["Sales", "Marketing", "Engineering", "Research & Development", "Finance", "Legal", "Human Resources", "IT", "Operations", "Customer Care", "Procurement", "Quality"];

    private static readonly string[] s_titles = ["Specialist", "Team lead", "Analyst", "Assistant"];
    private readonly List<SurveyedPerson> _people = [];
    private readonly Dictionary<string, Group> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Sku> _skus = [];
    private readonly Dictionary<string, List<(ProposedKind Kind, string Name)>> _planted = [];
    private readonly double _lacking;
    private readonly double _strange;
    private ulong _state;

    /// <param name="people">How many.</param>
    /// <param name="lacking">The share of what they should have that people lack.</param>
    /// <param name="strange">The share of people who have something of another role.</param>
    public PlantedTenant(int people, double lacking, double strange, ulong seed = 20260302)
    {
        (_lacking, _strange, _state) = (lacking, strange, seed);
        Plant("base", (ProposedKind.License, "SPE_E3"), (ProposedKind.Group, "Wi-Fi"), (ProposedKind.DistributionList, "all-hands"));
        foreach ((string office, _, _, _, _) in s_offices) Plant("site " + office, (ProposedKind.Group, office + " office"), (ProposedKind.DistributionList, office + " everyone"));
        foreach (string department in s_departments)
        {
            Plant(department, (ProposedKind.Group, department), (ProposedKind.Team, department + " team"), (ProposedKind.DistributionList, department + " list"), (ProposedKind.SharedMailbox, Address(department + " mailbox")));
            Plant($"{department}/Team lead", (ProposedKind.Group, department + " leads"), (ProposedKind.License, "LEAD_" + Address(department).Split('@')[0].ToUpperInvariant().Replace('-', '_')));
            Plant($"{department}/Analyst", (ProposedKind.Group, department + " data"), (ProposedKind.DeviceTag, department + " workstation"));
        }

        _groups["dynamic"] = new Group("dynamic", "All staff", null, GroupKind.Security) { MembershipRule = "(user.accountEnabled -eq true)" };
        for (int number = 0; number < people; number++) _people.Add(Person(number));
    }

    /// <summary>What is planted: the part of the map, the kind and the name of a thing.</summary>
    public IEnumerable<(string Part, ProposedKind Kind, string Name)> Truth =>
        _planted.SelectMany(part => part.Value.Select(thing => (part.Key, thing.Kind, thing.Name)));

    public TenantSurvey Survey => new()
    {
        Tenant = "Planted", Taken = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), People = _people, Groups = _groups, Skus = _skus,
        VerifiedDomains = ["contoso.example", "contoso.co.example"],
    };

    /// <summary>Every group by its name, which no other has.</summary>
    public IReadOnlyDictionary<string, string> References => _groups.Values.ToDictionary(group => group.Id, group => group.Mail ?? group.Name);

    /// <summary>What a proposal gives, in the words of <see cref="Truth"/>.</summary>
    public static IEnumerable<(string Part, ProposedKind Kind, string Name)> Found(RoleMapProposal proposal)
    {
        foreach (ProposedSite site in proposal.Sites)
        {
            foreach (ProposedGrant grant in Given(site.Grants)) yield return ("site " + site.Office, grant.Kind, Named(grant));
        }

        foreach (ProposedRole role in proposal.Roles)
        {
            string part = role.IsAbstract ? "base" : role.JobTitle is null ? role.Department! : $"{role.Department}/{role.JobTitle}";
            foreach (ProposedGrant grant in Given(role.Grants)) yield return (part, grant.Kind, Named(grant));
        }
    }

    private static IEnumerable<ProposedGrant> Given(IReadOnlyList<ProposedGrant> grants) => grants.Where(grant => grant.Verdict == ProposedVerdict.Given);

    private static string Named(ProposedGrant grant) => grant.Name.Length > 0 ? grant.Name : grant.Value;

    private static string Address(string name) => new string(name.ToLowerInvariant().Select(letter => letter is >= 'a' and <= 'z' ? letter : '-').ToArray()) + "@contoso.example";

    private void Plant(string part, params (ProposedKind Kind, string Name)[] things)
    {
        _planted[part] = things.ToList();
        foreach ((ProposedKind kind, string name) in things)
        {
            if (kind == ProposedKind.License) _skus.Add(new Sku("sku-" + name, name, 5000, 1, true, [new ServicePlan("plan-" + name, "PLAN_" + name)]));
            if (kind == ProposedKind.Group) _groups[name] = new Group(name, name, null, GroupKind.Security);
            if (kind == ProposedKind.Team) _groups[name] = new Group(name, name, Address(name), GroupKind.Microsoft365) { HasTeam = true };
            if (kind == ProposedKind.DistributionList) _groups[name] = new Group(name, name, Address(name), GroupKind.DistributionList);
        }
    }

    private SurveyedPerson Person(int number)
    {
        (string office, string country, string zone, string language, string domain) = s_offices[Pick(s_offices.Length)];
        string department = s_departments[Pick(s_departments.Length)];
        string title = s_titles[Pick(s_titles.Length)];
        string name = $"given{number}.surname{number}@{domain}";
        List<(ProposedKind Kind, string Name)> things = new[] { "base", "site " + office, department, $"{department}/{title}" }
            .SelectMany(part => _planted.TryGetValue(part, out List<(ProposedKind, string)>? planted) ? planted : [])
            .Where(_ => !Happens(_lacking)).ToList();
        if (Happens(_strange)) things.AddRange(_planted.Values.ElementAt(Pick(_planted.Count)).Except(things).Take(1));

        string Hand(string written) => Happens(0.1) ? " " + written.ToUpperInvariant() : written;
        return new SurveyedPerson
        {
            Person = new Person
            {
                Id = new PersonId(Guid.NewGuid().ToString()), UserPrincipalName = name, GivenName = "Given" + number, Surname = "Surname" + number, SignInAllowed = true, OfficeLocation = Hand(office),
                Department = Hand(department), JobTitle = Hand(title), UsageLocation = number % 100 == 7 ? null : country,
            },
            Licenses = things.Where(thing => thing.Kind == ProposedKind.License)
                .Select(thing => new LicenseState("sku-" + thing.Name, null, thing.Name == "SPE_E3" ? ["plan-SPE_E3"] : [], "Active", null)).ToList(),
            GroupIds = things.Where(thing => thing.Kind is ProposedKind.Group or ProposedKind.Team or ProposedKind.DistributionList).Select(thing => thing.Name).Append("dynamic").ToList(),
            SharedMailboxes = things.Where(thing => thing.Kind == ProposedKind.SharedMailbox).Select(thing => new MailboxRight(thing.Name, name, MailboxRightKind.FullAccess)).ToList(),
            DeviceTags = things.Where(thing => thing.Kind == ProposedKind.DeviceTag).Select(thing => thing.Name).ToList(),
            Language = Happens(0.05) ? "" : language,
            TimeZone = Happens(0.05) ? "" : zone,
        };
    }

    // Knuth's generator: the same people on every runtime.
    private double Next()
    {
        _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
        return (_state >> 11) / (double)(1UL << 53);
    }

    private int Pick(int count) => (int)(Next() * count);

    private bool Happens(double share) => Next() < share;
}
