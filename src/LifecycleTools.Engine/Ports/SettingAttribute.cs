using System;

namespace LifecycleTools.Engine.Ports;

/// <summary>What a setting's value looks like in the tenant file.</summary>
public enum SettingForm
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A name or an id, which may be written as a number.</summary>
    NameOrNumber,

    /// <summary>A whole number within bounds.</summary>
    WholeNumber,

    /// <summary>A number above zero.</summary>
    PositiveNumber,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A web address.</summary>
    Address,

    /// <summary>The name of a secret: env:NAME, vault:NAME or vault:VAULT/NAME. Never the secret.</summary>
    Secret,

    /// <summary>Several texts; one may stand alone.</summary>
    List,

    /// <summary>Texts by name.</summary>
    Words,
}

/// <summary>
/// One setting that an entry under <c>systems</c> may have, on the connector that reads it or on the port that every connector of its sort shares. The reader of
/// the tenant file refuses what no connector of the kind has, and the schema that editors use is made from the same.
/// </summary>
/// <param name="key">As it is written in the file.</param>
/// <param name="form">What its value looks like.</param>
/// <param name="meaning">What an editor shows beside it; after a semicolon, what holds when it is not given.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true)]
public sealed class SettingAttribute(string key, SettingForm form, string meaning) : Attribute
{
    /// <summary>As it is written in the file.</summary>
    public string Key { get; } = key;

    /// <summary>What its value looks like.</summary>
    public SettingForm Form { get; } = form;

    /// <summary>What an editor shows beside it.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>The entry is of no use without it.</summary>
    public bool IsRequired { get; set; }

    /// <summary>The key of a setting that must stand beside it; empty when none must.</summary>
    public string With { get; set; } = "";

    /// <summary>The words of a <see cref="SettingForm.Choice"/>.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>The least of a <see cref="SettingForm.WholeNumber"/>.</summary>
    public int Least { get; set; } = int.MinValue;

    /// <summary>The most of a <see cref="SettingForm.WholeNumber"/>.</summary>
    public int Most { get; set; } = int.MaxValue;

    /// <summary>A regular expression that a text matches whole; empty for any text.</summary>
    public string Pattern { get; set; } = "";
}

/// <summary>An entry needs the settings of one of these lines.</summary>
/// <param name="lines">Keys with a blank between them: "token", "user password".</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EitherSettingsAttribute(params string[] lines) : Attribute
{
    /// <summary>Keys with a blank between them.</summary>
    public string[] Lines { get; } = lines;
}
