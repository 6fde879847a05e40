using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Steps;

/// <summary>Does one thing to many objects side by side, so that a connector can send them as one batch.</summary>
public static class Each
{
    /// <summary>Tries every item, whatever becomes of the others.</summary>
    /// <exception cref="LifecycleException">
    /// JournalNotWritable, when a change could not be written down first; otherwise
    /// the one failure, or StepItemsFailed that names every item that failed; ambiguous when one of them was.
    /// </exception>
    public static async Task DoAsync<T>(IEnumerable<T> items, Func<T, Task> change, Func<T, string> name)
    {
        (T Item, Task Task)[] all = items.Select(item => (item, Guarded(item, change))).ToArray();
        var failed = new List<(T Item, LifecycleException Failure)>();

        // None is left behind: what is still under way when the step ends would be reported as not sent.
        await Task.WhenAll(all.Select(one => one.Task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))).ConfigureAwait(false);
        foreach ((T item, Task task) in all)
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (LifecycleException failure)
            {
                failed.Add((item, failure));
            }
        }

        if (failed.Select(one => one.Failure).FirstOrDefault(failure => failure.Id == ErrorIds.JournalNotWritable) is { } unwritten) throw unwritten;
        if (failed.Count == 1) throw failed[0].Failure;
        if (failed.Count > 1) throw Together(failed.Select(one => (name(one.Item), one.Failure)).ToList());
    }

    /// <summary>Reads for every item side by side.</summary>
    public static Task<TOut[]> ReadAsync<TIn, TOut>(IEnumerable<TIn> items, Func<TIn, Task<TOut>> read) =>
        Task.WhenAll(items.Select(read).ToArray());

    // A change that throws before its first await must not keep the others from being tried.
    private static async Task Guarded<T>(T item, Func<T, Task> change) => await change(item).ConfigureAwait(false);

    private static LifecycleException Together(List<(string Name, LifecycleException Failure)> failed) =>
        new(ErrorIds.StepItemsFailed, failed[0].Failure.Kind,
            $"{failed.Count} failed. " + string.Join(" ", failed.Select(one => $"{one.Name}: {one.Failure.Message}")), failed[0].Failure)
        {
            IsAmbiguous = failed.Any(one => one.Failure.IsAmbiguous),
            MayBeReplication = failed.All(one => one.Failure.MayBeReplication),
            RequestId = failed[0].Failure.RequestId,
            RecommendedAction = failed[0].Failure.RecommendedAction,
        };
}
