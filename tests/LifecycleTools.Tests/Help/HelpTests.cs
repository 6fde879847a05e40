using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Xml.Linq;
using FluentAssertions;
using LifecycleTools.Commands;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Help;

public class HelpTests
{
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static IEnumerable<object[]> Commands => typeof(LifecycleCommand).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)
        .Select(type => new object[] { type });

    [Theory, MemberData(nameof(Commands))]
    public void Command_HasHelpForEveryParameter_AndExamplesThatParse(Type command)
    {
        CmdletAttribute name = command.GetCustomAttribute<CmdletAttribute>()!;
        XElement help = XDocument.Load(Repository.At("src", "LifecycleTools", "Help", "en-US", "LifecycleTools.dll-Help.xml"))
            .Descendants(s_command + "command").Single(one => one.Descendants(s_command + "name").First().Value == $"{name.VerbName}-{name.NounName}");

        help.Elements(s_maml + "description").Should().ContainSingle().Which.Value.Should().NotBeNullOrWhiteSpace();
        Dictionary<string, string> described = help.Element(s_command + "parameters")!.Elements(s_command + "parameter")
            .ToDictionary(one => one.Element(s_maml + "name")!.Value, one => one.Element(s_maml + "description")!.Value);
        string[] asked = name.SupportsShouldProcess ? ["WhatIf", "Confirm"] : [];
        IEnumerable<string> parameters = command.GetProperties().Where(one => one.GetCustomAttributes<ParameterAttribute>().Any()).Select(one => one.Name).Concat(asked);
        described.Keys.Should().BeEquivalentTo(parameters);
        described.Values.Should().NotContain(text => string.IsNullOrWhiteSpace(text));

        string[] examples = help.Descendants(s_dev + "code").Select(one => one.Value).ToArray();
        examples.Should().HaveCountGreaterThanOrEqualTo(3);
        foreach (string example in examples)
        {
            Parser.ParseInput(example, out _, out ParseError[] errors);
            errors.Should().BeEmpty(example);
        }
    }

    [Fact]
    public void AboutLifecycleJournal_NamesEveryErrorIdAndStatus()
    {
        string[] lines = File.ReadAllLines(Repository.At("src", "LifecycleTools", "Help", "en-US", "about_LifecycleJournal.help.txt")).Select(line => line.Trim()).ToArray();

        lines.Should().Contain(typeof(ErrorIds).GetFields().Select(field => field.Name));
        lines.Should().Contain(Enum.GetNames<StepStatus>());
    }

    [Fact]
    public void AboutTopics_FitEightyColumns()
    {
        string[] topics = Directory.GetFiles(Repository.At("src", "LifecycleTools", "Help", "en-US"), "about_*.help.txt");

        topics.Should().NotBeEmpty();
        topics.SelectMany(File.ReadAllLines).Should().OnlyContain(line => line.Length <= 80);
    }
}
