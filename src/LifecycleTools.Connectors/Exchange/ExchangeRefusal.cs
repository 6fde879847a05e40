using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>What Exchange answered instead of doing it.</summary>
internal sealed class ExchangeRefusal : LifecycleException
{
    public ExchangeRefusal(string id, ErrorKind kind, string message)
        : base(id, kind, message)
    {
    }

    /// <summary>The service's own words.</summary>
    public string ServiceText { get; init; } = "";

    /// <summary>It was there before we asked to add it.</summary>
    public bool IsAlreadyThere { get; init; }

    /// <summary>It was gone before we asked to remove it.</summary>
    public bool IsAlreadyGone { get; init; }

    /// <summary>An object that the cmdlet named does not exist (yet).</summary>
    public bool IsNotFound { get; init; }

    /// <summary>The same refusal, about a mailbox that is not there (yet).</summary>
    public ExchangeRefusal AsMailboxNotFound() => new(ErrorIds.MailboxNotFound, ErrorKind.NotFound, Message)
    {
        ServiceText = ServiceText,
        IsNotFound = true,
        MayBeReplication = true,
        RequestId = RequestId,
        RecommendedAction = "A new mailbox takes up to half an hour after its license; check that the person has one with Exchange.",
    };
}
