using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Closing;

/// <summary>One notice on one way.</summary>
/// <param name="Notice">What is said.</param>
/// <param name="By">Which way it goes.</param>
/// <param name="Accepted">What it was accepted with; null when it was not.</param>
/// <param name="IsLost">It left in an earlier process, and no answer is known.</param>
public sealed record NoticeView(Notice Notice, INotifier By, string? Accepted, bool IsLost)
{
    /// <summary>"ManagerReady by Microsoft 365 mail".</summary>
    public override string ToString() => $"{Notice.Kind} by {By.Product}";
}

/// <summary>Tells the manager, HR and IT leadership what the run has done. No secret is in any of it.</summary>
/// <remarks>
/// A notice cannot be looked at afterwards: the proof is what the service accepted it with. One that was not answered is never sent again.
/// Nobody is told that something is complete which is not: then the escalation contacts are told instead, as the run ends.
/// </remarks>
/// <why>HR, IT leadership and the manager rely on it, so they are told only what is true.</why>
/// <person>A notice left and was not answered. Ask the recipient whether it came, and send it by hand if not: it is not sent twice.</person>
[Step(StepId, LifecycleSystem.Messages)]
[Needs("Mail.Send", ToChange = true, When = "notices go by Graph mail")]
public sealed class TellPeople : Step<IReadOnlyList<NoticeView>>
{
    internal const string StepId = "messages.tell-people";
    internal const string FactPrefix = "notice.";
    internal const string Left = "left";
    internal const string Refused = "refused";
    private readonly HashSet<string> _leftJustNow = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneByOne = new(1);

    /// <inheritdoc/>
    public override string Action => "Tell people";

    /// <inheritdoc/>
    public override bool CanRepeat => false;

    /// <inheritdoc/>
    public override string Target(StepContext of) => string.Join(", ", RunNotices.Of(of).SelectMany(notice => notice.To).Distinct(StringComparer.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override Task<IReadOnlyList<NoticeView>> ObserveAsync(StepContext of, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<NoticeView>>(
        [
            .. from notice in RunNotices.Of(of)
               from way in of.Systems.Notifiers
               where way.Takes(notice)
               let known = of.Facts[Fact(notice, way, of)]
               let accepted = known is null or Left or Refused ? null : known
               select new NoticeView(notice, way, accepted, known == Left && !_leftJustNow.Contains(Fact(notice, way, of))),
        ]);

    /// <inheritdoc/>
    public override Assessment Assess(IReadOnlyList<NoticeView> now, StepContext of)
    {
        if (of.Systems.Notifiers.Count == 0) return Assessment.Skip("the tenant file names no way to tell people (systems.notify)");
        if (now.Count == 0) return Assessment.Skip("the tenant file names nobody to tell, and there is no manager");
        if (!of.IsPreview && !HasNews(of)) return Assessment.Skip("everything was so before this run, so there is nothing to tell");

        List<NoticeView> due = now.Where(view => view.Accepted is null && !view.IsLost && RunNotices.WhyNot(view.Notice.Kind, of) is null).ToList();
        List<Obstacle> lost = now.Where(view => view.IsLost)
            .Select(view => new Obstacle(view.ToString(), "left and was not answered; ask whether it came, it is not sent twice", NeedsPerson: true)).ToList();
        if (due.Count == 0 && lost.Count == 0 && now.All(view => view.Accepted is null)) return Assessment.Skip(RunNotices.WhyNot(now[0].Notice.Kind, of)!);

        return Assessment.Of(
            Describe(now, of),
            due.Select(view => new Change("send", view.ToString(), string.Join(", ", view.Notice.To), ChangePath.Notice, "")).ToList(), lost);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(IReadOnlyList<NoticeView> now, StepContext of, CancellationToken cancel) => Each.DoAsync(
        now.Where(view => view.Accepted is null && !view.IsLost && RunNotices.WhyNot(view.Notice.Kind, of) is null),
        view => SendAsync(view, of, cancel), view => view.ToString());

    /// <inheritdoc/>
    public override string Describe(IReadOnlyList<NoticeView> now, StepContext of) =>
        string.Join("; ", now.Select(view => $"{view}: {(view.Accepted is { } accepted ? $"accepted with {accepted}" : "not sent")}"));

    // Who was ready, or gone, before this run has been announced before. A run that was cut short may have done more than it could write down.
    private bool HasNews(StepContext of) =>
        of.Earlier.Any(attempt => attempt.Results.All(result => result.Step != Id))
        || of.Earlier.SelectMany(attempt => attempt.Results).Concat(of.Results()).Any(result => result.Status == StepStatus.Done && !IsClosing(result));

    private static bool IsClosing(StepResult result) => result.System is nameof(LifecycleSystem.Psa) or nameof(LifecycleSystem.Messages);

    private async Task SendAsync(NoticeView view, StepContext of, CancellationToken cancel)
    {
        // A resume reads in the journal which call was which notice's: no two are under way together.
        await _oneByOne.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await SendInTurnAsync(view, of, cancel).ConfigureAwait(false);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    private async Task SendInTurnAsync(NoticeView view, StepContext of, CancellationToken cancel)
    {
        string fact = Fact(view.Notice, view.By, of);
        of.Facts.Learn(fact, Left);
        lock (_leftJustNow) _leftJustNow.Add(fact);
        try
        {
            of.Facts.Learn(fact, await view.By.SendAsync(view.Notice, cancel).ConfigureAwait(false));
        }
        catch (LifecycleException failure) when (!failure.IsAmbiguous && failure.Id != ErrorIds.JournalNotWritable)
        {
            of.Facts.Learn(fact, Refused);
            throw;
        }
    }

    // Two ways of one product, two channels for example, are told apart by their order in the tenant file.
    private static string Fact(Notice notice, INotifier way, StepContext of)
    {
        int same = of.Systems.Notifiers.TakeWhile(other => other != way).Count(other => other.Product == way.Product);
        return $"{FactPrefix}{notice.Kind}.{way.Product}{(same == 0 ? "" : "." + (same + 1).ToString(CultureInfo.InvariantCulture))}";
    }
}
