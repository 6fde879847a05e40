using Xunit;

namespace LifecycleTools.Tests.Commands;

/// <summary>Tests that set the process's one door to the connectors take turns.</summary>
[CollectionDefinition(Name)]
public sealed class Door
{
    public const string Name = "the door to the connectors";
}
