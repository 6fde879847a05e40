using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Gives the calendar the working week of the role.</summary>
/// <remarks>Takes effect: at once. Undo: set other hours.</remarks>
/// <why>Colleagues see when the person works.</why>
[Step("mail.set-working-hours", LifecycleSystem.Mail)]
[Needs("Exchange.ManageAsApp")]
[NeedsRole("Exchange Administrator", "Exchange Recipient Administrator", "Global Administrator")]
public sealed class SetWorkingHours : MailboxSettingStep<WorkingHours>
{
    /// <inheritdoc/>
    public override string Action => "Set the working hours";

    /// <inheritdoc/>
    protected override ChangePath Way => ChangePath.Exchange;

    /// <inheritdoc/>
    protected override WorkingHours Wanted(StepContext of)
    {
        CalendarPreferences week = of.Hire.Means.Calendar;
        return new WorkingHours(week.WorkDays, week.WorkingHoursStart, week.WorkingHoursEnd, of.Hire.Means.Mailbox.TimeZone);
    }

    /// <inheritdoc/>
    protected override bool IsSo(WorkingHours held, StepContext of)
    {
        WorkingHours wanted = Wanted(of);
        return held.Start == wanted.Start && held.End == wanted.End && MailboxZone.AreSame(held.TimeZone, wanted.TimeZone)
            && new HashSet<DayOfWeek>(held.Days).SetEquals(wanted.Days);
    }

    /// <inheritdoc/>
    protected override Task<WorkingHours> ReadAsync(PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxPreferences.ReadWorkingHoursAsync(account, cancel);

    /// <inheritdoc/>
    protected override Task SetAsync(PersonId account, StepContext of, CancellationToken cancel) =>
        of.Systems.MailboxPreferences.SetWorkingHoursAsync(account, Wanted(of), cancel);

    /// <inheritdoc/>
    protected override string InWords(WorkingHours setting) =>
        $"{string.Join(" ", setting.Days.Select(day => day.ToString().Substring(0, 3)))} {setting.Start:hh\\:mm}-{setting.End:hh\\:mm} {MailboxZone.InWords(setting.TimeZone)}";
}
