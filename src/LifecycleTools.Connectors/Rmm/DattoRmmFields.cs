using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>The user-defined fields of a device that stand for what Datto RMM does not have: tags, an owner, an Entra device id, the mark of a device that leaves.</summary>
internal sealed class DattoRmmFields
{
    private const int MostTries = 4;
    private const int LongestValue = 255;
    private static readonly Regex s_field = new(@"\Audf([1-9]|[1-9][0-9]|[12][0-9][0-9]|300)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private readonly DattoRmmCalls _calls;

    public DattoRmmFields(SystemAccess access, DattoRmmCalls calls)
    {
        _calls = calls;
        Tags = Read(access, "tagField");
        Owner = Read(access, "ownerField");
        Serial = Read(access, "serialField");
        EntraId = Read(access, "entraField");
        Retired = Read(access, "retiredField");
        if (new[] { Tags, Owner, Serial, EntraId, Retired }.OfType<string>().GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw access.Missing("tagField", $"or another field is {twice.Key}, which two settings name; each needs a field of its own");
        }
    }

    /// <summary>The field that holds the tags, separated by commas; null when none was given.</summary>
    public string? Tags { get; }

    /// <summary>The field that holds the owner's mail address.</summary>
    public string? Owner { get; }

    /// <summary>The field that a component of the account fills with the serial number.</summary>
    public string? Serial { get; }

    /// <summary>The field that a component of the account fills with the Entra device id.</summary>
    public string? EntraId { get; }

    /// <summary>The field that says which job takes the device out of management.</summary>
    public string? Retired { get; }

    /// <summary>What stands in a field of a device; null for nothing, and for a field that was not given.</summary>
    public static string? Of(JsonObject device, string? field) => field is null ? null : JsonValues.Text(device["udf"]?[field])?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The tags of a device.</summary>
    public IReadOnlyList<string> TagsOf(JsonObject device) =>
        (Of(device, Tags) ?? "").Split(',').Select(tag => tag.Trim()).Where(tag => tag.Length > 0).ToList();

    /// <summary>Adds tags to those that are there.</summary>
    /// <param name="read">Reads the device as it is now.</param>
    /// <exception cref="LifecycleException">ReferenceNotResolved: no such tag can be; ConnectorObjectExists: others kept writing.</exception>
    public async Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, Func<Task<JsonObject>> read, CancellationToken cancel)
    {
        if (tags.FirstOrDefault(tag => tag.Trim().Length == 0 || tag.Any(one => one == ',')) is { } wrong) throw Cannot(device, $"'{wrong}' cannot be a tag: it is empty or has a comma");

        for (int attempt = 1; ; attempt++)
        {
            IReadOnlyList<string> before = TagsOf(await read().ConfigureAwait(false));
            List<string> wanted = before.Concat(tags.Select(tag => tag.Trim())).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (wanted.Count == before.Count) return;

            string value = string.Join(", ", wanted);
            if (value.Length > LongestValue) throw Cannot(device, $"its tags would have {value.Length} characters, and {Tags} takes {LongestValue}");
            try
            {
                await SetAsync(device.Id, Tags!, value, cancel).ConfigureAwait(false);
                return;
            }
            catch (LifecycleException collided) when (collided.Id == ErrorIds.ConnectorObjectExists && attempt < MostTries)
            {
                // Somebody wrote to the device in the same moment, perhaps a tag: what stands there now counts.
            }
        }
    }

    /// <summary>Writes one field and leaves the others. The empty text clears it.</summary>
    public Task SetAsync(string deviceId, string field, string value, CancellationToken cancel) => _calls.SendAsync(
        HttpMethod.Post, $"v2/device/{Uri.EscapeDataString(deviceId)}/udf", new JsonObject { [field] = value }, isOnce: false, "edit devices", cancel);

    private static string? Read(SystemAccess access, string key) => access.Value(key) is not { } given ? null
        : s_field.IsMatch(given) ? given.ToLowerInvariant() : throw access.Missing(key, $"is '{given}', and must be a user-defined field: udf1 to udf300");

    private static LifecycleException Cannot(RmmDevice device, string why) =>
        new(ErrorIds.ReferenceNotResolved, ErrorKind.Data, $"{DattoRmmCalls.Product}: {device.Name} was not tagged: {why}.");
}
