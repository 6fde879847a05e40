using System.IO;
using System.Linq;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Sessions;

/// <summary>What a journal must be signed with.</summary>
internal static class JournalTrusts
{
    /// <summary>A tenant that signs its journals expects its own signature on each of them, however the journal was named. Null: none is expected.</summary>
    public static JournalTrust? Of(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        return RunspaceTenants.Current.All.FirstOrDefault(tenant => tenant.Journals.Trust is not null && tenant.Journals.Folder == folder)?.Journals.Trust;
    }
}
