using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Http;

/// <summary>One request as the step that asked for it sees it: told before it leaves and after it was answered, one verbose line.</summary>
internal sealed class CallRecord
{
    private const string ClientRequestIdHeader = "client-request-id";
    private readonly CallScope? _scope;
    private readonly IClock _clock;
    private readonly DateTimeOffset _began;
    private readonly bool _isWrite;

    private CallRecord(CallScope? scope, IClock clock, string what, string clientRequestId, bool isWrite)
    {
        _scope = scope;
        _clock = clock;
        _began = clock.UtcNow;
        _isWrite = isWrite;
        What = what;
        ClientRequestId = clientRequestId;
    }

    /// <summary>Verb and path, or what the marks say instead.</summary>
    public string What { get; }

    /// <summary>Our id of this request, new for each time it leaves.</summary>
    public string ClientRequestId { get; }

    /// <summary>Gives the request its id and, when it is a change, has it written down before it leaves.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">DryRunWriteRefused, JournalNotWritable.</exception>
    /// <exception cref="InvalidOperationException">A change outside of any step: nothing would record it.</exception>
    public static CallRecord Start(HttpRequestMessage request, CallScope? scope, IClock clock)
    {
        RequestMarks marks = RequestMarks.Of(request);
        string id = Guid.NewGuid().ToString();
        request.Headers.Remove(ClientRequestIdHeader);
        request.Headers.Add(ClientRequestIdHeader, id);

        return Start(Describe(request), id, !marks.IsRead && !marks.IsCarrier, scope, clock);
    }

    /// <summary>Has a change that does not go over HTTP written down before it leaves.</summary>
    /// <param name="what">What is sent to whom; no body, no secret.</param>
    /// <param name="id">Our id of it.</param>
    /// <exception cref="Engine.Errors.LifecycleException">DryRunWriteRefused, JournalNotWritable.</exception>
    /// <exception cref="InvalidOperationException">A change outside of any step: nothing would record it.</exception>
    public static CallRecord Start(string what, string id, CallScope? scope, IClock clock) => Start(what, id, isWrite: true, scope, clock);

    /// <summary>The same, for what may be a read.</summary>
    /// <param name="isWrite">It can change something, and is written down.</param>
    public static CallRecord Start(string what, string id, bool isWrite, CallScope? scope, IClock clock)
    {
        var record = new CallRecord(scope, clock, what, id, isWrite);
        if (isWrite)
        {
            if (scope is null) throw new InvalidOperationException($"{what} was not sent: it belongs to no step, so no journal would have it.");
            scope.Sending(new SystemCall(what, id));
        }

        return record;
    }

    /// <summary>Verb and path without the version and without the query: filters hold people's names.</summary>
    public static string Describe(HttpRequestMessage request)
    {
        if (RequestMarks.Of(request).What is { } said) return said;

        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).TrimStart('/');
        if (path.StartsWith("v1.0/", StringComparison.Ordinal)) path = path.Substring("v1.0/".Length);
        return $"{request.Method} {OnOneLine(path)}";
    }

    // A name that holds a line break must not write a line of its own, nor turn the order of letters around.
    private static string OnOneLine(string path) =>
        path.Any(IsUnseen) ? new string(path.Select(letter => IsUnseen(letter) ? ' ' : letter).ToArray()) : path;

    private static bool IsUnseen(char letter) =>
        char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>An answer came.</summary>
    /// <param name="note">More for the verbose line: "batch of 7".</param>
    public void Answered(int status, string requestId, string note = "")
    {
        if (_isWrite) _scope!.Answered(new SystemCall(What, ClientRequestId, requestId, status));
        Say(status.ToString(CultureInfo.InvariantCulture), requestId.Length > 0 ? requestId : ClientRequestId, note);
    }

    /// <summary>No answer came.</summary>
    public void Lost(string why)
    {
        if (_isWrite) _scope!.Answered(new SystemCall(What, ClientRequestId));
        Say(why, ClientRequestId, "");
    }

    private void Say(string outcome, string id, string note)
    {
        string milliseconds = (_clock.UtcNow - _began).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        _scope?.Log?.Verbose($"{What} -> {outcome} in {milliseconds} ms (request {id}{(note.Length > 0 ? ", " + note : "")})");
    }
}
