using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>What the engine's doc comments say about a step.</summary>
/// <param name="What">What it does.</param>
/// <param name="Why">Why it is done, and why at its place.</param>
/// <param name="Person">What a person does when it ends as ManualReview; empty for one that never does.</param>
/// <param name="TakesEffect">When its effect is felt; empty where nothing is changed.</param>
/// <param name="Undo">How it is taken back; empty where nothing is changed.</param>
internal sealed record StepText(string What, string Why, string Person, string TakesEffect, string Undo);

/// <summary>What the engine's doc comments say about an error id.</summary>
/// <param name="Means">What has happened.</param>
/// <param name="Recovery">What to do about it.</param>
internal sealed record ErrorText(string Means, string Recovery);

/// <summary>The engine's own doc comments, put into this assembly when it is built: what the code says about itself is what people read.</summary>
internal static class EngineTexts
{
    private static readonly Regex s_space = new(@"\s+");
    private static readonly Regex s_takesEffect = new(@"Takes effect: (?<text>.*?)(?= Undo: | Source: | The proof is |$)");
    private static readonly Regex s_undo = new(@"Undo: (?<text>.*?)(?= Takes effect: | Source: | The proof is |$)");
    private static readonly Lazy<IReadOnlyDictionary<string, XElement>> s_members = new(Read);

    /// <summary>The text of a step.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static StepText Of(Type step)
    {
        XElement member = Member("T:" + step.FullName);
        string remarks = Text(member, "remarks");
        return new StepText(
            Text(member, "summary"), Text(member, "why"), Text(member, "person"),
            Sentence(s_takesEffect.Match(remarks).Groups["text"].Value), Sentence(s_undo.Match(remarks).Groups["text"].Value));
    }

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>The text of an error id.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static ErrorText OfError(string id)
    {
        XElement member = Member("F:LifecycleTools.Engine.Errors.ErrorIds." + id);
        return new ErrorText(Text(member, "summary"), Text(member, "recovery"));
    }

    /// <summary>What a status means.</summary>
    /// <exception cref="InvalidOperationException">It has no text.</exception>
    public static string OfStatus(StepStatus status) => Text(Member("F:LifecycleTools.StepStatus." + status), "summary");

    private static XElement Member(string name) =>
        s_members.Value.TryGetValue(name, out XElement? member) ? member : throw new InvalidOperationException($"{name} has no doc comment.");

    private static string Text(XElement member, string part)
    {
        if (member.Element(part) is not { } element) return "";
        return s_space.Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => NameOf((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? ""),
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    // A step is known to people by what it does, everything else by its name.
    private static string NameOf(string reference)
    {
        string name = reference.Substring(reference.LastIndexOf('.') + 1);
        Step? step = StepCatalog.All.FirstOrDefault(each => "T:" + each.GetType().FullName == reference);
        return step is null ? name : $"\"{step.Action}\"";
    }

    private static Dictionary<string, XElement> Read()
    {
        using Stream stream = typeof(EngineTexts).Assembly.GetManifestResourceStream("LifecycleTools.Runbooks/texts.xml")
            ?? throw new InvalidOperationException("The engine's doc comments are not in this assembly.");
        return XDocument.Load(stream).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);
    }
}
