using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>The official description of Microsoft Graph, with the hand-written one of <c>$batch</c>, ready to check calls.</summary>
internal sealed class Contract
{
    private static readonly Lazy<Contract> s_graph = new(() => new Contract(
        StringComparer.Ordinal, ContractFiles.PathOf("graph-v1.0-subset.json"), ContractFiles.PathOf("graph-batch-overlay.json")));

    private static readonly ConcurrentDictionary<string, Lazy<Contract>> s_vendors = new(StringComparer.Ordinal);

    private readonly List<(PathTemplate Path, Dictionary<string, ContractOperation> Methods)> _paths = [];
    private readonly List<ContractSchema.Compiler> _schemas = [];
    private readonly ConcurrentDictionary<string, int> _used = new(StringComparer.Ordinal);

    private Contract(StringComparer names, params string[] files)
    {
        foreach (string file in files)
        {
            OpenApiDocument document = Read(file);
            ContractSchema.Compiler schemas = new(document, names);
            _schemas.Add(schemas);
            foreach (KeyValuePair<string, IOpenApiPathItem> path in document.Paths)
            {
                Dictionary<string, ContractOperation> methods = new(StringComparer.OrdinalIgnoreCase);
                foreach (KeyValuePair<HttpMethod, OpenApiOperation> operation in path.Value.Operations ?? [])
                {
                    methods[operation.Key.Method] = new ContractOperation(operation.Value, schemas);
                }

                _paths.Add((new PathTemplate(path.Key), methods));
            }
        }
    }

    /// <summary>Microsoft Graph v1.0; read once for the whole test run.</summary>
    public static Contract Graph => s_graph.Value;

    /// <summary>The description of a vendor; read once for the whole test run.</summary>
    /// <param name="names">How names of properties are compared; null for letter by letter.</param>
    public static Contract OfVendor(string file, StringComparer? names = null) =>
        s_vendors.GetOrAdd(file, name => new Lazy<Contract>(() => new Contract(names ?? StringComparer.Ordinal, ContractFiles.PathOf(name)))).Value;

    /// <summary>The differences of a value from a schema by its name, for answers whose operation names none.</summary>
    public IReadOnlyList<(string Pointer, string Rule)> CheckNamed(string schema, System.Text.Json.JsonElement value)
    {
        ContractSchema.Compiler schemas = _schemas.First(each => each.Named(schema) is not null);
        return SchemaCheck.Of(value, schemas.Named(schema)!, schemas, isRequest: false);
    }

    /// <summary>Every described operation as "METHOD /path".</summary>
    public IEnumerable<string> Operations =>
        _paths.SelectMany(p => p.Methods.Keys.Select(m => $"{m.ToUpperInvariant()} {p.Path.Text}"));

    /// <summary>The operations that went through <see cref="Find"/>, with the number of calls.</summary>
    public IReadOnlyDictionary<string, int> Used => _used;

    /// <summary>The operation of this call.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The decoded path below the version segment, without query.</param>
    /// <param name="missing">Why there is none: an unknown path, or a path that has no such method.</param>
    public ContractOperation? Find(string method, string path, out string missing)
    {
        string[] segments = PathTemplate.SegmentsOf(path);
        var fitting = _paths
            .Select(p => (p.Path, p.Methods, Fits: p.Path.Fits(segments, out int words), Words: words))
            .Where(p => p.Fits)
            .OrderByDescending(p => p.Words)
            .ToList();

        foreach (var candidate in fitting)
        {
            if (!candidate.Methods.TryGetValue(method, out ContractOperation? operation)) continue;

            _used.AddOrUpdate($"{method.ToUpperInvariant()} {candidate.Path.Text}", 1, (_, n) => n + 1);
            missing = "";
            return operation;
        }

        missing = fitting.Count == 0
            ? "no such path is described"
            : $"{fitting[0].Path.Text} has no {method}, only {string.Join(", ", fitting[0].Methods.Keys)}";
        return null;
    }

    private static OpenApiDocument Read(string file)
    {
        using MemoryStream stream = new(File.ReadAllBytes(file));
        ReadResult result = OpenApiDocument.Load(stream, OpenApiConstants.Json, new OpenApiReaderSettings());
        List<string> errors = (result.Diagnostic?.Errors ?? []).Select(error => error.Message).Where(message => !IsKnownDefect(message)).ToList();
        if (errors.Count > 0) throw new InvalidDataException($"{file}: {string.Join("; ", errors.Distinct())}");

        return result.Document!;
    }

    // HaloPSA's swagger gives query parameters the types of C#, and some of them twice; only their names are used here.
    // NinjaOne tells its devices apart by a property that it does not require; the schema holds without it.
    // Datto RMM names three of its schemas with spaces; references to them are resolved all the same.
    private static bool IsKnownDefect(string message) =>
        (message.StartsWith("The key '", StringComparison.Ordinal) && message.Contains(" in 'schemas' of components MUST match", StringComparison.Ordinal))
        || message.StartsWith("Invalid schema type identifier: ", StringComparison.Ordinal)
        || message.EndsWith("discriminator deviceType in the required field list.", StringComparison.Ordinal);
}
