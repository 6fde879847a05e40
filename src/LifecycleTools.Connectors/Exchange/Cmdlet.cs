using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using LifecycleTools.Connectors.Http;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>A cmdlet to run, with its parameters.</summary>
/// <param name="name">Set-Mailbox.</param>
/// <param name="about">Whom it is about: an id or an address, never a display name.</param>
/// <param name="select">Properties to answer with, separated by commas; null for all.</param>
internal sealed class Cmdlet(string name, string about, string? select = null) : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> _parameters = new(StringComparer.Ordinal);

    /// <summary>Set-Mailbox.</summary>
    public string Name => name;

    /// <summary>Whom it is about.</summary>
    public string About => about;

    /// <summary>Changes nothing: every Get-, and what only previews.</summary>
    public bool IsRead { get; init; } = name.StartsWith("Get-", StringComparison.Ordinal);

    /// <summary>Properties to answer with, separated by commas; null for all.</summary>
    public string? Select => select;

    /// <summary>What the pipeline must know of it.</summary>
    public RequestMarks Marks => new() { IsRead = IsRead, IsRepeatable = IsRead || SetsValues, What = $"{name} {about}" };

    // Absolute values may be sent twice. What adds, removes or tells people is looked at first when its answer was lost.
    private bool SetsValues => name.StartsWith("Set-", StringComparison.Ordinal) && !_parameters.Values.Any(each => each is Difference);

    /// <summary>A parameter: text, number, bool (switches too), a list of texts, or a <see cref="Change"/>.</summary>
    public void Add(string parameter, object? value) => _parameters.Add(parameter, value);

    /// <summary>A change to a list that keeps what it does not name.</summary>
    public static object Change(string[] add, string[] remove) => new Difference
    {
        ["@odata.type"] = "#Exchange.GenericHashTable",
        ["Add"] = add,
        ["Remove"] = remove,
    };

    /// <summary>The body of the request.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["CmdletInput"] = new Dictionary<string, object> { ["CmdletName"] = name, ["Parameters"] = _parameters },
    });

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Difference : Dictionary<string, object>;
}
