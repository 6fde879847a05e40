using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Sandbox.Services;

/// <summary>What will happen later: a mailbox appears, a license arrives, a device checks in.</summary>
public sealed class Agenda
{
    private readonly List<(DateTimeOffset DueUtc, int Number, Action Happen)> _entries = new();
    private int _number;

    internal Agenda()
    {
    }

    /// <summary>Has something happen at an instant of the tenant's clock; entries of one instant happen in the order added.</summary>
    public void At(DateTimeOffset dueUtc, Action happen) => _entries.Add((dueUtc, ++_number, happen));

    /// <summary>Lets everything due happen, earliest first, including what becomes due by it.</summary>
    internal void Settle(DateTimeOffset now)
    {
        while (_entries.Any(entry => entry.DueUtc <= now))
        {
            var next = _entries.Where(entry => entry.DueUtc <= now).OrderBy(entry => entry.DueUtc).ThenBy(entry => entry.Number).First();
            _entries.Remove(next);
            next.Happen();
        }
    }
}
