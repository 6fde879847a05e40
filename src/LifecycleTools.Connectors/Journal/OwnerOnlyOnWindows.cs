using System.IO;
#if NET
using System.Runtime.Versioning;
#endif
using System.Security.AccessControl;
using System.Security.Principal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Files and folders of Windows that inherit no rights and give all of them to the account that runs this, and none to any other.</summary>
#if NET
[SupportedOSPlatform("windows")]
#endif
internal static class OwnerOnlyOnWindows
{
    public static void CreateFolder(string path)
    {
        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm(OwnerOnlyRules.Of(Owner(), isFolder: true), AccessControlSections.Access);
#if NET
        security.CreateDirectory(path);
#else
        Directory.CreateDirectory(path, security);
#endif
    }

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var security = new FileSecurity();
        security.SetSecurityDescriptorSddlForm(OwnerOnlyRules.Of(Owner(), isFolder: false), AccessControlSections.Access);
#if NET
        return new FileInfo(path).Create(mode, FileSystemRights.Write, share, OwnerOnly.Unbuffered, FileOptions.None, security);
#else
        return new FileStream(path, mode, FileSystemRights.Write, share, OwnerOnly.Unbuffered, FileOptions.None, security);
#endif
    }

    private static string Owner()
    {
        using WindowsIdentity who = WindowsIdentity.GetCurrent();
        return who.User?.Value ?? throw new IOException("Windows does not say which account runs this, so nobody could be given the rights of its files.");
    }
}
