using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>People, the accounts behind shared mailboxes, and their direct licenses.</summary>
internal static class SeedPeople
{
    private static readonly TimeSpan s_deletedBefore = TimeSpan.FromDays(7);

    public static void Add(SandboxTenant tenant, SeedFile seed)
    {
        tenant.Users.AddRange(seed.People.Select(person => User(person, tenant)));
        tenant.Users.AddRange(seed.SharedMailboxes.Select(shared => Account(shared, tenant)));
        foreach (SeedPerson person in seed.People.Where(person => person.Manager is not null))
            tenant.FindUser(person.Upn)!.ManagerId = SeedReader.Named(tenant, person.Manager!).Id;
    }

    /// <summary>Moves the deleted ones out, once everything else has been tied to them.</summary>
    public static void DeleteMarked(SandboxTenant tenant, SeedFile seed)
    {
        foreach (SandboxUser user in seed.People.Where(person => person.Deleted).Select(person => tenant.FindUser(person.Upn)!))
        {
            tenant.Users.Remove(user);
            user.DeletedUtc = tenant.Clock.UtcNow - s_deletedBefore;
            tenant.DeletedUsers.Add(user);
        }
    }

    /// <summary>Products as licenses, with the plans named for each turned off.</summary>
    /// <exception cref="FormatException">A product or plan that the seed does not define.</exception>
    public static IReadOnlyList<SandboxLicense> Licenses(SandboxTenant tenant, IEnumerable<string> partNumbers, IReadOnlyDictionary<string, List<string>> disabledPlans) =>
        partNumbers.Select(partNumber =>
        {
            SandboxSku sku = tenant.FindSku(partNumber) ?? throw new FormatException($"The seed names the product '{partNumber}', which it does not define.");
            disabledPlans.TryGetValue(partNumber, out List<string>? names);
            return new SandboxLicense
            {
                SkuId = sku.SkuId,
                DisabledPlans = (names ?? new List<string>()).Select(name => sku.ServicePlans.First(plan => plan.Name == name).Id).ToList(),
                LastUpdatedUtc = tenant.Clock.UtcNow.AddYears(-1),
            };
        }).ToList();

    private static SandboxUser User(SeedPerson person, SandboxTenant tenant)
    {
        string local = person.Upn.Split('@')[0];
        var user = new SandboxUser
        {
            Id = person.Id ?? StableId.Of("user:" + person.Upn),
            UserPrincipalName = person.Upn,
            MailNickname = new string(local.Where(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' or '\'').ToArray()),
            DisplayName = person.Name ?? $"{person.Given} {person.Surname}".Trim(),
            GivenName = person.Given,
            Surname = person.Surname,
            JobTitle = person.Title,
            Department = person.Department,
            CompanyName = person.Guest ? null : tenant.Name,
            OfficeLocation = person.Office,
            City = person.Office,
            Country = person.Country,
            UsageLocation = person.Country,
            PreferredLanguage = person.Language,
            EmployeeId = person.EmployeeId,
            EmployeeType = person.EmployeeType ?? (person.Guest ? null : "Employee"),
            MobilePhone = person.Mobile,
            AccountEnabled = !person.Disabled,
            UserType = person.Guest ? "Guest" : "Member",
            CreationType = person.Guest ? "Invitation" : null,
            ExternalUserState = person.Guest ? "Accepted" : null,
            Mail = person.Guest ? person.Addresses.FirstOrDefault() : null,
            CreatedUtc = tenant.Clock.UtcNow.AddYears(-2),
            LastPasswordChangeUtc = tenant.Clock.UtcNow.AddDays(-90),
            SignInSessionsValidFromUtc = tenant.Clock.UtcNow.AddDays(-90),
            Password = "initial",
        };
        user.ProxyAddresses.AddRange(person.Guest ? person.Addresses.Select(address => "SMTP:" + address) : person.Addresses.Select(address => "smtp:" + address));
        user.Licenses.AddRange(Licenses(tenant, person.Licenses, person.DisabledPlans));
        if (person.Synced) Synchronize(user, local, tenant);
        AddMethods(user, person, tenant);
        return user;
    }

    private static void Synchronize(SandboxUser user, string local, SandboxTenant tenant)
    {
        user.OnPremisesSyncEnabled = true;
        user.OnPremisesDomainName = "contoso.local";
        user.OnPremisesSamAccountName = local;
        user.OnPremisesDistinguishedName = $"CN={user.DisplayName},OU=Staff,DC=contoso,DC=local";
        user.OnPremisesImmutableId = Convert.ToBase64String(new Guid(user.Id).ToByteArray());
        user.OnPremisesLastSyncDateTime = tenant.Clock.UtcNow.AddMinutes(-17);
    }

    private static void AddMethods(SandboxUser user, SeedPerson person, SandboxTenant tenant)
    {
        foreach (SandboxAuthenticationMethod method in person.Methods)
        {
            if (method.Kind == "phone") method.Id = PhoneIds.Of(method.PhoneType ??= "mobile");
            else if (method.Id.Length == 0) method.Id = StableId.Of($"method:{person.Upn}:{method.Kind}:{method.DisplayName}");
            method.CreatedUtc ??= tenant.Clock.UtcNow.AddMonths(-3);
            user.AuthenticationMethods.Add(method);
        }

        user.DefaultMethodId = user.AuthenticationMethods.FirstOrDefault(method => method.Kind == person.DefaultMethod)?.Id;
    }

    // The account of a shared mailbox cannot sign in and has no license.
    private static SandboxUser Account(SeedShared shared, SandboxTenant tenant) => new()
    {
        Id = StableId.Of("user:" + shared.Address),
        UserPrincipalName = shared.Address,
        MailNickname = shared.Address.Split('@')[0],
        DisplayName = shared.Name,
        Mail = shared.Address,
        ProxyAddresses = { "SMTP:" + shared.Address },
        AccountEnabled = false,
        CreatedUtc = tenant.Clock.UtcNow.AddYears(-2),
    };
}
