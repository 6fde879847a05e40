using System;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>How devices of the RMM are named to people, and compared.</summary>
internal static class RmmDevices
{
    /// <summary>"LAPTOP-7 [SN123]".</summary>
    public static string Name(RmmDevice device) => $"{device.Name} [{device.SerialNumber ?? device.Id}]";

    /// <summary>Whether two ids, serial numbers or addresses are the same, as the systems compare them. Nothing is the same as nothing.</summary>
    public static bool Same(string? one, string? other) => !string.IsNullOrEmpty(one) && string.Equals(one!.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
