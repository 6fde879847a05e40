using System;
using Xunit;

namespace LifecycleTools.RealServers.Tests;

/// <summary>What happens when a real server cannot be had: a skip that one sees, and a failure where CI promised that it can.</summary>
internal static class MissingServer
{
    /// <summary>Ends the test unless the server is there.</summary>
    /// <param name="reason">Why it is not; null when it is.</param>
    public static void SkipOrFail(string? reason)
    {
        if (reason is null) return;
        if (IsContinuousIntegration) throw new InvalidOperationException(reason);
        Skip.If(true, reason);
    }

    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
