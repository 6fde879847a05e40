namespace LifecycleTools.Connectors.Graph;

/// <summary>How a service wants its batches.</summary>
internal sealed class BatchForm
{
    /// <summary>Microsoft Graph's.</summary>
    public static readonly BatchForm Graph = new() { Most = 20 };

    /// <summary>Exchange's admin endpoint's, as published tools send it.</summary>
    public static readonly BatchForm Exchange = new()
    {
        Most = 10,
        NamesWholeAddresses = true,
        Prefer = "odata.maxpagesize=1000;odata.continue-on-error",
    };

    /// <summary>The most requests in one batch.</summary>
    public required int Most { get; init; }

    /// <summary>Whether an item is addressed with scheme and host, rather than from the batch's root.</summary>
    public bool NamesWholeAddresses { get; init; }

    /// <summary>The batch's own Prefer header; null for none.</summary>
    public string? Prefer { get; init; }
}
