using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>Access tokens of one tenant, one resource at a time.</summary>
internal interface ITokens
{
    /// <summary>A token that is good for some minutes more.</summary>
    /// <param name="resource">Whom it is for: https://graph.microsoft.com, without a slash at the end.</param>
    /// <param name="refresh">The one in the cache was refused: get another.</param>
    /// <param name="claims">What the resource asked the new one to prove, as JSON; null when it asked nothing.</param>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorSignInFailed.</exception>
    Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel);
}
