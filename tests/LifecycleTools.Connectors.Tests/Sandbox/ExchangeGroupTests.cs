using System;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

public sealed class ExchangeGroupTests
{
    [Fact]
    public async Task ListsOfAPerson_AreFoundByDistinguishedName_WithQuotesDoubled()
    {
        using ExchangeSession exchange = new();
        string dn = (await exchange.RunAsync("Get-Recipient", new { Identity = exchange.Conor.Id })).Only["DistinguishedName"]!.ToString();
        dn.Should().Contain("O'Brien");

        string filter = $"Members -eq '{dn.Replace("'", "''", StringComparison.Ordinal)}'";
        ExchangeSession.Answer found = await exchange.RunAsync("Get-Recipient", new { Filter = filter, RecipientTypeDetails = new[] { "MailUniversalDistributionGroup", "MailUniversalSecurityGroup" }, ResultSize = "unlimited" });
        found.Value.Select(one => (string)one["ExternalDirectoryObjectId"]!).Should().Equal(exchange.Sales.Id);

        (await exchange.RunAsync("Get-Recipient", new { Filter = $"Members -eq '{dn}'" })).Status.Should().Be(400);
    }

    [Theory]
    [InlineData("EmailAddresses -eq 'SMTP:jane@contoso.example'", "jane")]
    [InlineData("EmailAddresses -eq 'jane@contoso.onmicrosoft.com'", "jane")]
    [InlineData("(Alias -like 'ja*') -or (Alias -eq 'max')", "jane max")]
    [InlineData("RecipientTypeDetails -eq 'SharedMailbox' -and -not (Alias -eq 'jane')", "info")]
    [InlineData("Alias -eq 'nobody'", "")]
    public async Task Filter_FindsWhatItSays(string filter, string aliases)
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Get-Recipient", new { Filter = filter })).Value.Select(one => (string)one["Alias"]!)
            .Should().BeEquivalentTo(aliases.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("Alias -eq")]
    [InlineData("Shoe -eq '1'")]
    [InlineData("(Alias -eq 'x'")]
    public async Task Filter_ThatCannotBeRead_IsRefused(string filter)
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Get-Recipient", new { Filter = filter })).Status.Should().Be(400);
    }

    [Fact]
    public async Task ResultSize_LeavesOut_AndWarns()
    {
        using ExchangeSession exchange = new();
        ExchangeSession.Answer answer = await exchange.RunAsync("Get-Recipient", new { ResultSize = 2 });
        answer.Value.Should().HaveCount(2);
        answer.Warnings.Should().ContainSingle().Which.Should().Contain("only the first 2 items");
    }

    [Fact]
    public async Task Member_AddedTwice_IsRefusedByName()
    {
        using ExchangeSession exchange = new();
        object add = new { Identity = exchange.Sales.Id, Member = exchange.Max.Id, BypassSecurityGroupManagerCheck = true };
        (await exchange.RunAsync("Add-DistributionGroupMember", add)).Status.Should().Be(200);
        exchange.Sales.Members.Should().Contain(exchange.Max.Id);

        ExchangeSession.Answer again = await exchange.RunAsync("Add-DistributionGroupMember", add);
        again.Status.Should().Be(400);
        again.Detail.Should().Contain("MemberAlreadyExistsException").And.Contain("Max Boss");
    }

    [Fact]
    public async Task Member_WhoIsNone_CannotBeRemoved()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Remove-DistributionGroupMember", new { Identity = exchange.Sales.Id, Member = exchange.Max.Id, Confirm = false })).Detail.Should().Contain("MemberNotFoundException");
    }

    [Fact]
    public async Task Member_WithoutMailboxAnyMore_CanStillBeRemoved()
    {
        using ExchangeSession exchange = new();
        exchange.Tenant.Licensing.Change(exchange.Jane, [], [ExchangeSession.SkuE3]);
        (await exchange.RunAsync("Remove-DistributionGroupMember", new { Identity = exchange.Sales.Id, Member = exchange.Jane.Id, Confirm = false })).Status.Should().Be(200);
        exchange.Sales.Members.Should().NotContain(exchange.Jane.Id);
    }

    [Fact]
    public async Task Lists_OfOneName_AreAmbiguousForAChange()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Get-DistributionGroup", new { Identity = "All Staff" })).Value.Should().HaveCount(2);
        ExchangeSession.Answer remove = await exchange.RunAsync("Remove-DistributionGroupMember", new { Identity = "All Staff", Member = exchange.Jane.Id, Confirm = false });
        remove.Status.Should().Be(400);
        remove.Detail.Should().Contain("ManagementObjectAmbiguousException");
        exchange.StaffNorth.Members.Concat(exchange.StaffSouth.Members).Should().Equal(exchange.Jane.Id, exchange.Jane.Id);
    }

    [Fact]
    public async Task SynchronizedAndDynamicGroups_AreRefused()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Add-DistributionGroupMember", new { Identity = exchange.SyncedList.Id, Member = exchange.Max.Id })).Detail.Should().Contain("on-premises organization");
        (await exchange.RunAsync("Remove-DistributionGroupMember", new { Identity = exchange.Dynamic.Id, Member = exchange.Jane.Id, Confirm = false })).Detail
            .Should().Contain("DynamicGroupMembershipChangeDeniedException").And.Contain("Membership for this group is managed automatically");
    }

    [Fact]
    public async Task Ownership_IsHandedOver_AndTheLastOwnerStays()
    {
        using ExchangeSession exchange = new();
        (await exchange.RunAsync("Get-DistributionGroup", new { ManagedBy = exchange.Max.Id })).Value.Should().HaveCount(4);
        (await exchange.RunAsync("Set-DistributionGroup", new { Identity = exchange.Sales.Id, ManagedBy = ExchangeSession.Change(remove: [exchange.Max.Id]) })).Detail.Should().Contain("MinGroupOwnersCriteriaBreachedException");

        await exchange.RunAsync("Set-DistributionGroup", new { Identity = exchange.Sales.Id, ManagedBy = ExchangeSession.Change(add: ["conor.obrien"], remove: [exchange.Max.Id]), BypassSecurityGroupManagerCheck = true });
        exchange.Sales.Owners.Should().Equal(exchange.Conor.Id);
    }

    [Fact]
    public async Task Recipient_BornInTheDirectory_IsKnownToExchangeLater()
    {
        using ExchangeSession exchange = new(new SandboxOptions { RecipientDelay = TimeSpan.FromMinutes(5) });
        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(5));
        SandboxUser fresh = exchange.Person("Fred Fresh", "fred");
        object add = new { Identity = exchange.Sales.Id, Member = fresh.Id };
        (await exchange.RunAsync("Add-DistributionGroupMember", add)).Detail.Should().Contain("ManagementObjectNotFoundException");

        exchange.Tenant.Clock.Advance(TimeSpan.FromMinutes(5));
        (await exchange.RunAsync("Add-DistributionGroupMember", add)).Status.Should().Be(200);
        (await exchange.RunAsync("Get-DistributionGroupMember", new { Identity = exchange.Sales.Id })).Value.Select(one => (string)one["Alias"]!)
            .Should().BeEquivalentTo("conor.obrien", "jane", "fred");
    }
}
