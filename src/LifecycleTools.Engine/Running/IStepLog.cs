namespace LifecycleTools.Engine.Running;

/// <summary>What a run says while it works. No secret ever goes in here.</summary>
public interface IStepLog
{
    /// <summary>A decision or a request, one line.</summary>
    void Verbose(string line);

    /// <summary>Something to look at although we went on.</summary>
    void Warning(string line);

    /// <summary>How far the run is.</summary>
    /// <param name="person">Who it is about.</param>
    /// <param name="doing">What happens now.</param>
    /// <param name="finished">Steps that have ended.</param>
    /// <param name="total">Steps in all.</param>
    void Progress(string person, string doing, int finished, int total);
}
