using System;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>Trouble that a test makes for one operation of the fake tenant: <c>tenant.On("directory.create").LosesAnswer()</c>.</summary>
internal sealed class Trouble(string operation)
{
    private int _times = 1;
    private int _after;

    public string Operation => operation;

    /// <summary>Refuses with this; null when it does not refuse.</summary>
    public LifecycleException? Failure { get; private set; }

    /// <summary>Whether the change happens.</summary>
    public bool Happens { get; private set; } = true;

    /// <summary>Whether the caller hears of it.</summary>
    public bool IsAnswered { get; private set; } = true;

    /// <summary>When others see it.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>What else happens in that moment.</summary>
    public Action Also { get; private set; } = () => { };

    /// <summary>The service refuses.</summary>
    public Trouble Fails(string errorId = ErrorIds.ConnectorRequestRefused, ErrorKind kind = ErrorKind.Refused, bool mayBeReplication = false)
    {
        Failure = new LifecycleException(errorId, kind, $"{operation} was refused.") { MayBeReplication = mayBeReplication };
        Happens = false;
        return this;
    }

    /// <summary>The service refuses with this.</summary>
    public Trouble Throws(LifecycleException failure)
    {
        Failure = failure;
        Happens = false;
        return this;
    }

    /// <summary>Done, and the connection breaks before the answer.</summary>
    public Trouble LosesAnswer()
    {
        IsAnswered = false;
        return this;
    }

    /// <summary>The connection breaks before the service has it; the caller cannot tell this from a lost answer.</summary>
    public Trouble LosesRequest()
    {
        IsAnswered = false;
        Happens = false;
        return this;
    }

    /// <summary>Success is answered, and nothing happens.</summary>
    public Trouble Ignores()
    {
        Happens = false;
        return this;
    }

    /// <summary>Done, and seen by reads only after this time.</summary>
    public Trouble ShowsAfter(TimeSpan delay)
    {
        Delay = delay;
        return this;
    }

    /// <summary>Something that happens in the moment when the operation arrives.</summary>
    public Trouble Meanwhile(Action also)
    {
        Also = also;
        return this;
    }

    /// <summary>This often; once unless said otherwise.</summary>
    public Trouble Times(int times)
    {
        _times = times;
        return this;
    }

    /// <summary>Every time.</summary>
    public Trouble Always() => Times(int.MaxValue);

    /// <summary>Not the first calls.</summary>
    public Trouble AfterCalls(int calls)
    {
        _after = calls;
        return this;
    }

    /// <summary>Whether it is this call's turn.</summary>
    public bool Strikes()
    {
        if (_after > 0)
        {
            _after--;
            return false;
        }

        return _times > 0 && _times-- > 0;
    }
}
