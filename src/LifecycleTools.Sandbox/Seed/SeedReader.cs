using System;
using System.IO;
using System.Linq;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>Makes a tenant from a seed file.</summary>
internal static class SeedReader
{
    /// <param name="seedPath">Null: the embedded seed.yaml.</param>
    /// <exception cref="FormatException">The file is no seed; the message names the place.</exception>
    public static SandboxTenant Read(string? seedPath, SandboxOptions options)
    {
        SeedFile seed = Parse(seedPath);
        var tenant = new SandboxTenant(options, options.Start ?? seed.Tenant.Start)
        {
            TenantId = seed.Tenant.Id,
            Name = seed.Tenant.Name,
            PassPolicy = seed.PassPolicy,
            PersonalSiteRetentionDays = seed.Tenant.PersonalSiteRetentionDays,
        };
        tenant.Domains.AddRange(seed.Domains);
        tenant.Skus.AddRange(seed.Products.Select(Sku));
        tenant.Roles.AddRange(seed.Roles.Select(Role));
        tenant.Contacts.AddRange(seed.Contacts);
        foreach (SandboxContact contact in tenant.Contacts.Where(contact => contact.Id.Length == 0)) contact.Id = StableId.Of("contact:" + contact.Mail);

        SeedPeople.Add(tenant, seed);
        SeedGroups.Add(tenant, seed);
        SeedApps.Add(tenant, seed);
        SeedDevices.Add(tenant, seed);
        SeedMailboxes.Add(tenant, seed);
        SeedPeople.DeleteMarked(tenant, seed);
        Rest(tenant);
        return tenant;
    }

    /// <summary>The object that a seed names: a person, a group or an app.</summary>
    /// <exception cref="FormatException">There is none, or there are several.</exception>
    public static SandboxObject Named(SandboxTenant tenant, string name)
    {
        var found = tenant.AllObjects().Where(item => SandboxTenant.Same(item.Id, name)
            || (item is SandboxUser user && SandboxTenant.Same(user.UserPrincipalName, name))
            || (item is SandboxGroup group && (SandboxTenant.Same(group.DisplayName, name) || SandboxTenant.Same(group.Mail, name)))
            || (item is SandboxServicePrincipal && SandboxTenant.Same(item.DisplayName, name))).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new FormatException($"The seed names '{name}', which it does not define."),
            _ => throw new FormatException($"The seed names '{name}', which stands for {found.Count} objects; use a mail address or an id."),
        };
    }

    private static SeedFile Parse(string? seedPath)
    {
        IDeserializer yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();
        try
        {
            using TextReader text = seedPath is null
                ? new StreamReader(typeof(SeedReader).Assembly.GetManifestResourceStream("seed.yaml")!)
                : new StreamReader(seedPath);
            return yaml.Deserialize<SeedFile>(text) ?? throw new FormatException($"The seed '{seedPath}' is empty.");
        }
        catch (YamlException error)
        {
            throw new FormatException($"The seed '{seedPath ?? "seed.yaml"}' cannot be read: {error.Start}: {error.InnerException?.Message ?? error.Message}", error);
        }
    }

    private static SandboxSku Sku(SeedProduct product)
    {
        var sku = new SandboxSku
        {
            SkuId = product.Id,
            SkuPartNumber = product.PartNumber,
            Enabled = product.Seats,
            Warning = product.Warning,
            Suspended = product.Suspended,
        };
        sku.ServicePlans.AddRange(product.Plans);
        return sku;
    }

    private static SandboxRole Role(SeedRole role) => new()
    {
        Id = StableId.Of("role:" + role.Template),
        TemplateId = role.Template,
        DisplayName = role.Name,
        Description = $"Can do what a {role.Name} does.",
        IsActivated = role.Activated,
    };

    // A tenant just read has been there for long: nothing is on its way.
    private static void Rest(SandboxTenant tenant)
    {
        tenant.Agenda.Settle(DateTimeOffset.MaxValue);
        foreach (SandboxObject item in tenant.AllObjects().Concat(tenant.DeletedUsers)) item.Stale.Clear();
        foreach (SandboxMailbox mailbox in tenant.Mailboxes) mailbox.ReadyUtc = tenant.Clock.UtcNow;
    }
}
