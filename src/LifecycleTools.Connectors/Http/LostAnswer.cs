using System;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Http;

/// <summary>A request left, or tried to, and no answer that can be used came back. Never leaves the pipeline.</summary>
internal sealed class LostAnswer : Exception
{
    /// <param name="id">ConnectorTimedOut, ConnectorUnreachable or ConnectorAnswerUnexpected.</param>
    /// <param name="kind">What sort of failure.</param>
    /// <param name="reason">Why, without the request: "no answer within 100 s".</param>
    /// <param name="inner">What the transport threw.</param>
    public LostAnswer(string id, ErrorKind kind, string reason, Exception? inner = null)
        : base(reason, inner)
    {
        Id = id;
        Kind = kind;
    }

    /// <summary>One of <see cref="ErrorIds"/>.</summary>
    public string Id { get; }

    /// <summary>What sort of failure.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The connection was never made, so the request cannot have taken effect.</summary>
    public bool NeverLeft { get; init; }

    /// <summary>The service's id of the request, where an answer came although it cannot be used.</summary>
    public string? RequestId { get; init; }

    /// <summary>What callers see of it.</summary>
    /// <param name="what">The request, without body and secret.</param>
    /// <param name="isWrite">Whether the request could change something.</param>
    public LifecycleException For(string what, bool isWrite)
    {
        bool ambiguous = isWrite && !NeverLeft;
        string effect = ambiguous ? "may have taken effect" : "had no effect";
        string text = isWrite
            ? $"{what} was not confirmed and {effect}: {Message}."
            : $"{what} was not answered: {Message}.";
        return new LifecycleException(Id, Kind, text, InnerException)
        {
            IsAmbiguous = ambiguous,
            RequestId = RequestId,
            RecommendedAction = ambiguous
                ? "Look at the object before sending it again; Resume-LifecycleRun does."
                : "Check the network and the service's health, then run the command again.",
        };
    }
}
