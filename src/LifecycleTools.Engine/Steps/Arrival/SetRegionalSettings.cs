using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Gives the mailbox the language and time zone of the site, default folders included.</summary>
/// <remarks>Takes effect: at the next sign-in to Outlook. Undo: set other ones.</remarks>
/// <why>Folders and times read right from the first mail on.</why>
[Step("mail.set-regional-settings", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class SetRegionalSettings : MailboxSettingStep<RegionalSettings>
{
    /// <inheritdoc/>
    public override string Action => "Set language and time zone";

    /// <inheritdoc/>
    protected override ChangePath Way => ChangePath.Exchange;

    /// <inheritdoc/>
    protected override RegionalSettings Wanted(StepContext of) => new(of.Hire.Means.Mailbox.Language, of.Hire.Means.Mailbox.TimeZone);

    /// <inheritdoc/>
    protected override bool IsSo(RegionalSettings held, StepContext of) =>
        string.Equals(held.Language, Wanted(of).Language, StringComparison.OrdinalIgnoreCase)
        && MailboxZone.AreSame(held.TimeZone, Wanted(of).TimeZone);

    /// <inheritdoc/>
    protected override Task<RegionalSettings> ReadAsync(PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxPreferences.ReadRegionalAsync(account, cancel);

    /// <inheritdoc/>
    protected override Task SetAsync(PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxPreferences.SetRegionalAsync(account, Wanted(of), cancel);

    /// <inheritdoc/>
    protected override string InWords(RegionalSettings setting) => $"{setting.Language}, {MailboxZone.InWords(setting.TimeZone)}";
}
