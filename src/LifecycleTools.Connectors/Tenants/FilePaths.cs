using System.IO;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Paths that a file names start from the folder it lies in, wherever the session stands.</summary>
internal static class FilePaths
{
    public static string? FromFolderOf(string file, string? path) =>
        path is null ? null : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, path));
}
