using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Checks what a place is described with: country, time zone, language, domain.</summary>
internal static class Places
{
    private static readonly Regex s_language = new(@"\A[a-z]{2,3}(?:-[A-Z][a-z]{3})?-(?:[A-Z]{2}|[0-9]{3})\z", RegexOptions.CultureInvariant);

    // The directory allows 48 characters after the @ of a user principal name.
    private const int LongestDomain = 48;

    private static readonly HashSet<string> s_countries = new(
        ("AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
        + "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
        + "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
        + "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
        + "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW").Split(' '),
        StringComparer.Ordinal);

    public static string? UsageLocation(YamlText? country, YamlReader at)
    {
        if (country is null || s_countries.Contains(country.Value)) return country?.Value;

        string upper = country.Value.ToUpperInvariant();
        string advice = upper == "UK" ? "The United Kingdom is GB."
            : s_countries.Contains(upper) ? $"Write {upper}."
            : "Write the two letters of ISO 3166, for example CH, DE or US.";
        at.Findings.Error(country, FindingIds.UsageLocationUnknown, $"'{YamlReader.Short(country.Value)}' in {at.What} is not a country code. {advice}");
        return null;
    }

    /// <summary>The zone of a site, by IANA id; the name that Windows has for it is understood too, for only the clock counts here.</summary>
    public static string? SiteTimeZone(YamlText? zone, YamlReader at) => zone is not null && TimeZones.FromWindows(zone.Value) is { } iana ? iana : TimeZone(zone, at);

    public static string? TimeZone(YamlText? zone, YamlReader at)
    {
        if (zone is null || TimeZones.IsIana(zone.Value)) return zone?.Value;

        string advice = TimeZones.FromWindows(zone.Value) is { } iana
            ? $"That is the Windows name; write {iana}, or another city in that zone."
            : NearZone(zone.Value) is { } near ? $"Did you mean '{near}'?"
            : "Write an IANA time zone, for example Europe/Zurich or America/Chicago.";
        at.Findings.Error(zone, FindingIds.TimeZoneUnknown, $"'{YamlReader.Short(zone.Value)}' in {at.What} is not a time zone. {advice}");
        return null;
    }

    public static string? Language(YamlText? language, YamlReader at)
    {
        if (language is null || s_language.IsMatch(language.Value)) return language?.Value;

        at.Findings.Error(language, FindingIds.LanguageInvalid,
            $"'{YamlReader.Short(language.Value)}' in {at.What} is not a language tag with a region. Write, for example, de-CH or en-US{AsTag(language.Value)}.");
        return null;
    }

    public static string? MailDomain(YamlText? domain, YamlReader at)
    {
        if (domain is null || (MailDomains.IsValid(domain.Value) && domain.Value.Length <= LongestDomain)) return domain?.Value;

        string advice = domain.Value.Any(letter => letter == '@') ? "Leave out the @ and what stands before it."
            : domain.Value.Length > LongestDomain ? $"It has {domain.Value.Length} characters, and user principal names allow {LongestDomain} after the @."
            : domain.Value.Any(letter => letter > 127) ? "Write an international domain in its xn-- form."
            : "Write a domain that is verified in the tenant, for example contoso.com.";
        at.Findings.Error(domain, FindingIds.MailDomainInvalid, $"'{YamlReader.Short(domain.Value)}' in {at.What} is not a mail domain. {advice}");
        return null;
    }

    private static string? NearZone(string written)
    {
        string[] zones = TimeZones.IanaIds.ToArray();
        return zones.FirstOrDefault(zone => zone.Equals(written, StringComparison.OrdinalIgnoreCase))
            ?? zones.FirstOrDefault(zone => zone.EndsWith("/" + written.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase))
            ?? DidYouMean.Nearest(written, zones);
    }

    // de_ch and DE-ch are what people write; both have one form that is meant.
    private static string AsTag(string written)
    {
        string[] parts = written.Split('-', '_');
        if (parts.Length != 2) return "";

        string tag = parts[0].ToLowerInvariant() + "-" + parts[1].ToUpper(CultureInfo.InvariantCulture);
        return s_language.IsMatch(tag) ? $"; here probably {tag}" : "";
    }
}
