using System;
using System.IO;
using System.Text;

namespace LifecycleTools.Connectors.Tests.Roles;

/// <summary>A folder of files that is gone when the test ends.</summary>
internal sealed class TextFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lifecycle-");

    public string Folder => _folder.FullName;

    public string Write(string name, string text) => Write(name, new UTF8Encoding(false).GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
