using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class GraphLicenseTests : IDisposable
{
    private readonly SandboxTenant _tenant = SandboxTenant.Load();
    private readonly GraphClient _graph;

    public GraphLicenseTests() => _graph = new GraphClient(_tenant);

    public void Dispose() => _graph.Dispose();

    private string Sku(string partNumber) => _tenant.FindSku(partNumber)!.SkuId;

    private Task<Reply> ChangeAsync(string person, string? add = null, string? remove = null) => _graph.PostAsync($"users/{person}@contoso.example/assignLicense",
        $$"""{"addLicenses":[{{(add is null ? "" : $$"""{"skuId":"{{Sku(add)}}","disabledPlans":[]}""")}}],"removeLicenses":[{{(remove is null ? "" : $"\"{Sku(remove)}\"")}}]}""");

    [Fact]
    public async Task Assign_ThenWait_MakesAMailbox()
    {
        _tenant.Options.MailboxDelay = TimeSpan.FromMinutes(12);
        const string settings = "users/lena.vogt@contoso.example/mailboxSettings";

        (await ChangeAsync("lena.vogt", add: "SPB")).Status.Should().Be(200);

        (await _graph.GetAsync(settings)).Error.Should().Be("MailboxNotEnabledForRESTAPI");
        _tenant.Clock.Advance(TimeSpan.FromMinutes(12));
        (await _graph.GetAsync(settings)).Text("userPurpose").Should().Be("user");
    }

    [Fact]
    public async Task Assign_CountsTheSeat()
    {
        async Task<int> ConsumedAsync() => (await _graph.GetAsync("subscribedSkus")).Items.Single(sku => sku!["skuPartNumber"]!.GetValue<string>() == "VISIOCLIENT")!["consumedUnits"]!.GetValue<int>();
        int before = await ConsumedAsync();

        await ChangeAsync("eva.lang", add: "VISIOCLIENT");

        (await ConsumedAsync()).Should().Be(before + 1);
    }

    [Theory]
    [InlineData("eva.lang", "PROJECTPROFESSIONAL", null, "Subscription with SKU 53818b1b-4a27-454b-8896-0dba576410e6 does not have any available licenses.")]
    [InlineData("breakglass", "SPB", null, "License assignment cannot be done for user with invalid usage location.")]
    [InlineData("maria.santos", null, "SPB", "User license is inherited from a group membership and it cannot be removed directly from the user.")]
    [InlineData("maria.santos", null, "VISIOCLIENT", "User does not have a corresponding license.")]
    [InlineData("ruth.baker", "SPE_F1", null, "License assignment failed because service plans 4a82b400-a79f-41a4-b4e2-e94f5787b113, efb87545-963c-4e0d-99df-69c6916d9eb0 are mutually exclusive")]
    public async Task Change_ThatCannotBe_IsRefusedInTheServicesWords(string person, string? add, string? remove, string message)
    {
        Reply reply = await ChangeAsync(person, add, remove);

        reply.Status.Should().Be(400);
        reply.Message.Should().Be(message);
    }

    [Fact]
    public async Task Assign_WithoutBothArrays_IsRefused() =>
        (await _graph.PostAsync("users/lena.vogt@contoso.example/assignLicense", """{"addLicenses":[]}""")).Message.Should().EndWith("The missing parameters are: removeLicenses.");

    [Fact]
    public async Task LicenseOfTwoSources_OutlivesTheDirectOne()
    {
        const string julia = "users/julia.meier@contoso.example";
        (await _graph.GetAsync(julia + "?$select=licenseAssignmentStates")).Json!["licenseAssignmentStates"]!.AsArray().Should().HaveCount(2);

        (await ChangeAsync("julia.meier", remove: "SPB")).Status.Should().Be(200);

        Reply after = await _graph.GetAsync(julia + "?$select=licenseAssignmentStates,assignedLicenses");
        after.Json!["licenseAssignmentStates"]!.AsArray().Single()!["assignedByGroup"].Should().NotBeNull();
        after.Json["assignedLicenses"]!.AsArray().Should().ContainSingle();
        _tenant.FindMailbox(_tenant.FindUser("julia.meier@contoso.example")!.Id).Should().NotBeNull();
    }

    [Fact]
    public async Task LeavingTheLicenseGroup_WhileAUserMailbox_LosesTheMailbox()
    {
        SandboxUser maria = _tenant.FindUser("maria.santos@contoso.example")!;
        await LeaveLicenseGroupAsync(maria);

        maria.Licenses.Should().NotContain(license => license.AssignedByGroup != null);
        _tenant.Mailboxes.Single(mailbox => mailbox.UserId == maria.Id).SoftDeletedUtc.Should().Be(_tenant.Clock.UtcNow);
    }

    [Theory]
    [InlineData(4, false, true)]
    [InlineData(70, false, false)]
    [InlineData(4, true, false)]
    public async Task LeavingTheLicenseGroup_WhileShared_KeepsOnlyASmallFreeMailbox(int sizeGB, bool hold, bool isKept)
    {
        SandboxUser maria = _tenant.FindUser("maria.santos@contoso.example")!;
        SandboxMailbox mailbox = _tenant.FindMailbox(maria.Id)!;
        mailbox.RecipientTypeDetails = "SharedMailbox";
        mailbox.TotalItemSizeBytes = sizeGB * 1024L * 1024 * 1024;
        mailbox.LitigationHoldEnabled = hold;

        await LeaveLicenseGroupAsync(maria);

        (mailbox.SoftDeletedUtc is null).Should().Be(isKept);
    }

    [Fact]
    public async Task GroupLicense_WithoutASeat_ShowsAsAnError()
    {
        SandboxSku sku = _tenant.FindSku("SPB")!;
        sku.Enabled = _tenant.Licensing.Consumed(sku);
        SandboxUser lena = _tenant.FindUser("lena.vogt@contoso.example")!;
        SandboxGroup group = _tenant.Groups.Single(candidate => candidate.DisplayName == "Licenses Business Premium");

        (await _graph.PostAsync($"groups/{group.Id}/members/$ref", GraphClient.Reference(lena.Id))).Status.Should().Be(204);

        (await _graph.GetAsync($"groups/{group.Id}/membersWithLicenseErrors")).Items.Should().ContainSingle();
        Reply states = await _graph.GetAsync($"users/{lena.Id}?$select=licenseAssignmentStates");
        states.Json!["licenseAssignmentStates"]![0]!["error"]!.GetValue<string>().Should().Be("CountViolation");
    }

    private async Task LeaveLicenseGroupAsync(SandboxUser user)
    {
        SandboxGroup group = _tenant.Groups.Single(candidate => candidate.DisplayName == "Licenses Business Premium");
        (await _graph.DeleteAsync($"groups/{group.Id}/members/{user.Id}/$ref")).Status.Should().Be(204);
        await _graph.GetAsync("organization");
    }
}
