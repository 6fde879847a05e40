using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using FluentAssertions;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Layout;

/// <summary>Each thing that goes wrong in the tools of today (C1 to C49) has a test that shows our answer, or stands here with the reason why there is none.</summary>
public class PainPointTests
{
    private const int PainPoints = 49;

    private static readonly Regex s_mark = new("""\[Trait\("PainPoint", "(?<point>C\d+)"\)\]\s*(?:\[[^\n]*\]\s*)*public (?:async )?(?:void|Task) (?<test>\w+)\(""");

    private static readonly Dictionary<string, string> s_notAnswered = new()
    {
        ["C6"] = "Seats are returned to the tenant's pool, and their price is shown; how many seats a distributor bills is changed at the distributor, and no step claims it.",
        ["C15"] = "Rights given to a person directly on a SharePoint site are neither read nor removed; a blocked account cannot use them, and an undo brings them back untouched.",
        ["C36"] = "Autopilot records are neither read nor removed: the device stays the company's, and who gets it next decides.",
    };

    // Marked, and what the mark does not cover.
    private static readonly Dictionary<string, string> s_inPart = new()
    {
        ["C14"] = "Groups, teams, lists, shared mailboxes and calendar settings; a site comes with its Microsoft 365 group, and by no entry of its own.",
        ["C32"] = "Meetings that the person organized, cancelled only where asked for; meetings of others are not declined.",
        ["C37"] = "Retire, flag, keep, and wipe by id; a primary user is not replaced by another.",
        ["C49"] = "Rules that do not depend on upper and lower case, without a license of ID Governance; what happens after the third day is shown by no test of this mark.",
    };

    [Fact]
    public void EveryPainPoint_HasATestOrAReason()
    {
        string[] all = Enumerable.Range(1, PainPoints).Select(number => $"C{number}").ToArray();

        Marks().Select(mark => mark.Point).Concat(s_notAnswered.Keys).Distinct().Should().BeEquivalentTo(all);
    }

    [Fact]
    public void WhatIsNotAnswered_HasNoTestThatClaimsIt_AndWhatIsInPartHasOne()
    {
        Marks().Select(mark => mark.Point).Should().NotContain(s_notAnswered.Keys).And.Contain(s_inPart.Keys);
        s_notAnswered.Concat(s_inPart).Should().OnlyContain(each => each.Value.Length > 40);
    }

    [Fact]
    public void EveryMark_IsOnATest()
    {
        int written = Repository.Written("*.cs", "tests").Where(file => !file.EndsWith(nameof(PainPointTests) + ".cs", StringComparison.Ordinal)).Sum(file => Regex.Matches(File.ReadAllText(file), "Trait\\(\"PainPoint\"").Count);

        Marks().Should().HaveCount(written);
    }

    // A test with two marks is found once for each: the search goes on behind the first bracket.
    private static List<(string Point, string Test)> Marks()
    {
        List<(string Point, string Test)> marks = [];
        foreach (string text in Repository.Written("*.cs", "tests").Select(File.ReadAllText))
        {
            for (Match mark = s_mark.Match(text); mark.Success; mark = s_mark.Match(text, mark.Index + 1)) marks.Add((mark.Groups["point"].Value, mark.Groups["test"].Value));
        }

        return marks;
    }
}
