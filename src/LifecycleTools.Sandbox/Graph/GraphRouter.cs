using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>One file's share of Graph. Every concrete class in this assembly is found by itself.</summary>
public abstract class GraphRouteSet
{
    /// <summary>Names the routes.</summary>
    public abstract void Map(GraphRouter routes);
}

/// <summary>Finds the route of a path.</summary>
public sealed class GraphRouter
{
    private static readonly Regex s_key = new(@"^(?<set>[\w.$]+)\((?:(?<name>\w+)=)?'(?<key>(?:[^']|'')*)'\)$", RegexOptions.CultureInvariant);

    private readonly List<GraphRoute> _routes = new();

    internal GraphRouter()
    {
        foreach (Type type in typeof(GraphRouteSet).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GraphRouteSet)) && !type.IsAbstract))
            ((GraphRouteSet)Activator.CreateInstance(type)!).Map(this);
    }

    /// <summary>Names a route.</summary>
    /// <param name="template">Without the version: <c>users/{user}/manager/$ref</c>. Pieces in braces are read as <c>call["user"]</c>.</param>
    /// <param name="permissions">Application permissions, any of which suffices, with blanks between. Empty: none needed.</param>
    /// <param name="isRead">True for a POST that asks and changes nothing.</param>
    public void Map(string method, string template, string permissions, Func<GraphCall, SandboxAnswer> answer, bool isRead = false) =>
        _routes.Add(new GraphRoute(method, template.Split('/'), permissions.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries), answer, isRead || method == "GET"));

    /// <summary>The best route of a path, literal pieces preferred, and what its braces stand for.</summary>
    /// <param name="segments">After the version, unescaped.</param>
    internal (GraphRoute? Route, IReadOnlyDictionary<string, string> Values, bool IsKnownPath) Find(string method, IReadOnlyList<string> segments)
    {
        IReadOnlyList<string> plain = Plain(segments);
        List<GraphRoute> fitting = _routes.Where(route => route.Fits(plain)).ToList();
        GraphRoute? best = fitting.Where(route => route.Method == method).OrderByDescending(route => route.Literals).FirstOrDefault();
        return (best, best?.Values(plain) ?? new Dictionary<string, string>(), fitting.Count > 0);
    }

    /// <summary>Turns <c>users('x')</c> into two pieces, <c>set(key='x')</c> into set and <c>key=x</c>, and shortens casts.</summary>
    private static IReadOnlyList<string> Plain(IEnumerable<string> segments)
    {
        var plain = new List<string>();
        foreach (string segment in segments)
        {
            Match match = s_key.Match(segment);
            if (match.Success)
            {
                string key = Regex.Replace(match.Groups["key"].Value, "''", "'");
                string name = match.Groups["name"].Value;
                plain.Add(match.Groups["set"].Value);
                plain.Add(name is "" or "userPrincipalName" or "id" ? key : name + "=" + key);
            }
            else
            {
                plain.Add(segment.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase) ? segment.Substring("microsoft.".Length) : segment);
            }
        }

        return plain;
    }
}

/// <summary>A method and a path with places for values.</summary>
internal sealed class GraphRoute
{
    private readonly string[] _template;

    public GraphRoute(string method, string[] template, string[] permissions, Func<GraphCall, SandboxAnswer> answer, bool isRead)
    {
        Method = method;
        _template = template;
        Permissions = permissions;
        Answer = answer;
        IsRead = isRead;
    }

    public string Method { get; }

    public string[] Permissions { get; }

    public Func<GraphCall, SandboxAnswer> Answer { get; }

    public bool IsRead { get; }

    public int Literals => _template.Count(piece => piece[0] != '{');

    public bool Fits(IReadOnlyList<string> segments) => segments.Count == _template.Length
        && _template.Zip(segments, (piece, segment) => piece[0] == '{' || SandboxTenant.Same(piece, segment)).All(fits => fits);

    public IReadOnlyDictionary<string, string> Values(IReadOnlyList<string> segments) =>
        _template.Zip(segments, (piece, segment) => (piece, segment)).Where(pair => pair.piece[0] == '{')
            .ToDictionary(pair => pair.piece.Trim('{', '}'), pair => pair.segment);
}
