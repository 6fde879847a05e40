using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>One field of a profile: what is wanted, who wants it, and how it is read and written.</summary>
internal sealed record ProfileField(string Name, string Wanted, string Why, Func<Person, string?> Held, Func<Profile, Profile> Put)
{
    /// <summary>Every field that the request or the site says something about.</summary>
    public static IReadOnlyList<ProfileField> Of(StepContext of)
    {
        HireRequest asked = of.Hire.Request;
        Site site = of.Hire.Means.Site;
        string display = of.Facts[FactNames.AccountDisplayName] ?? asked.DisplayName;
        (string company, string companyWhy) = Either(asked.CompanyName, site.Company, site);
        (string office, string officeWhy) = Either(asked.OfficeLocation, site.Office, site);
        ProfileField[] all =
        [
            Text("given name", asked.GivenName, "request", person => person.GivenName, (profile, value) => profile with { GivenName = value }),
            Text("surname", asked.Surname, "request", person => person.Surname, (profile, value) => profile with { Surname = value }),
            Text("display name", display, "request", person => person.DisplayName, (profile, value) => profile with { DisplayName = value }),
            Text("job title", asked.JobTitle, "request", person => person.JobTitle, (profile, value) => profile with { JobTitle = value }),
            Text("department", asked.Department, "request", person => person.Department, (profile, value) => profile with { Department = value }),
            Text("company", company, companyWhy, person => person.CompanyName, (profile, value) => profile with { CompanyName = value }),
            Text("office", office, officeWhy, person => person.OfficeLocation, (profile, value) => profile with { OfficeLocation = value }),
            Text("mobile phone", asked.MobilePhone, "request", person => person.MobilePhone, (profile, value) => profile with { MobilePhone = value }),
            Text("employee id", asked.EmployeeId, "request", person => person.EmployeeId, (profile, value) => profile with { EmployeeId = value }),
            Text("usage location", site.UsageLocation, "site " + site.Name, person => person.UsageLocation, (profile, value) => profile with { UsageLocation = value }),
            new("hire date", Stamp(asked.StartDate) ?? "", "request", person => Stamp(person.EmployeeHireDate), profile => profile with { EmployeeHireDate = asked.StartDate }),
        ];
        return all.Where(field => field.Wanted.Length > 0).ToList();
    }

    private static ProfileField Text(string name, string wanted, string why, Func<Person, string?> held, Func<Profile, string, Profile> put) =>
        new(name, wanted.Trim(), why, held, profile => put(profile, wanted.Trim()));

    private static (string Value, string Why) Either(string asked, string? ofSite, Site site) =>
        asked.Length > 0 ? (asked, "request") : (ofSite ?? "", "site " + site.Name);

    // The directory keeps whole seconds.
    private static string? Stamp(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
