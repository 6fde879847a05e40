using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>A site, with those who work there.</summary>
internal sealed record SiteCase(ProposedSite Site, IReadOnlyList<Subject> People);

/// <summary>Finds sites: people of one office in one country; of one time zone and one mail domain, where an office has several of them.</summary>
internal sealed class SitePlan
{
    private readonly TenantSurvey _survey;
    private readonly ProposalOptions _options;
    private readonly List<ProposalOutlier> _outliers = [];
    private readonly List<SiteCase> _sites = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public SitePlan(TenantSurvey survey, IReadOnlyList<Subject> subjects, ProposalOptions options)
    {
        _survey = survey;
        _options = options;
        Find(subjects);
    }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<SiteCase> Sites => _sites;

    public IReadOnlyList<ProposalOutlier> Outliers => _outliers;

    private void Find(IReadOnlyList<Subject> subjects)
    {
        foreach (Subject one in subjects.Where(one => string.IsNullOrEmpty(one.Surveyed.Person.UsageLocation)))
        {
            Decide(ProposalOutlierKind.UsageLocationMissing, one, "", "has no usage location, so no site and no license can be given");
        }

        Subject[] located = subjects.Where(one => !string.IsNullOrEmpty(one.Surveyed.Person.UsageLocation)).ToArray();
        foreach (IGrouping<string, Subject> office in located.Where(one => one.Office.Length > 0).GroupBy(one => one.Office, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(office => office.Count()).ThenBy(office => office.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!_options.IsEnough(office.Count()))
            {
                foreach (Subject one in office) Decide(ProposalOutlierKind.OfficeTooSmall, one, one.Office, $"is alone in the office {one.Office}");
                continue;
            }

            OfOffice(office.ToArray());
        }

        foreach (IGrouping<string, Subject> country in located.Where(one => one.Office.Length == 0).GroupBy(CountryOf, StringComparer.OrdinalIgnoreCase)
            .OrderBy(country => country.Key, StringComparer.OrdinalIgnoreCase))
        {
            WithoutOffice(country.Key, country.ToArray());
        }

        _sites.Sort((one, other) => other.People.Count != one.People.Count
            ? other.People.Count.CompareTo(one.People.Count)
            : string.Compare(one.Site.Name, other.Site.Name, StringComparison.OrdinalIgnoreCase));
    }

    private void OfOffice(IReadOnlyList<Subject> people)
    {
        string office = people.GroupBy(one => one.Office, StringComparer.Ordinal).OrderByDescending(same => same.Count()).First().Key;
        foreach (IReadOnlyList<Subject> country in Split(people, CountryOf, everySize: true, one => Decide(ProposalOutlierKind.UsageLocationDiffers, one, office,
            $"has usage location {CountryOf(one)}, unlike the others of the office {office}")))
        {
            foreach (IReadOnlyList<Subject> zone in Split(country, one => one.Surveyed.TimeZone, everySize: false, leave: null))
            {
                foreach (IReadOnlyList<Subject> domain in Split(zone, one => one.MailDomain, everySize: true, leave: null)) Add(office, domain);
            }
        }
    }

    private void WithoutOffice(string country, IReadOnlyList<Subject> people)
    {
        if (_options.IsEnough(people.Count) && _sites.All(site => site.Site.UsageLocation != country))
        {
            Add(null, people);
            return;
        }

        foreach (Subject one in people) Decide(ProposalOutlierKind.OfficeMissing, one, country, $"has no office, and {country} alone does not tell the site");
    }

    // The largest part, and each other one that is large enough. Those who are left stay with the largest, unless somebody has to decide.
    private IReadOnlyList<IReadOnlyList<Subject>> Split(IReadOnlyList<Subject> people, Func<Subject, string> by, bool everySize, Action<Subject>? leave)
    {
        IGrouping<string, Subject>[] parts = people.Where(one => by(one).Length > 0).GroupBy(by, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(part => part.Count()).ThenBy(part => part.Key, StringComparer.OrdinalIgnoreCase).ToArray();
        if (parts.Length == 0) return [people];

        bool isOne = !everySize && new Share(parts[0].Count(), parts.Sum(part => part.Count())).Value >= _options.Threshold;
        IGrouping<string, Subject>[] own = isOne ? [] : parts.Skip(1).Where(part => _options.IsEnough(part.Count())).ToArray();
        var gone = new HashSet<Subject>(own.SelectMany(part => part));
        if (leave is not null)
        {
            foreach (Subject one in parts.Skip(1).Where(part => !own.Contains(part)).SelectMany(part => part))
            {
                leave(one);
                gone.Add(one);
            }
        }

        return own.Select(part => (IReadOnlyList<Subject>)part.ToArray()).Prepend(people.Where(one => !gone.Contains(one)).ToArray()).ToArray();
    }

    private void Add(string? office, IReadOnlyList<Subject> people)
    {
        string place = office ?? "people without an office in " + CountryOf(people[0]);
        (string zone, Share zoneShare) = Most(people.Select(one => one.Surveyed.TimeZone));
        (string language, Share languageShare) = Most(people.Select(one => one.Surveyed.Language).Where(one => one.Contains('-')));
        if (zone.Length == 0 || language.Length == 0)
        {
            string missing = zone.Length == 0 ? "time zone" : "language";
            _outliers.Add(new ProposalOutlier(ProposalOutlierKind.SiteUnknown, "", "", place, $"{people.Count} people, and none of their mailboxes tells a {missing}"));
            return;
        }

        (string domain, _) = Most(people.Select(one => one.MailDomain).Where(one => _survey.VerifiedDomains.Contains(one, StringComparer.OrdinalIgnoreCase)));
        if (domain.Length == 0)
        {
            _outliers.Add(new ProposalOutlier(ProposalOutlierKind.SiteUnknown, "", "", place, $"{people.Count} people, and none of their names is of a verified domain"));
            return;
        }

        string country = CountryOf(people[0]);
        string local = LocalZone(zone, office);
        _sites.Add(new SiteCase(
            new ProposedSite
            {
                Name = NameOf(office, country, local, domain),
                UsageLocation = country,
                TimeZone = local,
                TimeZoneShare = zoneShare,
                Language = language,
                LanguageShare = languageShare,
                MailDomain = domain,
                Office = office,
                Members = people.Select(one => one.Name).ToArray(),
            },
            people));

        foreach (Subject one in people.Where(one => one.Surveyed.TimeZone.Length > 0 && one.Surveyed.TimeZone != zone))
        {
            Decide(ProposalOutlierKind.TimeZoneDiffers, one, place, $"has time zone {one.Surveyed.TimeZone} in the mailbox, where {zone} is usual");
        }

        foreach (Subject one in people.Where(one => !string.Equals(one.MailDomain, domain, StringComparison.OrdinalIgnoreCase)))
        {
            Decide(ProposalOutlierKind.MailDomainDiffers, one, place, $"has a name of {one.MailDomain}, where {domain} is usual");
        }
    }

    // Two sites of one office are told apart by what makes them two.
    private string NameOf(string? office, string country, string zone, string domain)
    {
        string lower = country.ToLowerInvariant();
        if (office is null) return KebabName.Free(_names, lower);

        string name = KebabName.Of(office, "site-" + lower);
        ProposedSite? first = _sites.Select(site => site.Site).FirstOrDefault(site => site.Office == office);
        string apart = first is null || first.UsageLocation != country ? lower
            : first.TimeZone != zone ? KebabName.Of(zone.Substring(zone.LastIndexOf('/') + 1), lower)
            : KebabName.Of(domain.Split('.')[0], lower);
        return KebabName.Free(_names, name, $"{name}-{apart}");
    }

    // Exchange knows Windows zones, each of several cities with one clock: the office's own city is meant where it is among them.
    private static string LocalZone(string zone, string? office)
    {
        if (office is null || TimeZones.ToWindows(zone) is not { } windows) return zone;

        string city = "/" + office.Replace(' ', '_');
        return TimeZones.IanaIds.FirstOrDefault(one => TimeZones.ToWindows(one) == windows && one.EndsWith(city, StringComparison.OrdinalIgnoreCase)) ?? zone;
    }

    private static (string Value, Share Share) Most(IEnumerable<string> values)
    {
        string[] told = values.Where(value => value.Length > 0).ToArray();
        IGrouping<string, string>? most = told.GroupBy(value => value, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
        return most is null ? ("", new Share(0, 0)) : (most.First(), new Share(most.Count(), told.Length));
    }

    private static string CountryOf(Subject one) => one.Surveyed.Person.UsageLocation!.ToUpperInvariant();

    private void Decide(ProposalOutlierKind kind, Subject one, string what, string detail) => _outliers.Add(new ProposalOutlier(kind, one.Name, "", what, detail));
}
