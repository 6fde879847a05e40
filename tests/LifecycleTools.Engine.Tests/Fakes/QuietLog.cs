using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>Nobody listens.</summary>
internal sealed class QuietLog : IStepLog
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
