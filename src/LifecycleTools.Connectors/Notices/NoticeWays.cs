using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Notices;

/// <summary>What every way of telling people shares.</summary>
internal static class NoticeWays
{
    /// <summary>The product, told apart by its entry's name where a tenant has several: a run remembers by it which notice went which way.</summary>
    public static string ProductOf(SystemAccess access, string product) => access.Name == "notify" ? product : $"{product} ({access.Name})";
}
