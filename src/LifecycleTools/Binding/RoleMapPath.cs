using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Binding;

/// <summary>Turns -Path and -LiteralPath into full paths, as PowerShell's providers understand them.</summary>
internal static class RoleMapPath
{
    /// <summary>The files that a path with wildcards leads to; a path without one stays itself, whether or not it is there.</summary>
    /// <exception cref="LifecycleException">RoleMapNotFound: no such drive, not a drive of files, or wildcards that nothing fits.</exception>
    public static IReadOnlyList<string> Resolve(SessionState session, string path)
    {
        // A name with brackets is most often just that.
        if (!WildcardPattern.ContainsWildcardCharacters(path) || IsThere(session, path)) return Literal(session, path);

        IReadOnlyList<string> found = OfFiles(path, () =>
        {
            string[] all = session.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider).ToArray();
            return (all, provider);
        });

        // A check that had nothing to look at must not look like one that found nothing.
        return found.Count > 0 ? found : throw NotFound(path, "no file or folder fits that.");
    }

    /// <summary>A path that is taken as it stands, brackets and all.</summary>
    /// <exception cref="LifecycleException">RoleMapNotFound: no such drive, or not a drive of files.</exception>
    public static IReadOnlyList<string> Literal(SessionState session, string path) => OfFiles(path, () =>
    {
        string full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return ([full], provider);
    });

    private static bool IsThere(SessionState session, string path)
    {
        try
        {
            return session.InvokeProvider.Item.Exists(path, force: false, literalPath: true);
        }
        catch (SessionStateException)
        {
            // No such drive or provider: what is not there is said where the path is resolved.
            return false;
        }
    }

    private static IReadOnlyList<string> OfFiles(string path, System.Func<(string[] Paths, ProviderInfo Provider)> resolve)
    {
        try
        {
            (string[] paths, ProviderInfo provider) = resolve();
            return provider.Name == "FileSystem" ? paths : throw NotFound(path, $"it is a path of {provider.Name}, not of files.");
        }
        catch (SessionStateException failure)
        {
            throw NotFound(path, failure.Message);
        }
    }

    private static LifecycleException NotFound(string path, string why) =>
        new(ErrorIds.RoleMapNotFound, ErrorKind.NotFound, $"No role map was read from '{path}': {why}");
}
