using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tests.Fakes;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps.Departure;

public class MailAndLicenseTests
{
    private const string Convert = "mail.convert-to-shared";
    private const string Release = "licenses.release";
    private readonly OffboardBench _bench = new();

    [Fact]
    public async Task Departure_OfAPersonWhoNeverHadAMailbox_Completes()
    {
        _bench.Tenant.LicensesOf(_bench.Jane.Id).RemoveAll(state => state.SkuId == _bench.Office.Id);
        _bench.Tenant.LoseMailbox(_bench.Jane);

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run[Convert].Status.Should().Be(StepStatus.Skipped);
        run[Release].Status.Should().Be(StepStatus.Done);
    }

    [Fact]
    public async Task Departure_WhoseMailboxWentWithARule_NeverCompletes()
    {
        _bench.LicenseByRule();

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Exception);
        run[Convert].Status.Should().Be(StepStatus.ManualReview);
        run[Convert].ErrorId.Should().Be("MailboxNotFound");
        run[Convert].Detail.Should().Contain("soft-deleted").And.Contain("30 days");
        run["mail.delegate"].Status.Should().Be(StepStatus.ManualReview);
        OffboardRun again = await _bench.ResumeAsync();
        again[Convert].ErrorId.Should().Be("MailboxNotFound", "the license is gone now, and the journal still knows of it");
    }

    [Fact]
    public async Task Departure_WhoseMailboxIsMissing_KeepsTheLicenseForItsReturn()
    {
        _bench.Tenant.LoseMailbox(_bench.Jane);

        OffboardRun run = await _bench.RunAsync();

        run[Release].ErrorId.Should().Be("MailboxNotFound");
        _bench.Tenant.LicensesOf(_bench.Jane.Id).Should().ContainSingle().Which.SkuId.Should().Be(_bench.Office.Id);
    }

    [Fact]
    [Trait("PainPoint", "C1")]
    public async Task ConvertToShared_OfAMailboxThatVanishesMeanwhile_IsNotDone()
    {
        _bench.Tenant.LicensesOf(_bench.Jane.Id).RemoveAll(state => state.SkuId == _bench.Office.Id);
        _bench.Tenant.On("mailbox.convert").Ignores().Meanwhile(() => _bench.Tenant.LoseMailbox(_bench.Jane));

        OffboardRun run = await _bench.RunAsync();

        run[Convert].Status.Should().Be(StepStatus.Failed);
        run[Convert].ErrorId.Should().Be("MailboxNotFound");
    }

    [Fact]
    public async Task HandOverLists_WhoseMailboxVanishesWithTheChange_IsNotDone()
    {
        _bench.Tenant.LicensesOf(_bench.Jane.Id).RemoveAll(state => state.SkuId == _bench.Office.Id);
        _bench.Tenant.On("lists.replace-manager").Meanwhile(() => _bench.Tenant.LoseMailbox(_bench.Jane));

        OffboardRun run = await _bench.RunAsync();

        run["mail.hand-over-lists"].Status.Should().Be(StepStatus.Failed, "\"does not apply\" is no proof of what was changed");
        run["mail.hand-over-lists"].ErrorId.Should().Be("StepNotProved");
    }

    [Fact]
    public async Task ConvertToShared_SwitchedOff_LetsTheMailboxGoOnPurpose()
    {
        _bench.Rules = _bench.Rules with { ConvertToShared = false };

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        run[Convert].Status.Should().Be(StepStatus.Skipped);
        _bench.Tenant.MailboxOf(_bench.Jane.Id).Should().BeNull();
        (await _bench.ResumeAsync()).End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("hold")]
    [InlineData("archive")]
    [Trait("PainPoint", "C5")]
    public async Task ReleaseLicenses_OfAMailboxThatNeedsItsLicense_KeepsThatOneOnly(string why)
    {
        if (why == "size") _bench.Mail.Size = 70L << 30;
        _bench.Mail.Mailbox = _bench.Mail.Mailbox with { IsOnHold = why == "hold", HasArchive = why == "archive" };

        OffboardRun run = await _bench.RunAsync();

        run[Convert].Status.Should().Be(StepStatus.Done);
        run[Release].Status.Should().Be(StepStatus.ManualReview);
        run[Release].ErrorId.Should().Be("MailboxNeedsLicense");
        run[Release].Detail.Should().Contain(why == "size" ? "70 GB" : why).And.NotContain("MCOEV");
        _bench.Tenant.LicensesOf(_bench.Jane.Id).Should().ContainSingle().Which.SkuId.Should().Be(_bench.Office.Id);
    }

    [Fact]
    [Trait("PainPoint", "C2")]
    [Trait("PainPoint", "C3")]
    public async Task ReleaseLicenses_OfOneDirectAndByGroup_ReleasesBoth()
    {
        _bench.Tenant.AddLicense(_bench.Jane, _bench.Voice);

        OffboardRun run = await _bench.RunAsync();

        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Tenant.LicensesOf(_bench.Jane.Id).Should().BeEmpty();
        _bench.Tenant.MembersOf(_bench.VoiceUsers.Id).Should().BeEmpty();
        _bench.Tenant.Skus.Should().OnlyContain(sku => sku.Used == 0);
    }

    [Fact]
    [Trait("PainPoint", "C4")]
    public async Task ReleaseLicenses_ByADynamicGroup_IsLeftToAPerson()
    {
        Group rule = _bench.Tenant.AddGroup("Sales by rule", more: group => group with
        {
            MembershipRule = "user.department -eq \"Sales\"", LicensedSkuIds = [_bench.Voice.Id],
        });
        _bench.Tenant.Join(rule.Id, _bench.Jane);
        _bench.Tenant.AddLicense(_bench.Jane, _bench.Voice, rule);

        OffboardRun run = await _bench.RunAsync();

        run[Release].Status.Should().Be(StepStatus.ManualReview);
        run[Release].ErrorId.Should().Be("GroupNotJoinable");
        run[Release].Detail.Should().Contain(rule.Id).And.Contain("user.department");
    }

    [Theory]
    [InlineData(GroupKind.Security)]
    [InlineData(GroupKind.MailEnabledSecurity)]
    public async Task Departure_OfABigMailboxLicensedByGroup_StaysInThatGroup(GroupKind kind)
    {
        _bench.Mail.Size = 70L << 30;
        _bench.Tenant.LicensesOf(_bench.Jane.Id).Clear();
        Group both = _bench.Tenant.AddGroup("Licensed", kind, group => group with { LicensedSkuIds = [_bench.Office.Id, _bench.Voice.Id] });
        _bench.Tenant.Join(both.Id, _bench.Jane);
        _bench.Tenant.AddLicense(_bench.Jane, _bench.Office, both);
        _bench.Tenant.AddLicense(_bench.Jane, _bench.Voice, both);

        OffboardRun run = await _bench.RunAsync();

        _bench.Tenant.MembersOf(both.Id).Should().Contain(_bench.Jane.Id.Value, "leaving it would take the license of the mailbox away");
        run[Release].Status.Should().Be(StepStatus.ManualReview);
        run[Release].Detail.Should().Contain("which also gives SPE_E3");
        run[kind == GroupKind.Security ? "directory.leave-groups" : "mail.leave-distribution-lists"].Status.Should().Be(StepStatus.ManualReview);
    }

    [Fact]
    [Trait("PainPoint", "C1")]
    public async Task ReleaseLicenses_WhoseMailboxCannotBeRead_ReleasesNothing()
    {
        _bench.Tenant.On("mailbox.read").Fails("ConnectorThrottled").Always();

        OffboardRun run = await _bench.RunAsync();

        run[Release].Status.Should().Be(StepStatus.Failed);
        _bench.Tenant.CountOf("licenses.assign").Should().Be(0);
        _bench.JaneNow.SignInAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task ForwardMail_ThatKeepsNoCopy_IsNotTakenForDone()
    {
        _bench.Mail.Mailbox = _bench.Mail.Mailbox with { ForwardsTo = "max@contoso.example", KeepsCopy = false };
        (await _bench.RunAsync())["mail.forward"].Status.Should().Be(StepStatus.Done);
        _bench.Mail.Mailbox.KeepsCopy.Should().BeTrue();
    }

    [Fact]
    public async Task ForwardMail_ToNobody_IsNotSkippedBecauseRulesAreKept()
    {
        _bench.Rules = _bench.Rules with { Delegates = [], RemoveForwardingRules = false };
        (await _bench.RunAsync())["mail.forward"].Status.Should().Be(StepStatus.ManualReview);
    }

    [Fact]
    [Trait("PainPoint", "C32")]
    public async Task Rules_ThatAskForNothing_AreSkippedAndChangeNothing()
    {
        _bench.Rules = new DepartureRules
        {
            RemoveForwardingRules = false, HideFromAddressLists = false, DelegateFullAccess = false, DelegateSendAs = false, OneDriveToDelegate = false,
            DeviceAction = DeviceAction.Keep,
        };
        _bench.Request = _bench.Request with { CancelMeetings = null };

        OffboardRun run = await _bench.RunAsync();

        run.Results.Where(result => result.Status == StepStatus.Skipped).Select(result => result.Step).Should().BeEquivalentTo(
            "mail.set-automatic-reply", "mail.forward", "mail.remove-forwarding-rules", "mail.hide-from-address-lists", "mail.cancel-meetings", "mail.delegate",
            "files.share-onedrive", "rmm.unenroll-devices", "devices.disable-entra", "devices.retire-managed");
        run.End.Outcome.Should().Be(RunOutcome.Completed);
        _bench.Mail.Meetings.Should().Be(2);
    }

    [Fact]
    [Trait("PainPoint", "C33")]
    public async Task ShareFiles_WithoutAOneDrive_IsSkipped()
    {
        _bench.Tenant.Drives.Clear();
        OffboardRun run = await _bench.RunAsync();
        run["files.share-onedrive"].Status.Should().Be(StepStatus.Skipped);
        run.End.Outcome.Should().Be(RunOutcome.Completed);
    }

    [Fact]
    public async Task HandOverLists_WithAnotherManager_OnlyLeaves()
    {
        _bench.Tenant.Manages(_bench.Managed, _bench.Boss);
        await _bench.RunAsync();
        _bench.Tenant.ManagersOf(_bench.Managed.Id).Should().Equal(_bench.Boss.Id.Value);
    }

    [Fact]
    public async Task ConvertToShared_OfAMailboxThatWasLostBefore_IsLeftToAPerson()
    {
        _bench.Tenant.LicensesOf(_bench.Jane.Id).RemoveAll(state => state.SkuId == _bench.Office.Id);
        _bench.Tenant.LoseMailbox(_bench.Jane);
        _bench.Tenant.SoftDeleted.Add(_bench.Jane.Id.Value);

        OffboardRun run = await _bench.RunAsync();

        run["mail.convert-to-shared"].Status.Should().Be(StepStatus.ManualReview);
        run["mail.convert-to-shared"].Detail.Should().Contain("soft-deleted");
        run.End.Outcome.Should().Be(RunOutcome.Exception);
    }
}
