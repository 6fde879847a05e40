using System;
using System.Collections.Generic;
using System.Collections.Concurrent;
using System.Globalization;

namespace LifecycleTools.Engine.Steps;

/// <summary>What the run has learned and a resume must know: ids, chosen names, times. Each is in the journal before it is used.</summary>
public sealed class RunFacts
{
    private readonly ConcurrentDictionary<string, string> _known;
    private readonly Action<string, string> _record;

    /// <param name="record">Puts a fact on disk.</param>
    /// <param name="known">What an earlier process learned.</param>
    public RunFacts(Action<string, string> record, IEnumerable<KeyValuePair<string, string>>? known = null)
    {
        _record = record;
        _known = new ConcurrentDictionary<string, string>(known ?? [], StringComparer.Ordinal);
    }

    /// <summary>A fact, or null.</summary>
    public string? this[string name] => _known.TryGetValue(name, out string? value) ? value : null;

    /// <summary>A point in time; null when it was never learned, or was taken back.</summary>
    public DateTimeOffset? Time(string name) =>
        this[name] is { Length: > 0 } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null;

    /// <summary>Learns a fact. Never a secret.</summary>
    public void Learn(string name, string value)
    {
        if (this[name] == value) return;
        _record(name, value);
        _known[name] = value;
    }

    /// <summary>Learns a point in time.</summary>
    public void Learn(string name, DateTimeOffset value) => Learn(name, value.ToString("o", CultureInfo.InvariantCulture));
}
