using System.Collections.Generic;
using System.Management.Automation;

namespace LifecycleTools.Binding;

/// <summary>Turns -Path and -LiteralPath into full paths, as PowerShell's providers understand them.</summary>
internal static class RoleMapPath
{
    /// <summary>The files that a path with wildcards leads to; a path without one stays itself, whether or not it is there.</summary>
    public static IEnumerable<string> Resolve(SessionState session, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path) || session.InvokeProvider.Item.Exists(path, force: false, literalPath: true))
        {
            return [session.Path.GetUnresolvedProviderPathFromPSPath(WildcardPattern.ContainsWildcardCharacters(path) ? WildcardPattern.Escape(path) : path)];
        }

        return session.Path.GetResolvedProviderPathFromPSPath(path, out _);
    }

    /// <summary>A path that is taken as it stands, brackets and all.</summary>
    public static string Literal(SessionState session, string path) => session.Path.GetUnresolvedProviderPathFromPSPath(path);
}
