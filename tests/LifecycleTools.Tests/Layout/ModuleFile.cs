using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LifecycleTools.Tests.Layout;

/// <summary>An assembly file as its metadata tells it, read without loading it.</summary>
internal sealed record ModuleFile(string Path, AssemblyName Name, IReadOnlyList<AssemblyName> References, IReadOnlyList<string> PublicTypes)
{
    /// <summary>The assembly in a file, or null for a native file or a part of another assembly.</summary>
    public static ModuleFile? Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        if (!image.HasMetadata)
        {
            return null;
        }

        MetadataReader metadata = image.GetMetadataReader();
        return !metadata.IsAssembly ? null : new ModuleFile(path, metadata.GetAssemblyDefinition().GetAssemblyName(),
            metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName()).ToArray(),
            metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
                .Select(type => metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name)).ToArray());
    }

    /// <summary>Every assembly in a folder.</summary>
    public static IReadOnlyList<ModuleFile> ReadFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*.dll").OrderBy(file => file, StringComparer.Ordinal).Select(Read).OfType<ModuleFile>().ToArray();
}
