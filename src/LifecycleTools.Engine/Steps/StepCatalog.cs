using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace LifecycleTools.Engine.Steps;

/// <summary>Every step that there is, by id: for completion and for the documentation.</summary>
public static class StepCatalog
{
    private static readonly Lazy<IReadOnlyList<Step>> s_all = new(() => typeof(Step).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.GetCustomAttribute<StepAttribute>() is not null)
        .Select(type => (Step)Activator.CreateInstance(type)!)
        .OrderBy(step => step.Id, StringComparer.Ordinal)
        .ToList());

    /// <summary>All steps, by id.</summary>
    public static IReadOnlyList<Step> All => s_all.Value;

    /// <summary>The step of this id; null when there is none.</summary>
    public static Step? Find(string id) => All.FirstOrDefault(step => string.Equals(step.Id, id, StringComparison.OrdinalIgnoreCase));
}
