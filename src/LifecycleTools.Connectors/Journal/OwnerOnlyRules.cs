namespace LifecycleTools.Connectors.Journal;

/// <summary>The access list of Windows for what only one account may touch, as text.</summary>
/// <remarks>Source: Microsoft Learn, "Security Descriptor Definition Language", "ACE Strings".</remarks>
internal static class OwnerOnlyRules
{
    /// <summary>One rule: full control for this account. Protected, so that no folder above adds another.</summary>
    /// <param name="account">Its security identifier: "S-1-5-21-...".</param>
    /// <param name="isFolder">What is made in a folder gets the same rule.</param>
    public static string Of(string account, bool isFolder) => $"D:P(A;{(isFolder ? "OICI" : "")};FA;;;{account})";
}
