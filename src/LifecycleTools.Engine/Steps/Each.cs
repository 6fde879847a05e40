using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Steps;

/// <summary>Does one thing to many objects side by side, so that a connector can send them as one batch.</summary>
public static class Each
{
    /// <summary>Tries every item, whatever becomes of the others.</summary>
    /// <exception cref="LifecycleException">
    /// The one failure, or StepItemsFailed that names every item that failed; ambiguous when one of them was.
    /// </exception>
    public static async Task DoAsync<T>(IEnumerable<T> items, Func<T, Task> change, Func<T, string> name)
    {
        (T Item, Task Task)[] all = items.Select(item => (item, Guarded(item, change))).ToArray();
        var failed = new List<(T Item, LifecycleException Failure)>();
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
