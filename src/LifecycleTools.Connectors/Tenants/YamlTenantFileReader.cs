using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads tenant files (lifecycle.yaml).</summary>
internal sealed class YamlTenantFileReader : ITenantFileReader
{
    private static readonly Regex s_currency = new(@"\A[A-Z]{3}\z", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, TenantCloud> s_clouds = new(StringComparer.Ordinal)
    {
        ["global"] = TenantCloud.Global,
        ["usgov"] = TenantCloud.UsGov,
        ["usgovdod"] = TenantCloud.UsGovDod,
        ["china"] = TenantCloud.China,
        ["custom"] = TenantCloud.Custom,
    };

    /// <inheritdoc/>
    public TenantFileReading Read(string path)
    {
        if (path is null) throw new ArgumentNullException(nameof(path));
        if (!File.Exists(path))
        {
            throw new LifecycleException(ErrorIds.TenantFileInvalid, ErrorKind.NotFound,
                $"The tenant file was not read: there is no file '{path}'. Check the path; examples/lifecycle.yaml is one to start from.");
        }

        var findings = new FindingList(path);
        TenantFile? file = YamlSource.Read(findings) is { } text && YamlTree.Read(text, findings) is { } map ? Whole(map, findings) : null;
        return new TenantFileReading(findings.ToReport(), findings.HasErrors ? null : file);
    }

    private static TenantFile? Whole(YamlMap map, FindingList findings)
    {
        SecretLooks.Report(map, findings);
        return Read(new YamlReader(map, "the tenant file", findings));
    }

    /// <summary>Reads the file's mapping. Null when a part that must be there is not; all findings are with the reader.</summary>
    internal static TenantFile? Read(YamlReader at)
    {
        TenantCredential? credential = at.RequiredSection("credential") is { } section ? CredentialReader.Read(section) : null;
        TenantFile? file = at.RequiredSection("tenant") is { } tenant ? Tenant(tenant, credential) : null;
        IReadOnlyDictionary<string, SystemSettings> systems = SystemsReader.Read(at);
        IReadOnlyDictionary<string, MonthlyPrice> prices = Prices(at);
        JournalSigning? signing = at.Section("journal") is { } journal ? JournalReader.Read(journal) : null;
        at.Finish();

        return file is null ? null : file with { Systems = systems, Prices = prices, Signing = signing };
    }

    private static TenantFile? Tenant(YamlReader at, TenantCredential? credential)
    {
        string path = at.Findings.Path;
        TenantCloud cloud = at.Choice("cloud", s_clouds) ?? TenantCloud.Global;
        var file = new TenantFile
        {
            Path = path,
            Name = at.RequiredValue("name")?.Value ?? "",
            Id = Id(at),
            Cloud = cloud,
            Endpoints = Endpoints(at, cloud),
            Roles = FilePaths.FromFolderOf(path, at.Text("roles")),
            Protected = at.Texts("protected"),
            Escalation = Addresses(at, "escalation"),
            Limits = Limits(at),
            Journal = FilePaths.FromFolderOf(path, at.Text("journal")),
            Credential = credential!,
        };
        at.Finish();
        return credential is null ? null : file;
    }

    private static Guid Id(YamlReader at)
    {
        if (at.RequiredValue("id") is not { } text) return Guid.Empty;
        if (Guid.TryParseExact(text.Value, "D", out Guid id)) return id;

        at.Findings.Error(text, FindingIds.ValueNotAllowed,
            $"'id' in {at.What} is not a directory id. Write it as Entra shows it under Overview, for example 0f3a2c1e-5b7d-4e9f-8a6b-1c2d3e4f5a6b.");
        return Guid.Empty;
    }

    private static TenantEndpoints Endpoints(YamlReader tenant, TenantCloud cloud)
    {
        YamlReader? at = tenant.Section("endpoints");
        var endpoints = new TenantEndpoints
        {
            Authority = at is null ? null : WebAddresses.Read(at, "authority"),
            Graph = at is null ? null : WebAddresses.Read(at, "graph"),
            Exchange = at is null ? null : WebAddresses.Read(at, "exchange"),
        };
        at?.Finish();

        string[] missing = new[] { "authority", "graph", "exchange" }.Where(key => at is null || !at.Has(key)).ToArray();
        if (cloud == TenantCloud.Custom && missing.Length > 0)
        {
            tenant.Findings.Error(tenant.PlaceOf("cloud"), FindingIds.KeyMissing,
                $"The cloud is custom, and 'endpoints' lacks {string.Join(", ", missing)}. Add them, or write global, usgov, usgovdod or china.");
        }

        return endpoints;
    }

    private static DepartureLimits Limits(YamlReader tenant)
    {
        var usual = new DepartureLimits();
        if (tenant.Section("limits") is not { } at) return usual;

        var limits = new DepartureLimits
        {
            DeparturesPerDay = at.Number("departuresPerDay", 1, 10000) ?? usual.DeparturesPerDay,
            DeparturesPercent = at.Number("departuresPercent", 1, 100) ?? usual.DeparturesPercent,
        };
        at.Finish();
        return limits;
    }

    private static IReadOnlyList<string> Addresses(YamlReader at, string key)
    {
        IReadOnlyList<YamlText> addresses = at.Values(key);
        foreach (YamlText address in addresses.Where(address => !MailDomains.IsAddress(address.Value)))
        {
            at.Findings.Error(address, FindingIds.MailAddressInvalid, $"'{YamlReader.Short(address.Value)}' under '{key}' in {at.What} is not a mail address. Write it as name@domain.");
        }

        return addresses.Select(address => address.Value).ToArray();
    }

    private static IReadOnlyDictionary<string, MonthlyPrice> Prices(YamlReader at)
    {
        var prices = new Dictionary<string, MonthlyPrice>(StringComparer.OrdinalIgnoreCase);
        foreach ((YamlText sku, YamlReader price) in at.Named("prices", "price"))
        {
            decimal? amount = Amount(price);
            YamlText? currency = price.RequiredValue("currency");
            price.Finish();

            if (currency is not null && !s_currency.IsMatch(currency.Value))
            {
                price.Findings.Error(currency, FindingIds.ValueNotAllowed, $"'{YamlReader.Short(currency.Value)}' in {price.What} is not a currency. Write the three letters of ISO 4217, for example CHF, EUR or USD.");
            }
            else if (prices.ContainsKey(sku.Value))
            {
                price.Findings.Error(sku, FindingIds.KeyDuplicate, $"The {price.What} stands here twice, in another case. Keep one of them.");
            }
            else if (amount is not null && currency is not null)
            {
                prices.Add(sku.Value, new MonthlyPrice(amount.Value, currency.Value));
            }
        }

        return prices;
    }

    private static decimal? Amount(YamlReader price)
    {
        if (price.RequiredValue("amount") is not { } text) return null;
        if (decimal.TryParse(text.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) return amount;

        price.Findings.Error(text, FindingIds.TypeWrong, $"'amount' in {price.What} must be a number with a decimal point, as 36.00.");
        return null;
    }
}
