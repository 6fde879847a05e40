using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Graph;

/// <summary>What Graph answered instead of doing it.</summary>
internal sealed class GraphRefusal : LifecycleException
{
    public GraphRefusal(string id, ErrorKind kind, string message)
        : base(id, kind, message)
    {
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>The most specific code that the service gave: Request_BadRequest.</summary>
    public string Code { get; init; } = "";

    /// <summary>The service's own words.</summary>
    public string ServiceText { get; init; } = "";

    /// <summary>It was there before we asked to add it.</summary>
    public bool IsAlreadyThere { get; init; }

    /// <summary>It was gone before we asked to remove it.</summary>
    public bool IsAlreadyGone { get; init; }

    /// <summary>The object, or one that the request named, does not exist (yet).</summary>
    public bool IsNotFound => Id == ErrorIds.ConnectorObjectNotFound;

    /// <summary>The same refusal as a failure with another id, and more to say about it.</summary>
    public GraphRefusal As(string id, ErrorKind kind, string? advice = null) => Copy(id, kind, Message, advice ?? RecommendedAction);

    /// <summary>The same refusal with the permission that is missing in its text.</summary>
    public GraphRefusal Naming(string permissions) => Copy(
        Id, Kind, $"{Message} It needs {permissions}.",
        $"Check that {permissions} is granted to the app registration; administrators, role-assignable groups and restricted management units need a directory role as well.");

    private GraphRefusal Copy(string id, ErrorKind kind, string message, string? advice) => new(id, kind, message)
    {
        Status = Status,
        Code = Code,
        ServiceText = ServiceText,
        IsAlreadyThere = IsAlreadyThere,
        IsAlreadyGone = IsAlreadyGone,
        IsAmbiguous = IsAmbiguous,
        MayBeReplication = MayBeReplication,
        RequestId = RequestId,
        RecommendedAction = advice,
    };
}
