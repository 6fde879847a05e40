using System;
using System.Collections.Generic;

namespace LifecycleTools.Connectors.Http;

/// <summary>How a service takes its batches.</summary>
internal sealed class BatchService
{
    /// <param name="root">What its addresses begin with, without a slash at the end: https://graph.microsoft.com/v1.0.</param>
    /// <param name="most">How many requests one batch holds.</param>
    public BatchService(Uri root, int most)
    {
        Root = root;
        Most = most;
    }

    /// <summary>What its addresses begin with.</summary>
    public Uri Root { get; }

    /// <summary>How many requests one batch holds.</summary>
    public int Most { get; }

    /// <summary>Whether items carry whole addresses; otherwise what comes after the root.</summary>
    public bool WantsWholeAddresses { get; init; }

    /// <summary>Headers of the batch itself.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A request's address as an item carries it; null for one that is not this service's.</summary>
    public string? AddressInBatch(Uri request)
    {
        string address = request.AbsoluteUri;
        if (!address.StartsWith(Root.AbsoluteUri + "/", StringComparison.Ordinal)) return null;
        return WantsWholeAddresses ? address : address.Substring(Root.AbsoluteUri.Length);
    }
}
