using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>
/// A tenant in dictionaries that answers every port. Each change goes through the step's scope like one of a real connector,
/// is logged, and can be put in trouble by its operation: "directory.create".
/// </summary>
internal sealed partial class FakeTenant
{
    private readonly object _gate = new();
    private readonly List<Trouble> _troubles = [];
    private readonly List<(DateTimeOffset At, Action Effect)> _later = [];
    private readonly List<string> _writes = [];
    private readonly List<string> _reads = [];

    public FakeClock Clock { get; } = new();

    /// <summary>Every change that arrived, in order: "groups.add Sales jane@contoso.example".</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_gate) return _writes.ToList();
        }
    }

    /// <summary>The operation of every read, in order.</summary>
    public IReadOnlyList<string> Reads
    {
        get
        {
            lock (_gate) return _reads.ToList();
        }
    }

    /// <summary>Forgets the changes logged so far.</summary>
    public void ForgetWrites()
    {
        lock (_gate) _writes.Clear();
    }

    /// <summary>How many changes of one operation arrived.</summary>
    public int CountOf(string operation) => Writes.Count(write => write.StartsWith(operation + " ", StringComparison.Ordinal));

    /// <summary>Makes trouble for the next call of an operation, reading ones included.</summary>
    public Trouble On(string operation)
    {
        var trouble = new Trouble(operation);
        lock (_gate) _troubles.Add(trouble);
        return trouble;
    }

    /// <summary>Where requests come from.</summary>
    public Dictionary<string, IRequestSource> Sources { get; } = [];

    /// <summary>Ends all trouble.</summary>
    public void Calm()
    {
        lock (_gate) _troubles.Clear();
    }

    public TenantSystems Systems => new()
    {
        Directory = this, SignIn = this, SignInMethods = this, Licenses = this, Groups = this, Ownership = this, Privileges = this,
        AppAccess = this, Devices = this, Files = this, Mailboxes = this, MailboxAccess = this, MailboxContents = this,
        MailboxPreferences = this, DistributionLists = this, MailPhones = this, Facts = this, Reader = this, Messages = this,
        Rmm = _rmm, Psa = _psa, Notifiers = Notifiers, Sources = Sources,
    };

    /// <summary>An id that is new in this tenant, in the form of the directory's.</summary>
    public static string NewId() => Guid.NewGuid().ToString();

    private Task<T> ReadAsync<T>(string operation, Func<T> look, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _reads.Add(operation);
            if (Struck(operation) is { } trouble)
            {
                trouble.Also();
                if (trouble.Failure is not null) return Task.FromException<T>(trouble.Failure);
            }

            ShowWhatIsDue();
            try
            {
                return Task.FromResult(look());
            }
            catch (LifecycleException failure)
            {
                // As from a real connector: the failure is in the task.
                return Task.FromException<T>(failure);
            }
        }
    }

    private async Task WriteAsync(string operation, string target, Action effect, CancellationToken cancel, Func<LifecycleException?>? refuse = null)
    {
        cancel.ThrowIfCancellationRequested();
        string what = $"{operation} {target}";
        var call = new SystemCall(what, NewId());
        CallScope.Current?.Sending(call);
        LifecycleException? failure = Arrive(operation, what, effect, refuse, out bool isAnswered);
        int status = !isAnswered ? 0 : failure is null ? 200 : 400;
        CallScope.Current?.Answered(call with { RequestId = isAnswered ? "request-" + NewId() : "", Status = status });
        await Task.Yield();
        if (failure is not null) throw failure;
    }

    private LifecycleException? Arrive(string operation, string what, Action effect, Func<LifecycleException?>? refuse, out bool isAnswered)
    {
        lock (_gate)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            _writes.Add(what);
            ShowWhatIsDue();
            Trouble? trouble = Struck(operation);
            trouble?.Also();
            isAnswered = trouble?.IsAnswered ?? true;
            if ((trouble?.Failure ?? refuse?.Invoke()) is { } failure) return failure;

            if (trouble is { Happens: true, Delay.Ticks: > 0 }) _later.Add((Clock.UtcNow + trouble.Delay, effect));
            else if (trouble is not { Happens: false }) effect();
            return isAnswered
                ? null
                : new LifecycleException(ErrorIds.ConnectorUnreachable, ErrorKind.Network, $"{what}: the connection broke.") { IsAmbiguous = true };
        }
    }

    private Trouble? Struck(string operation) =>
        _troubles.FirstOrDefault(trouble => trouble.Operation == operation && trouble.Strikes());

    private void Later(TimeSpan delay, Action effect) => _later.Add((Clock.UtcNow + delay, effect));

    private void ShowWhatIsDue()
    {
        foreach ((DateTimeOffset At, Action Effect) due in _later.Where(later => later.At <= Clock.UtcNow).ToList())
        {
            _later.Remove(due);
            due.Effect();
        }
    }
}
