using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Bridge;
using LifecycleTools.Tests.Layout;
using Xunit;

namespace LifecycleTools.Tests.Shared;

/// <summary>Rules that would decay if only prose held them.</summary>
public class HouseRules
{
    // Raised whenever commands or connectors are added, so that no rule over them can come true by having nothing to look at.
    private const int CommandsAtLeast = 11;
    private const int MostLines = 350;

    private static readonly Assembly s_commands = typeof(ModuleLifetime).Assembly;
    private static readonly Regex s_verbNoun = new("^(?<verb>[A-Z][A-Za-z]+)-(?<noun>Lifecycle[A-Z][A-Za-z]+)$");

    // Written in parts where the rule would otherwise find itself.
    private static readonly string[] s_bannedNames = { "Helper", "Util", "Manager", "Common", "Misc" };
    private static readonly string[] s_bannedWords = { "TO" + "DO", "FIX" + "ME", "HA" + "CK" };

    private static IReadOnlyList<Type> Commands => s_commands.GetTypes().Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null).ToArray();

    private static IEnumerable<(Type Command, PropertyInfo Parameter)> Parameters =>
        Commands.SelectMany(command => command.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))).Select(property => (command, property)));

    private static string NameOf(Type command)
    {
        CmdletAttribute name = command.GetCustomAttribute<CmdletAttribute>()!;
        return $"{name.VerbName}-{name.NounName}";
    }

    [Fact]
    public void Commands_AreAsManyAsWereThere() => Commands.Should().HaveCountGreaterThanOrEqualTo(CommandsAtLeast);

    [Fact]
    public void Manifest_ExportsExactlyTheCommands() =>
        ManifestText.Strings("CmdletsToExport").Should().BeEquivalentTo(Commands.Select(NameOf));

    [Fact]
    public void Manifest_ExportsNothingElse()
    {
        foreach (string key in new[] { "FunctionsToExport", "VariablesToExport", "AliasesToExport" })
        {
            ManifestText.Strings(key).Should().BeEmpty(key);
        }
    }

    [Fact]
    public void Manifest_NamesCommandsWithApprovedVerbsAndOurNoun()
    {
        string[] approved = new[] { typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity) }
            .SelectMany(group => group.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(verb => (string)verb.GetValue(null)!).ToArray();

        IReadOnlyList<string> exported = ManifestText.Strings("CmdletsToExport");

        exported.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
        exported.Should().OnlyContain(name => s_verbNoun.IsMatch(name) && approved.Contains(s_verbNoun.Match(name).Groups["verb"].Value));
    }

    [Fact]
    public void Command_IsAPublicSealedClassOfItsNameInAFileOfItsOwn()
    {
        foreach (Type command in Commands)
        {
            string name = NameOf(command).Replace("-", "", StringComparison.Ordinal) + "Command";
            command.Name.Should().Be(name);
            command.Namespace.Should().Be("LifecycleTools.Commands");
            (command.IsPublic && command.IsSealed).Should().BeTrue(name);
            File.Exists(Repository.At("src", "LifecycleTools", "Commands", name + ".cs")).Should().BeTrue(name);
        }
    }

    [Fact]
    public void Command_TakesNoSecretAsText() =>
        Parameters.Where(pair => pair.Parameter.PropertyType == typeof(string) && Regex.IsMatch(pair.Parameter.Name, "Secret|Password|Token|ApiKey|PrivateKey|Credential"))
            .Select(pair => $"{pair.Command.Name}.{pair.Parameter.Name}").Should().BeEmpty();

    [Fact]
    public void Command_TakesNoBoolAndDeclaresNoCommonParameter()
    {
        string[] reserved = { "WhatIf", "Confirm", "Verbose", "Debug", "ErrorAction", "OutVariable", "OutBuffer", "ProgressAction" };

        Parameters.Where(pair => pair.Parameter.PropertyType == typeof(bool) || reserved.Contains(pair.Parameter.Name))
            .Select(pair => $"{pair.Command.Name}.{pair.Parameter.Name}").Should().BeEmpty();
    }

    [Fact]
    public void Engine_RefersToNothingButTheFramework() =>
        typeof(StepResult).Assembly.GetReferencedAssemblies().Select(reference => reference.Name).Should().Equal("netstandard");

    [Fact]
    public void Connectors_ShowOnlyTheFactory()
    {
        ModuleFile connectors = ModuleFile.Read(Repository.At("bin", "Core", "LifecycleTools.Connectors.dll"))!;

        connectors.PublicTypes.Should().BeSubsetOf(new[] { "LifecycleTools.Connectors.ConnectorFactory" });
    }

    [Fact]
    public void SourceFile_HasOneIdeaAndFitsAFewScreens()
    {
        IReadOnlyList<string> files = Repository.Written("*.cs", "src");

        files.Count.Should().BeGreaterThan(50);
        files.Where(file => File.ReadLines(file).Count() > MostLines).Select(Short).Should().BeEmpty();
    }

    [Fact]
    public void TypesAndFiles_HaveNamesThatSaySomething()
    {
        var declared = new Regex($@"\b(class|record|struct|interface|enum)\s+\w*({string.Join('|', s_bannedNames)})s?\b");

        // A person's manager is a word of the field; a class that "manages" things is not.
        Sources().Where(source => !source.File.EndsWith("SetManager.cs", StringComparison.Ordinal)).Where(source => s_bannedNames.Any(name => Regex.IsMatch(Path.GetFileNameWithoutExtension(source.File), $"{name}s?$")) || declared.IsMatch(source.Text))
            .Select(source => Short(source.File)).Should().BeEmpty();
    }

    [Fact]
    public void Commands_WriteToNoHost() =>
        Repository.Written("*.cs", "src", "LifecycleTools").Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bConsole\.|\bHost\.UI\b"))
            .Select(Short).Should().BeEmpty();

    [Fact]
    public void Source_SwallowsNothing() =>
        Sources().Where(source => Regex.IsMatch(source.Text, @"\bcatch\b(\s*\([^)]*\))?(\s*when\s*\([^{]*\))?\s*\{\s*\}")).Select(source => Short(source.File)).Should().BeEmpty();

    [Fact]
    public void Source_LeavesNothingForLater() =>
        Sources().Where(source => s_bannedWords.Any(word => Regex.IsMatch(source.Text, $@"\b{word}\b"))).Select(source => Short(source.File)).Should().BeEmpty();

    [Fact]
    public void ResolveHandlers_AreHookedInOnePlace() =>
        Repository.Written("*.cs", "src").Where(file => Regex.IsMatch(File.ReadAllText(file), @"\.(AssemblyResolve|Resolving|ResolvingUnmanagedDll|TypeResolve)\s*\+="))
            .Select(file => Path.GetFileName(file)).Should().Equal("DesktopAssemblies.cs");

    [Fact]
    public void Scripts_AreAscii_SoThatWindowsPowerShellReadsThemRight()
    {
        string[] scripts = new[] { "*.ps1", "*.psd1", "*.psm1", "*.ps1xml" }.SelectMany(pattern => Repository.Written(pattern)).ToArray();

        scripts.Should().NotBeEmpty();
        scripts.Where(file => File.ReadAllBytes(file).Any(one => one > 127)).Select(Short).Should().BeEmpty();
    }

    [Fact]
    public void Version_IsWrittenInTheManifestAndNowhereElse() =>
        Repository.Written("*.csproj").Concat(Repository.Written("*.props")).Where(file => Regex.IsMatch(File.ReadAllText(file), @"<(Version|VersionPrefix|AssemblyVersion|FileVersion)>\s*\d"))
            .Select(Short).Should().BeEmpty();

    private static IEnumerable<(string File, string Text)> Sources() =>
        Repository.Written("*.cs", "src").Concat(Repository.Written("*.cs", "tests")).Select(file => (file, File.ReadAllText(file)));

    private static string Short(string file) => Path.GetRelativePath(Repository.Root, file);
}
