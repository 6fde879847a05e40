using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph;

namespace LifecycleTools.Connectors.Graph;

/// <summary>What every port over Graph shares: the calls, and refusals that name the permission they lack.</summary>
internal abstract class GraphPort(GraphCalls graph)
{
    /// <summary>Lists, pages and addresses.</summary>
    protected GraphCalls Graph => graph;

    /// <summary>The SDK's typed builders.</summary>
    protected GraphServiceClient Api => graph.Api;

    /// <summary>Awaits a call; a refusal for lack of permission names what the port's method needs.</summary>
    /// <param name="method">The port's method, filled in by the compiler.</param>
    protected async Task<T> CallAsync<T>(Task<T> call, [CallerMemberName] string method = "")
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.Id == ErrorIds.ConnectorPermissionMissing)
        {
            IReadOnlyList<NeedsAttribute> needs = NeedsAttribute.Of(GetType(), method);
            if (needs.Count == 0) throw;
            throw refusal.Naming(string.Join(" and ", needs.Select(each => each.Least)));
        }
    }

    /// <summary>Awaits a call that answers nothing.</summary>
    protected Task CallAsync(Task call, [CallerMemberName] string method = "") => CallAsync(Done(call), method);

    /// <summary>Awaits a look-up; null when the object is not there (yet).</summary>
    protected async Task<T?> FindOneAsync<T>(Task<T?> call, [CallerMemberName] string method = "")
        where T : class
    {
        try
        {
            return await CallAsync(call, method).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Awaits a removal; what was gone before is as good as removed.</summary>
    protected async Task RemoveOneAsync(Task call, [CallerMemberName] string method = "")
    {
        try
        {
            await CallAsync(call, method).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.IsAlreadyGone)
        {
            Say(refusal);
        }
    }

    /// <summary>Awaits an addition; what was there before is as good as added.</summary>
    protected async Task AddOneAsync(Task call, [CallerMemberName] string method = "")
    {
        try
        {
            await CallAsync(call, method).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.IsAlreadyThere)
        {
            Say(refusal);
        }
    }

    /// <summary>A person's place in an address, as the SDK escapes it.</summary>
    protected static string Key(PersonId person) => person.Value;

    private static async Task<bool> Done(Task call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    private static void Say(GraphRefusal refusal) =>
        Engine.Running.CallScope.Current?.Log?.Verbose($"Nothing to do: {refusal.ServiceText}");
}
