using System;

namespace LifecycleTools.Engine.Ports;

/// <summary>Names the product that a connector is for, as a tenant file writes it under <c>systems</c>. The class is found by it: a vendor is one file.</summary>
/// <param name="kind">The value of <c>kind</c>: ninjaone.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ConnectorAttribute(string kind) : Attribute
{
    /// <summary>The value of <c>kind</c> in the tenant file.</summary>
    public string Kind { get; } = kind;

    /// <summary>What the account behind the credentials must be allowed to do there, in the product's own words, and where that is given. The runbook says it.</summary>
    public string Rights { get; set; } = "";
}
