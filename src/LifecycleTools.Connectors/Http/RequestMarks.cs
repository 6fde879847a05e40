using System.Collections.Generic;
using System.Net.Http;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Http;

/// <summary>What the pipeline must know of a request beyond its verb. The Graph SDK carries it as a request option.</summary>
internal sealed class RequestMarks : IRequestOption
{
    /// <summary>A POST that only asks: getByIds, Get-Mailbox.</summary>
    public static readonly RequestMarks Read = new() { IsRead = true, IsRepeatable = true };

    /// <summary>A POST that may be sent twice with the effect of once: revokeSignInSessions, Set-Mailbox.</summary>
    public static readonly RequestMarks Repeatable = new() { IsRepeatable = true };

    /// <summary>A PUT that makes something new each time it is sent: a job.</summary>
    public static readonly RequestMarks Once = new() { IsOnce = true };

    /// <summary>A batch: its packer records its items, and decides what of them is sent again.</summary>
    public static readonly RequestMarks Carrier = new() { IsCarrier = true };

    private static readonly string s_key = typeof(RequestMarks).FullName!;

    /// <summary>Changes nothing although its verb could.</summary>
    public bool IsRead { get; init; }

    /// <summary>May be sent again when its answer was lost.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Going twice is not going once, although its verb says so.</summary>
    public bool IsOnce { get; init; }

    /// <summary>A batch whose items are recorded one by one, by whoever packed it.</summary>
    public bool IsCarrier { get; init; }

    /// <summary>Said in the journal and in the verbose line instead of verb and path: Set-Mailbox jane@contoso.example.</summary>
    public string? What { get; init; }

    /// <summary>The address itself is a secret: whoever has it can send.</summary>
    public bool HidesAddress { get; init; }

    /// <summary>A success may be answered with a text that is no JSON; whoever asked makes out what it says.</summary>
    public bool MayAnswerText { get; init; }

    /// <summary>Puts these marks on a request.</summary>
    public void On(HttpRequestMessage request) => Bag(request)[s_key] = this;

    /// <summary>The marks of a request, completed by what its verb says.</summary>
    public static RequestMarks Of(HttpRequestMessage request)
    {
        RequestMarks given = Bag(request).TryGetValue(s_key, out object? found) && found is RequestMarks marks ? marks : new RequestMarks();
        bool asks = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;

        // PATCH counts as repeatable because every body we send says absolute values, never a difference.
        bool repeatable = asks || (request.Method != HttpMethod.Post && !given.IsOnce);
        return new RequestMarks
        {
            IsRead = given.IsRead || asks,
            IsRepeatable = given.IsRepeatable || repeatable,
            IsOnce = given.IsOnce,
            IsCarrier = given.IsCarrier,
            What = given.What,
            HidesAddress = given.HidesAddress,
            MayAnswerText = given.MayAnswerText,
        };
    }

    private static IDictionary<string, object?> Bag(HttpRequestMessage request) =>
#if NET
        request.Options;
#else
        request.Properties!;
#endif
}
