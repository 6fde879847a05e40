using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>One piece of software for one device.</summary>
/// <param name="Device">Where it goes.</param>
/// <param name="Software">Its name in the RMM.</param>
/// <param name="Job">What is known of its job; null when none was started.</param>
/// <param name="IsLost">It was started in a way that this RMM cannot find again, and not answered.</param>
public sealed record PushView(RmmDevice Device, string Software, RmmJob? Job, bool IsLost)
{
    /// <summary>It was pushed by an earlier run, or by hand.</summary>
    public bool IsEarlier { get; init; }

    /// <summary>"7zip on LAPTOP-7 [SN123]".</summary>
    public override string ToString() => $"{Software} on {RmmDevices.Name(Device)}";
}

/// <summary>Has the role map's software installed on the person's device, and reads what became of each job.</summary>
/// <remarks>
/// A job that was started is never started again: it is found by our key, or a person is asked. What the RMM shows to have been pushed to the device
/// in the last thirty days, by an earlier run for the same hire or by hand, is not pushed anew. One that has not ended at the deadline is left to a later resume. A job that failed is started anew by a resume,
/// and so is one that the RMM took and has shown nothing of for a quarter of an hour in which the device was online. Undo: uninstall by hand.
/// </remarks>
/// <why>The person can work on the first morning.</why>
/// <person>The job failed, or was sent and the RMM cannot be asked what became of it. Look on the device, install by hand what is missing, and close the run by resuming it.</person>
[Step("rmm.push-software", LifecycleSystem.Rmm)]
public sealed class PushSoftware : Step<PushSoftware.State>
{
    private const char Separator = '|';

    // Long enough for a run that was given up and begun anew, and too short for a device that has been reinstalled since.
    private static readonly TimeSpan s_longestMemory = TimeSpan.FromDays(30);

    // An RMM shows a job of a device that is online within a minute or two.
    private static readonly TimeSpan s_longestUnseen = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public override string Action => "Push software";

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(20);

    /// <inheritdoc/>
    public override bool CanBeLeft => true;

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (WhyNot(of) is not null) return new State([], []);

        SeenDevices devices = await HireDevices.ReadAsync(of, cancel).ConfigureAwait(false);
        return new State(
            await Each.ReadAsync(
                devices.Theirs.SelectMany(_ => of.Hire.Means.Devices.Software, (device, software) => (device, software)),
                one => LookAsync(one.device, one.software, of, cancel)).ConfigureAwait(false),
            devices.Strange);
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (WhyNot(of) is { } reason) return Assessment.Skip(reason);

        List<Change> open = [];
        List<Obstacle> left = now.Strange.Select(one => HireDevices.Strange(one, of)).ToList();
        foreach (PushView view in now.Views)
        {
            if (view.IsLost) left.Add(new Obstacle(view.ToString(), "was sent and not answered, and this RMM cannot be asked: look on the device", NeedsPerson: true));
            else if (view.Job is null && IsAway(view, of)) left.Add(new Obstacle(view.ToString(), $"waits: the device is offline, and {of.Systems.Rmm!.Product} keeps nothing for one that is", NeedsPerson: false) { IsAwaited = true });
            else if (view.Job is null) open.Add(new Change("push", view.ToString(), "", ChangePath.Rmm, "role map"));
            else if (IsOpen(view.Job) && view.Device.IsOnline) open.Add(new Change("wait for", view.ToString(), view.Job.Id, ChangePath.Waiting, ""));
            else if (IsOpen(view.Job)) left.Add(new Obstacle(view.ToString(), "is under way; the device is offline, and gets it when it is next online", NeedsPerson: false) { IsAwaited = true });
            else if (view.Job.State == RmmJobState.Failed) left.Add(new Obstacle(view.ToString(), $"failed: {view.Job.Summary}", NeedsPerson: true));
        }

