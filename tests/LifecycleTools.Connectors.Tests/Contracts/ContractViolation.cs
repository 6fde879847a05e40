using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>One difference between what went over the wire and what the official description says.</summary>
/// <param name="Call">Method and path, as sent.</param>
/// <param name="Part">"request" or "answer", with the batch item's id where there is one.</param>
/// <param name="Pointer">JSON pointer into the body, or the name of the header or query parameter.</param>
/// <param name="Rule">What the description asks for, and what was there instead.</param>
internal sealed record ContractViolation(string Call, string Part, string Pointer, string Rule)
{
    public override string ToString() => $"{Call} [{Part}] {Pointer}: {Rule}";
}

/// <summary>Thrown in the place of the answer, so that the test that sent the request fails.</summary>
internal sealed class ContractViolationException(IReadOnlyList<ContractViolation> violations)
    : Exception(string.Join(Environment.NewLine, violations.Select(v => v.ToString())))
{
    public IReadOnlyList<ContractViolation> Violations { get; } = violations;
}
