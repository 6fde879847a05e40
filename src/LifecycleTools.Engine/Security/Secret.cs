using System;

namespace LifecycleTools.Engine.Security;

/// <summary>A value that must never be seen: a password, a pass, a key. Printing it prints asterisks.</summary>
public sealed class Secret
{
    private readonly string _value;

    /// <param name="value">The secret itself.</param>
    public Secret(string value) => _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The value, for the one call that needs it.</summary>
    public string Reveal() => _value;

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