        return Assessment.Of(Describe(now, of), open, left);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel) =>
        Each.DoAsync(now.Views.Where(view => view is { Job: null, IsLost: false } && !IsAway(view, of)), view => StartAsync(view, of, cancel), view => view.ToString());

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.Views.Count == 0
        ? "no device"
        : string.Join("; ", now.Views.Select(view => $"{view}: {InWords(view)}")) + (of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.FindsJobs) ? "" : $"; {of.Systems.Rmm.Product} does not tell whether an earlier run has pushed it");

    private static async Task<PushView> LookAsync(RmmDevice device, string software, StepContext of, CancellationToken cancel)
    {
        string fact = Fact("job", device, software);
        if (of.Facts[fact] is { Length: > 0 } kept)
        {
            RmmJob? job = Known(kept, of);
            if (IsOpen(job)) job = await of.Systems.Rmm!.ReadJobAsync(device, job!, cancel).ConfigureAwait(false);
            if (IsForgotten(device, software, job, kept, of)) return new PushView(device, software, null, IsLost: !of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.FindsJobs));
            if (job is not null) KeepSeen(device, software, job, of);
            return new PushView(device, software, job, IsLost: false);
        }

        bool findsJobs = of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.FindsJobs);
        if (of.Facts.Time(Fact("job-begun", device, software)) is not { } since) return await LookBackAsync(device, software, findsJobs, of, cancel).ConfigureAwait(false);
        if (!findsJobs) return new PushView(device, software, null, IsLost: true);

        string key = of.Facts[Fact("job-key", device, software)]!;
        RmmJob? found = await of.Systems.Rmm.FindJobAsync(device, software, key, since, cancel).ConfigureAwait(false);
        if (found is not null) Keep(fact, found, of);
        return new PushView(device, software, found, IsLost: false);
    }

    // A new run for the same hire, after one that was given up: what went wrong then may be tried again, and nothing else.
    private static async Task<PushView> LookBackAsync(RmmDevice device, string software, bool findsJobs, StepContext of, CancellationToken cancel)
    {
        RmmJob? earlier = findsJobs ? await of.Systems.Rmm!.FindJobAsync(device, software, null, of.Clock.UtcNow - s_longestMemory, cancel).ConfigureAwait(false) : null;
        if (IsOpen(earlier)) earlier = await of.Systems.Rmm!.ReadJobAsync(device, earlier!, cancel).ConfigureAwait(false);
        return earlier is null or { State: RmmJobState.Failed }
            ? new PushView(device, software, null, IsLost: false)
            : new PushView(device, software, earlier, IsLost: false) { IsEarlier = true };
    }

    private static async Task StartAsync(PushView view, StepContext of, CancellationToken cancel)
    {
        string begun = Fact("job-begun", view.Device, view.Software);
        string fact = Fact("job", view.Device, view.Software);
        string key = $"{of.RunId}-{Attempt(of).ToString(CultureInfo.InvariantCulture)}";
        of.Facts.Learn(fact, "");
        if (of.Facts.Time(Fact("job-unseen", view.Device, view.Software)) is not null) of.Facts.Learn(Fact("job-unseen", view.Device, view.Software), "");
        of.Facts.Learn(Fact("job-key", view.Device, view.Software), key);
        of.Facts.Learn(begun, of.Clock.UtcNow);
        try
        {
            Keep(fact, await of.Systems.Rmm!.StartSoftwareAsync(view.Device, view.Software, key, cancel).ConfigureAwait(false), of);
        }
        catch (LifecycleException failure) when (!failure.IsAmbiguous && failure.Id != ErrorIds.JournalNotWritable)
        {
            of.Facts.Learn(begun, "");
            throw;
        }
    }

    private static void Keep(string fact, RmmJob job, StepContext of) => of.Facts.Learn(fact, string.Join(Separator.ToString(),
        Attempt(of).ToString(CultureInfo.InvariantCulture), job.State.ToString(), job.Id.Replace(Separator, '/'), job.Summary));

    // What failed in an earlier process may be tried again by this one: somebody has resumed the run for that.
    private static RmmJob? Known(string fact, StepContext of)
    {
        string[] parts = fact.Split([Separator], 4);
        RmmJob job = new(parts[2], (RmmJobState)Enum.Parse(typeof(RmmJobState), parts[1]), parts[3]);
        return job.State == RmmJobState.Failed && IsOfEarlierAttempt(fact, of) ? null : job;
    }

    private static bool IsOfEarlierAttempt(string fact, StepContext of) => int.Parse(fact.Substring(0, fact.IndexOf(Separator)), CultureInfo.InvariantCulture) < Attempt(of);

    private static bool IsOpen(RmmJob? job) => job is { State: RmmJobState.Accepted or RmmJobState.Running };

    // While the device is away nothing is expected to be seen, so that time does not count.
    private static void KeepSeen(RmmDevice device, string software, RmmJob job, StepContext of)
    {
        Keep(Fact("job", device, software), job, of);
        string unseen = Fact("job-unseen", device, software);
        bool isUnseen = job.State == RmmJobState.Accepted && device.IsOnline;
        if (isUnseen == (of.Facts.Time(unseen) is not null)) return;
        of.Facts.Learn(unseen, isUnseen ? of.Clock.UtcNow.ToString("o", CultureInfo.InvariantCulture) : "");
    }

    // The RMM said yes, and a quarter of an hour later knows nothing of it.
    private static bool IsForgotten(RmmDevice device, string software, RmmJob? job, string kept, StepContext of) =>
        job is { State: RmmJobState.Accepted } && IsOfEarlierAttempt(kept, of) && of.Facts.Time(Fact("job-unseen", device, software)) is { } since && of.Clock.UtcNow - since >= s_longestUnseen;

    // Asked of the RMM each time, so that the job of an earlier run is never taken for one of ours.
    private static string InWords(PushView view) => (view.IsEarlier ? "was pushed before this run and is not pushed again: " : "") + view.Job switch
    {
        null => "not started",
        { State: RmmJobState.Accepted } => "asked for; the RMM shows nothing of it yet",
        { State: RmmJobState.LeftToPolicy } job => $"asked for; the RMM's policy installs it, and what became of it is not seen here ({job.Summary})",
        { } job => $"{job.State.ToString().ToLowerInvariant()}{(job.Summary.Length > 0 ? $" ({job.Summary})" : "")}",
    };

    private static string? WhyNot(StepContext of)
    {
        if (HireDevices.WhyNone(of) is { } none) return none;
        if (of.Hire.Means.Devices.Software.Count == 0) return "the role map names no software";
        return of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.Software) ? null : $"{of.Systems.Rmm.Product} as it is configured pushes no software";
    }

    private static bool IsAway(PushView view, StepContext of) => !view.Device.IsOnline && of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.OnlineOnly);

    private static int Attempt(StepContext of) => of.Earlier.Count + 1;

    private static string Fact(string what, RmmDevice device, string software) => $"{what}.{device.Id}.{software}";

    /// <summary>Each piece of software on each device, and devices that are not the hire's.</summary>
    public sealed record State(IReadOnlyList<PushView> Views, IReadOnlyList<StrangeDevice> Strange);
}
