using System;
using System.IO;
using System.Text;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Things that only one may have at a time, as files that the system locks: whoever dies gives them up.</summary>
internal sealed class HoldFiles(string folder)
{
    // On Windows "somebody has it" is one of two errors; elsewhere .NET reports the first of them too. Anything else is a disk or a right that is missing.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    /// <summary>Takes it; null when somebody has it.</summary>
    /// <exception cref="LifecycleException">JournalNotWritable.</exception>
    public IDisposable? TryTake(string key, string holder, out string heldBy)
    {
        heldBy = "";

        // The hash keeps names of people out of the folder, and every text within what a file may be called.
        string path = Path.Combine(folder, JournalText.Hash(Encoding.UTF8.GetBytes(key)).Substring(0, 32));
        try
        {
            OwnerOnly.CreateFolder(folder);
            FileStream hold = OwnerOnly.Take(path + ".lock");
            try
            {
                // A locked file cannot be read by others, so who has it stands beside it.
                using FileStream note = OwnerOnly.ReplaceFile(path + ".holder");
                byte[] text = Encoding.UTF8.GetBytes(holder);
                note.Write(text, 0, text.Length);
                return hold;
            }
            catch
            {
                hold.Dispose();
                throw;
            }
        }
        catch (IOException taken) when (IsTaken(taken, path))
        {
            heldBy = HolderOf(path + ".holder");
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw JournalFolder.NotWritable(path, failure);
        }
    }

    /// <summary>Whether the failure to take a file says that somebody has it.</summary>
    internal static bool IsTaken(IOException failure, string path) =>
        failure is not (DirectoryNotFoundException or PathTooLongException or DriveNotFoundException)
        && (failure.HResult is SharingViolation or LockViolation || (Path.DirectorySeparatorChar == '/' && IsWouldBlock(failure, path)));

    // Unix has no such code: .NET carries the error of flock, which is EWOULDBLOCK: 11 on Linux, 35 on macOS.
    private static bool IsWouldBlock(IOException failure, string path) => failure.HResult is 11 or 35 && Directory.Exists(Path.GetDirectoryName(path));

    private static string HolderOf(string path)
    {
        try
        {
            using FileStream note = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(note);
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // It was taken a moment ago and is not written yet; that it is taken is what counts.
            return "";
        }
    }
}
