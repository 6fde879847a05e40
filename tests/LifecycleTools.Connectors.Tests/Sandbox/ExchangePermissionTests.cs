using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class ExchangePermissionTests
{
    [Fact]
    public async Task FullAccess_IsGivenOnce_ListedBesideTheOwner_AndTaken()
    {
        using ExchangeSession exchange = new();
        object grant = new { Identity = exchange.Jane.Id, User = "max@contoso.example", AccessRights = new[] { "FullAccess" }, InheritanceType = "All", AutoMapping = false };
        (await exchange.RunAsync("Add-MailboxPermission", grant)).Only["User"]!.ToString().Should().Be("max@contoso.example");
        (await exchange.RunAsync("Add-MailboxPermission", grant)).Warnings.Should().ContainSingle().Which.Should().Contain("already present");

        (await exchange.RunAsync("Get-MailboxPermission", new { Identity = exchange.Jane.Id })).Value.Select(one => (string)one["User"]!)
            .Should().Equal("NT AUTHORITY\\SELF", "max@contoso.example");
        exchange.MailboxOf(exchange.Jane).Permissions.Should().ContainSingle().Which.AutoMapping.Should().BeFalse();

        object take = new { Identity = exchange.Jane.Id, User = exchange.Max.Id, AccessRights = new[] { "FullAccess" }, Confirm = false };
        (await exchange.RunAsync("Remove-MailboxPermission", take)).Warnings.Should().BeEmpty();
        (await exchange.RunAsync("Remove-MailboxPermission", take)).Warnings.Should().ContainSingle().Which.Should().Contain("isn't present");
        exchange.MailboxOf(exchange.Jane).Permissions.Should().BeEmpty();
    }

    [Fact]
    public async Task FullAccess_ForADistributionList_IsRefused_AndForAPersonWithoutMailboxIsNot()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Add-MailboxPermission", new { Identity = exchange.Jane.Id, User = exchange.Sales.Id, AccessRights = "FullAccess" })).Status.Should().Be(400);
        (await exchange.RunAsync("Add-MailboxPermission", new { Identity = exchange.Jane.Id, User = exchange.Nora.Id, AccessRights = "FullAccess" })).Status.Should().Be(200);
    }

    [Fact]
    public async Task SendAs_IsFoundByTrustee_OverAllMailboxes()
    {
        using ExchangeSession exchange = new();
        foreach (string mailbox in new[] { exchange.Info.Id, exchange.Conor.Id })
        {
            (await exchange.RunAsync("Add-RecipientPermission", new { Identity = mailbox, Trustee = exchange.Jane.Id, AccessRights = new[] { "SendAs" }, Confirm = false })).Status.Should().Be(200);
        }

        (await exchange.RunAsync("Get-RecipientPermission", new { Trustee = "jane@contoso.example", ResultSize = "Unlimited" })).Value
            .Select(one => (string)one["Identity"]!).Should().BeEquivalentTo("Info", "Conor O'Brien");

        await exchange.RunAsync("Remove-RecipientPermission", new { Identity = exchange.Info.Id, Trustee = exchange.Jane.Id, AccessRights = "SendAs", Confirm = false });
        exchange.MailboxOf(exchange.Info).SendAs.Should().BeEmpty();
    }

    [Fact]
    public async Task SendAs_WithoutConfirmFalse_IsRefused_AndSoIsAnyOtherRight()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Add-RecipientPermission", new { Identity = exchange.Info.Id, Trustee = exchange.Jane.Id, AccessRights = "SendAs" })).Detail.Should().Contain("HostException");
        (await exchange.RunAsync("Add-RecipientPermission", new { Identity = exchange.Info.Id, Trustee = exchange.Jane.Id, AccessRights = "FullAccess", Confirm = false })).Status.Should().Be(400);
    }

    [Fact]
    public async Task CalendarRights_AreAdded_Changed_AndRemoved()
    {
        using ExchangeSession exchange = new();
        const string Folder = "jane@contoso.example:\\Calendar";
        object max = new { Identity = Folder, User = exchange.Max.Id, AccessRights = "Editor" };
        (await exchange.RunAsync("Set-MailboxFolderPermission", max)).Detail.Should().Contain("UserNotFoundInPermissionEntryException");
        (await exchange.RunAsync("Add-MailboxFolderPermission", max)).Status.Should().Be(200);
        (await exchange.RunAsync("Add-MailboxFolderPermission", max)).Detail.Should().Contain("UserAlreadyExistsInPermissionEntryException");
        await exchange.RunAsync("Set-MailboxFolderPermission", new { Identity = Folder, User = exchange.Max.Id, AccessRights = "Reviewer" });

        (await exchange.RunAsync("Get-MailboxFolderPermission", new { Identity = Folder })).Value.Select(one => $"{one["User"]}={one["AccessRights"]![0]}")
            .Should().Equal("Default=AvailabilityOnly", "Anonymous=None", "Max Boss=Reviewer");

        await exchange.RunAsync("Remove-MailboxFolderPermission", new { Identity = Folder, User = exchange.Max.Id, Confirm = false });
        exchange.MailboxOf(exchange.Jane).CalendarPermissions.Should().BeEmpty();
    }

    [Fact]
    public async Task CalendarFolder_HasTheNameOfItsLanguage()
    {
        using ExchangeSession exchange = new();
        await exchange.RunAsync("Set-MailboxRegionalConfiguration", new { Identity = exchange.Jane.Id, Language = "de-DE", LocalizeDefaultFolderName = true });
        (await exchange.RunAsync("Get-MailboxFolderPermission", new { Identity = exchange.Jane.Id + ":\\Calendar" })).Status.Should().Be(404);

        string name = (await exchange.RunAsync("Get-MailboxFolderStatistics", new { Identity = exchange.Jane.Id, FolderScope = "Calendar" })).Only["Name"]!.ToString();
        name.Should().Be("Kalender");
        (await exchange.RunAsync("Get-MailboxFolderPermission", new { Identity = $"{exchange.Jane.Id}:\\{name}" })).Status.Should().Be(200);
    }
}
