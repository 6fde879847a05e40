using System;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Marks the method that answers a cmdlet. The catalog finds it by this; there is no list to add it to.</summary>
/// <param name="name">The cmdlet, for example <c>Set-Mailbox</c>.</param>
/// <param name="parameters">
/// The parameters it takes, separated by spaces. After a name: <c>*</c> required, <c>?</c> true or false, <c>#</c> a number,
/// <c>[]</c> one or many, <c>:A|B</c> one of these.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CmdletAttribute(string name, string parameters) : Attribute
{
    public string Name { get; } = name;

    public string Parameters { get; } = parameters;

    /// <summary>True for a cmdlet that asks "are you sure" unless it is told <c>Confirm: false</c>.</summary>
    public bool Asks { get; set; }
}
