using System;
using System.Collections.Generic;
using System.Collections.Concurrent;
using System.Linq;
using Microsoft.OpenApi;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>A schema, flattened once so that checking a body costs dictionary look-ups only.</summary>
/// <remarks>In this description allOf means "derives from", so the properties of all ancestors are put together.</remarks>
internal sealed class ContractSchema
{
    private ContractSchema(StringComparer names)
    {
        Properties = new Dictionary<string, ContractSchema>(names);
        Required = new HashSet<string>(names);
    }

    public string Name { get; private set; } = "";
    public JsonSchemaType? Type { get; private set; }
    public bool Nullable { get; private set; }
    public string? Format { get; private set; }
    public bool ReadOnly { get; private set; }
    public bool Open { get; private set; }
    public bool Polymorphic { get; private set; }
    public ContractSchema? Items { get; private set; }
    public int? MinItems { get; private set; }
    public int? MaxItems { get; private set; }
    public HashSet<string>? Enum { get; private set; }
    public Dictionary<string, ContractSchema> Properties { get; }
    public HashSet<string> Required { get; }
    public HashSet<string> Ancestors { get; } = new(StringComparer.Ordinal);
    public List<ContractSchema> Choices { get; } = [];

    /// <summary>The description writes "or null" as an object without properties beside the real choice.</summary>
    public bool IsNullOnly =>
        Nullable && Type == JsonSchemaType.Object && Properties.Count == 0 && Name.Length == 0 && !Open;

    /// <summary>Compiles the schemas of one document, each named one at most once.</summary>
    /// <param name="names">How names of properties are compared. A service that takes every case is described in one of them.</param>
    internal sealed class Compiler(OpenApiDocument document, StringComparer names)
    {
        private readonly ConcurrentDictionary<string, ContractSchema> _named = new(StringComparer.Ordinal);
        private readonly object _compiling = new();

        /// <summary>The schema of that name; null when the description has none.</summary>
        public ContractSchema? Named(string name)
        {
            if (_named.TryGetValue(name, out ContractSchema? known)) return known;

            lock (_compiling)
            {
                if (_named.TryGetValue(name, out known)) return known;
                if (document.Components?.Schemas?.TryGetValue(name, out IOpenApiSchema? source) != true) return null;

                return CompileNamed(name, source!);
            }
        }

        /// <summary>Compiles a schema that stands in place.</summary>
        public ContractSchema Compile(IOpenApiSchema source)
        {
            lock (_compiling)
            {
                return source is OpenApiSchemaReference reference
                    ? _named.TryGetValue(reference.Reference.Id!, out ContractSchema? known)
                        ? known
                        : CompileNamed(reference.Reference.Id!, reference)
                    : Fill(new ContractSchema(names), source);
            }
        }

        /// <summary>Every property name that this schema or one that derives from it has.</summary>
        public bool KnowsProperty(ContractSchema schema, string name) =>
            schema.Properties.ContainsKey(name)
            || (schema.Polymorphic && Descendants(schema).Any(d => d.Properties.ContainsKey(name)));

        private IEnumerable<ContractSchema> Descendants(ContractSchema of) =>
            document.Components!.Schemas!.Keys.Select(n => Named(n)!).Where(s => s.Ancestors.Contains(of.Name));

        private ContractSchema CompileNamed(string name, IOpenApiSchema source)
        {
            // Entered before it is filled: schemas refer to each other in circles.
            ContractSchema schema = new(names) { Name = name };
            _named[name] = schema;
            return Fill(schema, source);
        }

        private ContractSchema Fill(ContractSchema schema, IOpenApiSchema source)
        {
            schema.Type = source.Type & ~JsonSchemaType.Null;
            schema.Nullable = (source.Type & JsonSchemaType.Null) == JsonSchemaType.Null;
            schema.Format = source.Format;
            schema.ReadOnly = source.ReadOnly;
            schema.MinItems = source.MinItems;
            schema.MaxItems = source.MaxItems;
            schema.Open = source.AdditionalProperties is not null;
            schema.Polymorphic = source.Extensions?.ContainsKey("x-ms-discriminator") == true;
            schema.Items = source.Items is null ? null : Compile(source.Items);
            schema.Enum = source.Enum is { Count: > 0 } values
                ? values.Select(v => v?.ToString() ?? "null").ToHashSet(StringComparer.Ordinal)
                : null;

            foreach (IOpenApiSchema part in source.AllOf ?? []) Inherit(schema, Compile(part));
            foreach (var property in source.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                schema.Properties[property.Key] = Compile(property.Value);
            }

            schema.Required.UnionWith(source.Required ?? new HashSet<string>());
            schema.Choices.AddRange((source.AnyOf ?? []).Concat(source.OneOf ?? []).Select(Compile));
            return schema;
        }

        private static void Inherit(ContractSchema schema, ContractSchema part)
        {
            schema.Type ??= part.Type;
            schema.Polymorphic |= part.Polymorphic && part.Name.Length == 0;
            schema.Open |= part.Open;
            schema.Required.UnionWith(part.Required);
            schema.Ancestors.UnionWith(part.Ancestors);
            if (part.Name.Length > 0) schema.Ancestors.Add(part.Name);
            foreach (KeyValuePair<string, ContractSchema> property in part.Properties)
            {
                schema.Properties[property.Key] = property.Value;
            }
        }
    }
}
