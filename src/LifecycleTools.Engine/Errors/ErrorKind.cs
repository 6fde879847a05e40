namespace LifecycleTools.Engine.Errors;

/// <summary>What sort of failure it was; the commands turn it into a PowerShell error category.</summary>
public enum ErrorKind
{
    /// <summary>A file, a person or another object is not there.</summary>
    NotFound,

    /// <summary>An argument cannot be used.</summary>
    Argument,

    /// <summary>A file cannot be parsed.</summary>
    Syntax,

    /// <summary>A file parses and makes no sense.</summary>
    Data,

    /// <summary>The object is there already.</summary>
    Exists,

    /// <summary>The system or a guard of ours refused.</summary>
    Refused,

    /// <summary>Something must be configured first.</summary>
    Setup,

    /// <summary>Signing in to a system failed.</summary>
    SignIn,

    /// <summary>A quota, a seat count or a throttle was reached.</summary>
    Limit,

    /// <summary>The time allowed has passed.</summary>
    Time,

    /// <summary>The system could not be reached.</summary>
    Network,

    /// <summary>The system answered something that is not its contract.</summary>
    Answer,

    /// <summary>Something that had to be done before was not.</summary>
    Order,

    /// <summary>Something could not be written to this machine's disk.</summary>
    Write,
}
