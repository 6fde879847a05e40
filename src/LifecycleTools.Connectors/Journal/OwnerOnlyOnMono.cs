#if !NET
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Files and folders of Unix that only their owner can read, for the Desktop build under Mono: it has neither access lists nor .NET's file modes.</summary>
internal static class OwnerOnlyOnMono
{
    private const uint ReadWriteEnter = 0x1C0; // 0700
    private const uint ReadWrite = 0x180; // 0600

    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (MakeFolder(Utf8(path), ReadWriteEnter) != 0 && !Directory.Exists(path)) throw Refused(path);
    }

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        FileStream file = new(path, mode, FileAccess.Write, share, OwnerOnly.Unbuffered);
        if (ChangeMode(Utf8(path), ReadWrite) == 0) return file;
        file.Dispose();
        throw Refused(path);
    }

    // Marshaled as text, a path would lose what the machine's code page does not have.
    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IOException Refused(string path)
    {
        Win32Exception why = new(Marshal.GetLastWin32Error());
        return new IOException($"{path} could not be kept from other people's eyes: {why.Message}", why);
    }

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static extern int MakeFolder(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static extern int ChangeMode(byte[] path, uint mode);
}
#endif
