using System;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Has a refusal say which right is missing, in the product's own words: the services do not.</summary>
internal static class MissingRights
{
    /// <param name="needs">A sentence: "It needs read:tickets."</param>
    /// <param name="advice">Where the right is given.</param>
    public static async Task<T> NameAsync<T>(Func<Task<T>> call, string needs, string advice)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorPermissionMissing)
        {
            throw new LifecycleException(refused.Id, refused.Kind, $"{refused.Message} {needs}", refused) { RequestId = refused.RequestId, RecommendedAction = advice };
        }
    }
}
