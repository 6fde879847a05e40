using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Tests.Sandbox;

/// <summary>A small tenant with one of each awkward thing, and a caller of its Exchange endpoint.</summary>
internal sealed class ExchangeSession : IDisposable
{
    public const string TenantId = "72f988bf-0000-4000-8000-000000000001";
    public const string AppId = "a0a0a0a0-0000-4000-8000-000000000001";
    public const string Host = "https://outlook.office365.com";
    public const string SkuE3 = "05e9a617-0261-4cee-bb44-138d3ef5d965";
    private readonly HttpClient _client;

    public ExchangeSession(SandboxOptions? options = null)
    {
        Tenant = new SandboxTenant(options ?? new SandboxOptions(), new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero))
        {
            TenantId = TenantId,
            Name = "Contoso",
        };
        Tenant.Domains.Add(new SandboxDomain { Name = "contoso.onmicrosoft.com", IsInitial = true });
        Tenant.Domains.Add(new SandboxDomain { Name = "contoso.example", IsDefault = true });
        Tenant.Domains.Add(new SandboxDomain { Name = "unproved.example", IsVerified = false });
        Tenant.ClientApps.Add(new SandboxClientApp { AppId = AppId, Secret = "right" });
        AddApp();
        Tenant.Skus.Add(new SandboxSku
        {
            SkuId = SkuE3,
            SkuPartNumber = "SPE_E3",
            Enabled = 10,
            ServicePlans = { new SandboxServicePlan { Id = "efb87545-963c-4e0d-99df-69c6916d9eb0", Name = "EXCHANGE_S_ENTERPRISE" } },
        });

        Jane = Person("Jane Doe", "jane");
        Conor = Person("Conor O'Brien", "conor.obrien");
        Max = Person("Max Boss", "max");
        Info = Person("Info", "info", "SharedMailbox");
        Nora = Person("Nora New", "nora", mailbox: null);
        Synced = Person("Sven Synced", "sven");
        Synced.OnPremisesSyncEnabled = true;
        Sales = List("Sales", "sales", Conor, Jane);
        StaffNorth = List("All Staff", "staff-north", Jane);
        StaffSouth = List("All Staff", "staff-south", Jane);
        SyncedList = List("Old List", "oldlist", Jane);
        SyncedList.OnPremisesSyncEnabled = true;
        Dynamic = List("Everyone", "everyone", Jane);
        Dynamic.GroupTypes.AddRange(["Unified", "DynamicMembership"]);

        _client = new HttpClient(Tenant.CreateHandler());
        Token = Tenant.Tokens.Issue(AppId, Host).Value;
    }

    public SandboxTenant Tenant { get; }
    public SandboxUser Jane { get; }
    public SandboxUser Conor { get; }
    public SandboxUser Max { get; }
    public SandboxUser Info { get; }
    public SandboxUser Nora { get; }
    public SandboxUser Synced { get; }
    public SandboxGroup Sales { get; }
    public SandboxGroup StaffNorth { get; }
    public SandboxGroup StaffSouth { get; }
    public SandboxGroup SyncedList { get; }
    public SandboxGroup Dynamic { get; }
    public string Token { get; set; }

    public SandboxMailbox MailboxOf(SandboxUser user) => Tenant.FindMailbox(user.Id)!;

    /// <summary>Runs a cmdlet with the parameters given as an anonymous object.</summary>
    public Task<Answer> RunAsync(string cmdlet, object? parameters = null, string? prefer = null) =>
        PostAsync($"{Host}/adminapi/beta/{TenantId}/InvokeCommand", Body(cmdlet, parameters), prefer);

    /// <summary>Posts any body to any address of the endpoint.</summary>
    public async Task<Answer> PostAsync(string url, JsonObject body, string? prefer = null, bool anchored = true)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (anchored) request.Headers.Add("X-AnchorMailbox", "UPN:jane@contoso.example");
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static JsonObject Body(string cmdlet, object? parameters = null) => new()
    {
        ["CmdletInput"] = new JsonObject { ["CmdletName"] = cmdlet, ["Parameters"] = JsonSerializer.SerializeToNode(parameters ?? new { }) },
    };

    public static Dictionary<string, object> Change(string[]? add = null, string[]? remove = null) => new()
    {
        ["@odata.type"] = "#Exchange.GenericHashTable",
        ["Add"] = add ?? [],
        ["Remove"] = remove ?? [],
    };

    public void Dispose() => _client.Dispose();

    public SandboxUser Person(string name, string alias, string? mailbox = "UserMailbox")
    {
        SandboxUser user = Tenant.Born(
            new SandboxUser
            {
                DisplayName = name,
                UserPrincipalName = alias + "@contoso.example",
                MailNickname = alias,
                Mail = alias + "@contoso.example",
                ProxyAddresses = { "SMTP:" + alias + "@contoso.example", "smtp:" + alias + "@contoso.onmicrosoft.com" },
            }, "user");
        Tenant.Users.Add(user);
        if (mailbox is null) return user;

        if (mailbox == "UserMailbox") user.Licenses.Add(new SandboxLicense { SkuId = SkuE3 });
        Tenant.Mailboxes.Add(new SandboxMailbox { UserId = user.Id, ExchangeGuid = Tenant.NewId("mailbox"), RecipientTypeDetails = mailbox, ReadyUtc = Tenant.Clock.UtcNow });
        return user;
    }

    // Exchange asks for two things: the app permission, and a directory role for the app's service principal.
    private void AddApp()
    {
        SandboxServicePrincipal app = new() { Id = "app", AppId = AppId, DisplayName = "LifecycleTools" };
        SandboxServicePrincipal product = new()
        {
            Id = "product",
            AppId = "00000002-0000-0ff1-ce00-000000000000",
            DisplayName = "Office 365 Exchange Online",
            AppRoles = { new SandboxAppRole { Id = "manage", Value = "Exchange.ManageAsApp", AllowedMemberType = "Application" } },
        };
        Tenant.ServicePrincipals.AddRange([app, product]);
        Tenant.AppRoleAssignments.Add(new SandboxAppRoleAssignment { Id = "1", AppRoleId = "manage", PrincipalId = app.Id, ResourceId = product.Id });
        Tenant.RoleAssignments.Add(new SandboxRoleAssignment { Id = "1", RoleTemplateId = "29232cdf-9323-42fd-ade2-1d097af3e4de", PrincipalId = app.Id });
    }

    private SandboxGroup List(string name, string alias, params SandboxUser[] members)
    {
        SandboxGroup group = Tenant.Born(
            new SandboxGroup
            {
                DisplayName = name,
                MailNickname = alias,
                Mail = alias + "@contoso.example",
                MailEnabled = true,
                Members = members.Select(member => member.Id).ToList(),
                Owners = { Max.Id },
            }, "group");
        Tenant.Groups.Add(group);
        return group;
    }

    /// <summary>What came back.</summary>
    public sealed record Answer(int Status, string Body)
    {
        public JsonObject Json => JsonNode.Parse(Body)!.AsObject();
        public IReadOnlyList<JsonObject> Value => Json["value"]!.AsArray().Select(one => one!.AsObject()).ToList();
        public JsonObject Only => Value.Single();
        public IReadOnlyList<string> Warnings => Json["@adminapi.warnings"]!.AsArray().Select(one => one!.ToString()).ToList();
        public string? NextLink => Json["@odata.nextLink"]?.ToString();

        /// <summary>The first detail, where the endpoint says what really happened.</summary>
        public string Detail => Json["error"]!["details"]![0]!["message"]!.ToString();

        public string Inner => Json["error"]!["innererror"]!["internalexception"]!["message"]!.ToString();
    }
}
