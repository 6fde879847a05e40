using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Bridge;

public class IsolationTests
{
    private static readonly string s_core = Repository.At("bin", "Core") + Path.DirectorySeparatorChar;

    [Fact]
    public async Task Import_LoadsNothingButTheCommandsAndTheEngine()
    {
        StrangersSession session = await StrangersSession.PlayAsync("import");

        session.Assemblies.Where(loaded => loaded.File.StartsWith(Repository.At("bin"), System.StringComparison.Ordinal)).Select(loaded => loaded.Name)
            .Should().BeSubsetOf(new[] { "LifecycleTools", "LifecycleTools.Engine" }).And.Contain("LifecycleTools");
        session.Assemblies.Select(loaded => loaded.Name).Should().NotContain(name => name.StartsWith("Azure.", System.StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Graph", System.StringComparison.Ordinal) || name.StartsWith("YamlDotNet", System.StringComparison.Ordinal));
        session.Assemblies.Select(loaded => loaded.Context).Should().NotContain("LifecycleTools");
    }

    [Fact]
    [Trait("PainPoint", "C48")]
    public async Task Door_WhenStrangersCameFirstAndAnswerForEverybody_LoadsOurOwnCopiesApart()
    {
        StrangersSession session = await StrangersSession.PlayAsync("door");

        session.Notes["stranger"].Should().HaveCount(2, "the scene is only worth something with both strangers in the default context");
        foreach (string package in new[] { "YamlDotNet", "Azure.Core" })
        {
            StrangersSession.Loaded theirs = session.In("Default").Should().ContainSingle(loaded => loaded.Name == package).Subject;
            StrangersSession.Loaded ours = session.In("LifecycleTools").Should().ContainSingle(loaded => loaded.Name == package).Subject;
            ours.File.Should().Be(s_core + package + ".dll");
            ours.Version.Should().NotBe(theirs.Version);
            theirs.File.Should().NotStartWith(Repository.At("bin"));
        }
    }

    [Fact]
    [Trait("PainPoint", "C48")]
    public async Task Door_WhenOpened_LeavesEverythingButThreeAssembliesOutOfTheDefaultContext()
    {
        StrangersSession session = await StrangersSession.PlayAsync("door");

        session.In("Default").Where(loaded => loaded.File.StartsWith(Repository.At("bin"), System.StringComparison.Ordinal)).Select(loaded => loaded.Name)
            .Should().BeEquivalentTo("LifecycleTools", "LifecycleTools.Engine", "LifecycleTools.Isolation");
        session.In("LifecycleTools").Should().OnlyContain(loaded => loaded.File.StartsWith(s_core, System.StringComparison.Ordinal));
        session.In("LifecycleTools").Select(loaded => loaded.Name).Should().Contain(new[] { "LifecycleTools.Connectors", "Microsoft.Graph", "Azure.Identity" });
        session.Notes["not ours"].Should().BeEmpty();
        session.Notes["ours"].Should().HaveSameCount(Directory.GetFiles(s_core, "*.dll"));
        session.Notes["stranger asked"].Should().BeEmpty("a load context that answers first leaves nothing to ask a handler");
    }

    [Fact]
    public async Task Door_WhenOpened_LetsTypeNamesOfTheEngineBeWritten()
    {
        StrangersSession session = await StrangersSession.PlayAsync("door");

        session.Notes["type literal"].Should().ContainSingle().Which.Should().Be(Repository.At("bin", "LifecycleTools.Engine.dll"));
    }

    [Fact]
    public async Task Factory_WhenMadeInItsOwnContext_IsTheEnginesPort()
    {
        StrangersSession session = await StrangersSession.PlayAsync("door");

        string factory = session.Notes["factory"].Should().ContainSingle().Subject;
        factory.Should().Be("fits");
    }

    [Fact]
    public async Task Reimport_WithForceTwice_KeepsTheOneDoor()
    {
        StrangersSession session = await StrangersSession.PlayAsync("reimport");

        session.Notes["second door"].Should().Equal(session.Notes["first door"]);
        session.Assemblies.Where(loaded => loaded.Name.StartsWith("LifecycleTools", System.StringComparison.Ordinal)).Select(loaded => loaded.Name)
            .Should().OnlyHaveUniqueItems();
    }
}
