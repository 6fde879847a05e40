using System;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace LifecycleTools.Sandbox.Services;

/// <summary>All state of a tenant as text in a fixed order, one collection after the other.</summary>
internal static class StateText
{
    private static readonly JsonSerializerOptions s_lines = new() { WriteIndented = true };

    public static string Of(SandboxTenant tenant)
    {
        var text = new StringBuilder();
        foreach (var property in typeof(SandboxTenant).GetProperties()
            .Where(property => IsState(property.PropertyType))
            .OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append(": ").AppendLine(JsonSerializer.Serialize(property.GetValue(tenant), property.PropertyType, s_lines));
        }

        foreach (var beside in tenant.AllBeside)
        {
            text.Append(beside.Key).Append(": ").AppendLine(JsonSerializer.Serialize(beside.Value, beside.Value.GetType(), s_lines));
        }

        return text.ToString();
    }

    // Lists and classes of the State namespace, and plain values; not the clock, the log or the services.
    private static bool IsState(Type type) =>
        type == typeof(string) || type == typeof(int)
        || type.Namespace == typeof(State.SandboxObject).Namespace
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(System.Collections.Generic.List<>));
}
