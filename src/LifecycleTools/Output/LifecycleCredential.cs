using System;
using System.Security;

namespace LifecycleTools;

/// <summary>What a new person signs in with for the first time. It is handed out once and kept nowhere.</summary>
public sealed class LifecycleCredential
{
    /// <summary>Whose it is.</summary>
    public string Person { get; init; } = "";

    /// <summary>TemporaryAccessPass or InitialPassword.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The pass or password.</summary>
    public SecureString Secret { get; init; } = new();

    /// <summary>Until when it is good, in UTC; null for a password.</summary>
    public DateTime? ValidUntilUtc { get; init; }
}
