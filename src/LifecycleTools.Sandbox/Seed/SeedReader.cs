using System;

namespace LifecycleTools.Sandbox.Seed;

/// <summary>Makes a tenant from a seed file.</summary>
internal static class SeedReader
{
    public static SandboxTenant Read(string? seedPath, SandboxOptions options)
    {
        if (seedPath is not null) throw new FormatException("Seed files are not read yet.");
        return new SandboxTenant(options, options.Start ?? new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    }
}
