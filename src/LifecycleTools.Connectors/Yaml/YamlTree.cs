using System;
using System.Collections.Generic;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LifecycleTools.Connectors.Yaml;

/// <summary>Turns YAML text into nodes that know where they stand, and refuses the parts of YAML that the format has no use for.</summary>
/// <remarks>
/// Built on parsing events, so that nothing of the file is expanded or made into objects: an anchor bomb is refused at its first
/// anchor, and nesting at its first level too many.
/// </remarks>
internal sealed class YamlTree
{
    private const int Deepest = 12;

    private readonly IParser _parser;
    private readonly FindingList _findings;
    private int _depth;

    private YamlTree(IParser parser, FindingList findings)
    {
        _parser = parser;
        _findings = findings;
    }

    /// <summary>Reads the one mapping that a file holds.</summary>
    /// <returns>Null when there is none, or when the text cannot be read to its end; the reason is among the findings.</returns>
    public static YamlMap? Read(string text, FindingList findings) => Read(text, findings, tree => tree.Document());

    /// <summary>Reads the one mapping, list or value that a file holds.</summary>
    /// <returns>Null when there is none, or when the text cannot be read to its end; the reason is among the findings.</returns>
    public static YamlNode? ReadAny(string text, FindingList findings) => Read(text, findings, tree => tree.Root());

    private static T? Read<T>(string text, FindingList findings, Func<YamlTree, T?> read)
        where T : YamlNode
    {
        var tree = new YamlTree(new Parser(new StringReader(text)), findings);
        try
        {
            return read(tree);
        }
        catch (RefusedException refused)
        {
            findings.Error((int)refused.At.Line, (int)refused.At.Column, refused.Id, refused.Message);
        }
        catch (YamlException malformed)
        {
            tree.Malformed(text, malformed.Start, malformed.Message);
        }
        catch (InvalidOperationException confused)
        {
            // The scanner of YamlDotNet 18.1 meets some broken plain scalars with this instead of its own exception.
            tree.Malformed(text, Mark.Empty, confused.Message);
        }

        return null;
    }

    private void Malformed(string text, Mark at, string why)
    {
        if (why.IndexOf("tab", StringComparison.Ordinal) >= 0 && FirstTab(text) is { } tab)
        {
            _findings.Error(tab.Line, tab.Column, FindingIds.YamlInvalid, "This is not YAML: a tab indents this line. Use spaces.");
            return;
        }

        // Without a place of its own the mistake stands after the last thing that could be read.
        Mark place = at.Index > 0 ? at : _parser.Current?.End ?? Mark.Empty;
        _findings.Error((int)place.Line, (int)place.Column, FindingIds.YamlInvalid,
            $"This is not YAML: {why.Trim().TrimEnd('.')}. Check indentation, quotes and brackets on this line and the one above.");
    }

    private static (int Line, int Column)? FirstTab(string text)
    {
        string[] lines = text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            int column = lines[line].Length - lines[line].TrimStart(' ').Length;
            if (column < lines[line].Length && lines[line][column] == '\t') return (line + 1, column + 1);
        }

        return null;
    }

    private YamlNode? Root()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return Empty();

        _parser.Consume<DocumentStart>();
        YamlNode root = Node();
        _parser.Consume<DocumentEnd>();

        if (_parser.Current is DocumentStart second)
        {
            _findings.Error((int)second.Start.Line, (int)second.Start.Column, FindingIds.SeveralDocuments,
                "A second YAML document begins here. Remove the '---' line, or move what follows into a file of its own.");
        }

        return root is YamlText { IsNothing: true } ? Empty() : root;
    }

    private YamlMap? Document()
    {
        YamlNode? root = Root();
        if (root is null or YamlMap) return root as YamlMap;

        _findings.Error(root, FindingIds.TypeWrong, $"The file holds {root.Kind}; it must hold keys with values, as 'roles:'.");
        return null;
    }

    private YamlMap? Empty()
    {
        _findings.Error(1, 1, FindingIds.FileEmpty, "The file is empty. The folder roles has maps to start from.");
        return null;
    }

    private YamlNode Node()
    {
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                throw new RefusedException(FindingIds.AnchorNotAllowed, alias.Start,
                    $"An alias (*{alias.Value}) cannot be used here. Write the value out, or put what roles share into a base role and name it under 'extends'.");
            case Scalar scalar:
                _parser.MoveNext();
                Refuse(scalar);
                return new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);
            case SequenceStart start:
                return Nested(start, List);
            case MappingStart start:
                return Nested(start, Map);
            default:
                throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, "A value was expected");
        }
    }

    private YamlNode Nested<T>(T start, Func<T, YamlNode> read) where T : NodeEvent
    {
        Refuse(start);
        if (++_depth > Deepest)
        {
            throw new RefusedException(FindingIds.NestingTooDeep, start.Start, $"Lists and mappings are nested more than {Deepest} deep. The format never needs that: check brackets and indentation.");
        }

        _parser.MoveNext();
        YamlNode node = read(start);
        _parser.MoveNext();
        _depth--;
        return node;
    }

    private YamlList List(SequenceStart start)
    {
        var entries = new List<YamlNode>();
        while (_parser.Current is not SequenceEnd) entries.Add(Node());
        return new YamlList(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private YamlMap Map(MappingStart start)
    {
        var entries = new List<KeyValuePair<YamlText, YamlNode>>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);

        while (_parser.Current is not MappingEnd)
        {
            YamlNode key = Node();
            YamlNode value = Node();

            if (key is not YamlText text)
            {
                _findings.Error(key, FindingIds.TypeWrong, $"A key is {key.Kind}; write a single word before the colon.");
            }
            else if (lines.TryGetValue(text.Value, out int line))
            {
                _findings.Error(text, FindingIds.KeyDuplicate, $"'{text.Value}' stands here twice (first in line {line}). Keep one of them.");
            }
            else
            {
                lines.Add(text.Value, text.Line);
                entries.Add(new KeyValuePair<YamlText, YamlNode>(text, value));
            }
        }

        return new YamlMap(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw new RefusedException(FindingIds.AnchorNotAllowed, node.Start,
                $"An anchor (&{node.Anchor.Value}) cannot be used here. Put what roles share into a base role and name it under 'extends'.");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            _findings.Error((int)node.Start.Line, (int)node.Start.Column, FindingIds.TagNotAllowed,
                $"A YAML tag ({node.Tag.Value}) cannot be used here. Write the value alone; quote it if it must be text.");
        }
    }

    /// <summary>Ends the reading of a file at the first thing that could make it grow without bounds.</summary>
    private sealed class RefusedException : Exception
    {
        public RefusedException(string id, Mark at, string message) : base(message)
        {
            Id = id;
            At = at;
        }

        public string Id { get; }

        public Mark At { get; }
    }
}
