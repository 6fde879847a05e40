using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Tenants;

/// <summary>Reads what journals are signed with.</summary>
internal static class JournalReader
{
    /// <summary>Reads the section. Null when it names no certificate; all findings are with the reader.</summary>
    public static JournalSigning? Read(YamlReader journal)
    {
        JournalSigning? signing = journal.Section("signing") is { } at ? Signing(at) : null;
        journal.Finish();
        return signing;
    }

    private static JournalSigning? Signing(YamlReader at)
    {
        var signing = new JournalSigning
        {
            Certificate = FilePaths.FromFolderOf(at.Findings.Path, at.Text("certificate")),
            CertificatePassword = SecretNames.Read(at, "certificatePassword"),
            Thumbprint = at.Text("thumbprint"),
        };
        at.Finish();
        if (at.Has("certificate") || at.Has("thumbprint")) return signing;

        at.Findings.Error(at.Map, FindingIds.KeyMissing, $"No certificate is named in {at.What}. Add 'certificate' with the path of a .pfx or .pem file, or 'thumbprint'.");
        return null;
    }
}
