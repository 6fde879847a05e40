using System;
using System.IO;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Files and folders that nobody but their owner can read, wherever they are: on Unix by their mode, on Windows by their access list.</summary>
internal static class OwnerOnly
{
    /// <summary>
    /// A size of buffer that means none: what a full disk did not take must not wait in memory, to be written, or to fail, a second time when the file is closed.
    /// </summary>
    public const int Unbuffered = 1;

    /// <summary>Makes a folder; one that is there keeps its rights.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
#if NET
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return;
        }
#else
        if (IsUnix)
        {
            OwnerOnlyOnMono.CreateFolder(path);
            return;
        }
#endif
        OwnerOnlyOnWindows.CreateFolder(path);
    }

    /// <summary>Makes a file that is not there yet.</summary>
    public static FileStream CreateFile(string path) => Open(path, FileMode.CreateNew, FileShare.Read);

    /// <summary>Makes a file, or empties the one that is there.</summary>
    public static FileStream ReplaceFile(string path) => Open(path, FileMode.Create, FileShare.Read);

    /// <summary>Opens a file to change it, made when it is not there; others may read it meanwhile.</summary>
    public static FileStream OpenFile(string path) => Open(path, FileMode.OpenOrCreate, FileShare.Read);

    /// <summary>Keeps every other process, and the rest of this one, from taking the same file until it is disposed. The system frees it when the process dies.</summary>
    /// <param name="path">An empty file of its own; made when it is not there, and left there, for a file that comes and goes can be taken twice.</param>
    /// <exception cref="IOException">Somebody has it.</exception>
    public static FileStream Take(string path) => Open(path, FileMode.OpenOrCreate, FileShare.None);

#if !NET
    private static bool IsUnix => Environment.OSVersion.Platform == PlatformID.Unix;
#endif

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
#if NET
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.Write,
                Share = share,
                BufferSize = Unbuffered,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
#else
        if (IsUnix) return OwnerOnlyOnMono.Open(path, mode, share);
#endif
        return OwnerOnlyOnWindows.Open(path, mode, share);
    }
}
