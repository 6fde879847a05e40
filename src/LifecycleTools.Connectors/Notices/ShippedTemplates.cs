using System.IO;

namespace LifecycleTools.Connectors.Notices;

/// <summary>The templates that come with the module, good enough to use unchanged.</summary>
internal static class ShippedTemplates
{
    private const string Folder = "LifecycleTools.Notices/";

    /// <summary>A file's text.</summary>
    public static string Read(string name) => Find(name) ?? throw new FileNotFoundException($"{name} is not in the module.", name);

    /// <summary>A file's text; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        using Stream? file = typeof(ShippedTemplates).Assembly.GetManifestResourceStream(Folder + name);
        if (file is null) return null;
        using StreamReader text = new(file);
        return text.ReadToEnd();
    }
}
