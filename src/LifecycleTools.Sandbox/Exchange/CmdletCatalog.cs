using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LifecycleTools.Sandbox.Exchange;

/// <summary>Every cmdlet there is, by name.</summary>
internal static class CmdletCatalog
{
    private static readonly string[] s_common =
    {
        "Confirm", "ErrorAction", "WarningAction", "InformationAction", "ProgressAction", "Verbose", "Debug", "UseCustomRouting",
    };

    private static readonly IReadOnlyDictionary<string, Entry> s_entries = Find();

    public static IEnumerable<string> Names => s_entries.Keys.OrderBy(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs a cmdlet and gives what it writes to the pipeline.</summary>
    /// <exception cref="ExchangeFailure">The cmdlet or a parameter is unknown, or the cmdlet failed.</exception>
    public static IReadOnlyList<JsonObject> Run(CmdletCall call, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        if (!s_entries.TryGetValue(call.Name, out Entry? entry)) throw Failures.UnknownCmdlet(call.Name);

        entry.Check(parameters);
        if (entry.Asks && call.Flag("Confirm", otherwise: true) && !call.Flag("Force")) throw Failures.Prompts(call.Name);

        return entry.Run(call).ToList();
    }

    private static IReadOnlyDictionary<string, Entry> Find()
    {
        var entries = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
        foreach (MethodInfo method in typeof(CmdletCatalog).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(CmdletCatalog).Namespace)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public)))
        {
            foreach (CmdletAttribute cmdlet in method.GetCustomAttributes<CmdletAttribute>())
            {
                var run = (Func<CmdletCall, IEnumerable<JsonObject>>)method.CreateDelegate(typeof(Func<CmdletCall, IEnumerable<JsonObject>>));
                entries.Add(cmdlet.Name, new Entry(cmdlet, run));
            }
        }

        return entries;
    }

    private sealed class Entry
    {
        private readonly Dictionary<string, CmdletParameter> _parameters;

        public Entry(CmdletAttribute cmdlet, Func<CmdletCall, IEnumerable<JsonObject>> run)
        {
            Run = run;
            Asks = cmdlet.Asks;
            _parameters = cmdlet.Parameters.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries)
                .Select(CmdletParameter.Parse)
                .ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
        }

        public bool Asks { get; }

        public Func<CmdletCall, IEnumerable<JsonObject>> Run { get; }

        public void Check(IReadOnlyDictionary<string, JsonElement> given)
        {
            List<string> unknown = given.Keys
                .Where(name => !_parameters.ContainsKey(name) && !s_common.Contains(name, StringComparer.OrdinalIgnoreCase))
                .ToList();
            if (unknown.Count > 0) throw Failures.UnknownParameters(unknown);

            List<string> missing = _parameters.Values
                .Where(p => p.Required && (!given.TryGetValue(p.Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null))
                .Select(p => p.Name)
                .ToList();
            if (missing.Count > 0) throw Failures.MissingParameters(missing);

            foreach (KeyValuePair<string, JsonElement> parameter in given)
            {
                if (_parameters.TryGetValue(parameter.Key, out CmdletParameter? known)) known.Check(parameter.Value);
            }
        }
    }
}
