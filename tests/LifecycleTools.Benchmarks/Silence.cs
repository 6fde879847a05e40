using LifecycleTools.Engine.Running;

namespace LifecycleTools.Benchmarks;

/// <summary>Hears nothing.</summary>
internal sealed class Silence : IStepLog
{
    public void Verbose(string line)
    {
    }

    public void Warning(string line)
    {
    }

    public void Progress(string person, string doing, int finished, int total)
    {
    }
}
