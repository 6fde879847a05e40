using System;

namespace LifecycleTools.Engine.Security;

/// <summary>What the new person needs to sign in for the first time; it leaves the run by one door only.</summary>
public sealed record HandedSecret(string Person, SecretKind Kind, Secret Secret, DateTimeOffset? ValidUntil);

/// <summary>What a handed secret is.</summary>
public enum SecretKind
{
    /// <summary>A pass for the first sign-in, good for a limited time.</summary>
    TemporaryAccessPass,

    /// <summary>A password that must be changed at the first sign-in.</summary>
    InitialPassword,

    /// <summary>A link that enrolls the person's device in the RMM.</summary>
    EnrollmentLink,
}
