using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.People;

/// <summary>Which departure is undone, and why.</summary>
public sealed record ReturnRequest
{
    /// <summary>The departure's run.</summary>
    public string Departure { get; init; } = "";

    /// <summary>The ticket or form that asks for it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>For the journal.</summary>
    public IReadOnlyDictionary<string, string> ToFields() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(Departure)] = Departure, [nameof(Reason)] = Reason,
    };

    /// <summary>From the journal.</summary>
    public static ReturnRequest FromFields(Func<string, string> field) => new() { Departure = field(nameof(Departure)), Reason = field(nameof(Reason)) };
}
