using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LifecycleTools.Engine.Steps;

/// <summary>Every step there is: a class with <see cref="StepAttribute"/> is in it the moment it compiles.</summary>
public static class StepCatalog
{
    private static readonly Lazy<IReadOnlyDictionary<string, Type>> s_steps = new(Find);

    /// <summary>The ids, in order.</summary>
    public static IEnumerable<string> Ids => s_steps.Value.Keys.OrderBy(id => id, StringComparer.Ordinal);

    /// <summary>The steps by id.</summary>
    public static IReadOnlyDictionary<string, Type> Steps => s_steps.Value;

    private static Dictionary<string, Type> Find() => typeof(StepCatalog).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(Step).IsAssignableFrom(type))
        .ToDictionary(type => type.GetCustomAttribute<StepAttribute>()!.Id, StringComparer.Ordinal);
}
