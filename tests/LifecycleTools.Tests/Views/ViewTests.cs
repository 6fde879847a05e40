using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Tests.Shared;
using Xunit;

namespace LifecycleTools.Tests.Views;

public class ViewTests
{
    private static readonly string[] s_types =
    {
        "StepResult", "RoleMapReport", "RoleMapFinding", "RunSummary", "RunVerdict", "TenantInfo", "LifecycleRequest",
        "LifecycleCredential", "RoleInfo", "RoleEntitlement", "RoleMapProposal", "ProposedSite", "ProposedRole", "ProposedGrant", "ProposalOutlier",
    };

    private static StepResult Result(string person, int number, string detail = "Closed.", string run = "20260102T030405Z-0123abcd") => new()
    {
        RunId = run, Number = number, Workflow = "Offboard", Person = person, Phase = "Access", Step = "directory.block-sign-in",
        System = "Directory", Target = "sandbox:" + person, Action = "Block sign-in", Status = StepStatus.AlreadyDone, Duration = TimeSpan.FromMilliseconds(1250), Detail = detail,
    };

    [Fact]
    public void StepResults_AreATableForEachRun_WithinTheWidth()
    {
        string[] lines = Render(120, Result("jane@contoso.example", 1), Result("jane@contoso.example", 2), Result("joe@contoso.example", 1, run: "20260102T030409Z-4567cdef"));

        lines.Count(line => line.Contains("Person: ", StringComparison.Ordinal)).Should().Be(2);
        string header = lines.First(line => line.Contains("Duration", StringComparison.Ordinal));
        header.Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("#", "Step", "Status", "Duration", "Detail");
        lines.Should().OnlyContain(line => line.Length <= 120);
        string row = lines.First(line => line.Contains("block-sign-in", StringComparison.Ordinal));
        row.Should().Contain("block-sign-in").And.Contain("AlreadyDone").And.Contain("Closed.");
    }

    [Fact]
    public void StepResults_OfAHireWhosePersonGetsAnAddressOnTheWay_AreOneTable()
    {
        object[] hire = [Result("Zoë Baumann", 1), Result("Zoë Baumann", 2), Result("zoe.baumann@contoso.example", 3)];

        string[] lines = Render(120, hire);

        lines.Where(line => line.Contains("Person: ", StringComparison.Ordinal)).Should().Equal("   Person: Zoë Baumann   Run: 20260102T030405Z-0123abcd");
        lines.Count(line => line.Contains("block-sign-in", StringComparison.Ordinal)).Should().Be(3);
    }

    [Fact]
    public void StepResults_OfADryRun_AreATableForEachPerson()
    {
        string[] lines = Render(80, Result("jane@contoso.example", 1, run: ""), Result("joe@contoso.example", 1, run: ""));

        lines.Where(line => line.Contains("Person: ", StringComparison.Ordinal)).Should().Equal("   Person: jane@contoso.example", "   Person: joe@contoso.example");
    }

    [Fact]
    public void StepResult_WithALongDetail_IsWrappedAndNotCut()
    {
        string detail = string.Join(' ', Enumerable.Range(1, 40).Select(number => "word" + number.ToString(CultureInfo.InvariantCulture)));

        // The host may break a line within a word.
        string text = string.Concat(Render(120, Result("jane@contoso.example", 1, detail)).Select(line => line.Replace(" ", "", StringComparison.Ordinal)));

        text.Should().Contain("word39word40").And.NotContain("\u2026").And.NotContain("...");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void StepResult_WithALongDetail_EndsItsLinesWhereAWordEnds(int width)
    {
        const string Detail = "in 4 of 4: Company News (news@contoso.example), Zurich office, Sales, Sales Team (sales@contoso.example)";

        string[] lines = Render(width, Result("jane@contoso.example", 1, Detail));

        lines.Should().OnlyContain(line => line.Length <= width);
        string[] rows = lines.SkipWhile(line => !line.Contains("block-sign-in", StringComparison.Ordinal)).ToArray();
        rows.Should().HaveCountGreaterThan(1);
        string.Join(' ', rows.Select(row => row[52..].Trim())).Should().Be(Detail);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void StepResult_InAnyCulture_ShowsSecondsWithAPoint(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Render(120, Result("jane@contoso.example", 1)).Should().ContainMatch("*1.3 s*");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void StepResult_ThatCameBackFromAJob_HasTheSameTable()
    {
        object returned = PSSerializer.Deserialize(PSSerializer.Serialize(Result("jane@contoso.example", 1)));

        ((PSObject)returned).TypeNames[0].Should().Be("Deserialized.LifecycleTools.StepResult");
        Render(120, returned).Should().Equal(Render(120, Result("jane@contoso.example", 1)));
    }

    [Fact]
    public void RoleMapReport_CountsErrorsAndWarnings()
    {
        var report = new RoleMapReport("roles/default.yaml", new[]
        {
            new RoleMapFinding("roles/default.yaml", 3, 5, FindingSeverity.Error, "UnknownKey", "Write groups."),
            new RoleMapFinding("roles/default.yaml", 9, 1, FindingSeverity.Warning, "UnusedRole", "Nobody extends it."),
        });

        Render(120, report).Should().ContainMatch("*False*1*1*roles/default.yaml*");
        Render(120, report.Findings.Cast<object>().ToArray()).Should().ContainMatch("*Error*3*5*UnknownKey*Write groups.*");
    }

    [Fact]
    public void RunSummary_ShowsStateAndHowMuchIsLeft()
    {
        var summary = new RunSummary
        {
            RunId = "20260102T030405Z-0123abcd", Workflow = "Hire", Person = "jane@contoso.example", StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            LastUtc = new DateTime(2026, 1, 2, 3, 4, 15, DateTimeKind.Utc), Steps = new[] { Result("jane@contoso.example", 1) },
        };

        Render(120, summary).Should().ContainMatch("20260102T030405Z-0123abcd*Hire*Unfinished*1*0*jane@contoso.example");
    }

    [Fact]
    public void LifecycleRequest_ShowsWhenItTakesEffectWhereItDoes_AndWhyItCannotRun()
    {
        var request = new LifecycleRequest
        {
            Kind = RequestKind.Departure, Person = "Jane O'Brien", EffectiveAt = new DateTimeOffset(2026, 12, 31, 17, 30, 0, TimeSpan.FromHours(1)), Zone = "Europe/Zurich",
            State = RequestState.Invalid, Source = "hr", Findings = [new RequestFinding(RequestFindingIds.RoleUnknown, "Role", "No such role.")],
        };

        Render(120, request).Should().ContainMatch("Departure Jane O'Brien*2026-12-31 17:30 +01:00*Invalid*No such role.*");
    }

    [Fact]
    public void EveryShownType_HasStandardMembersThatExist()
    {
        XDocument types = XDocument.Load(Repository.At("bin", "LifecycleTools.Types.ps1xml"));
        types.Root!.Elements("Type").Select(type => type.Element("Name")!.Value).Should().Equal(s_types.Select(name => "LifecycleTools." + name));
        foreach (XElement shown in types.Root!.Elements("Type"))
        {
            string name = shown.Element("Name")!.Value;
            shown.Descendants("PropertySet").Select(set => set.Element("Name")!.Value).Should().Equal("DefaultDisplayPropertySet", "DefaultKeyPropertySet");
            Type? type = typeof(StepResult).Assembly.GetType(name) ?? typeof(LifecycleTools.Bridge.ModuleLifetime).Assembly.GetType(name);
            if (type is null)
            {
                name.Should().Be("LifecycleTools.TenantInfo", "every other type exists");
                continue;
            }

            shown.Descendants("ReferencedProperties").Elements("Name").Select(property => property.Value)
                .Should().NotBeEmpty().And.BeSubsetOf(type.GetProperties().Select(property => property.Name), name);
        }
    }

    // Out-Default, because the commands that turn objects into strings are not part of System.Management.Automation.
    private static string[] Render(int width, params object[] objects)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Formats.Add(new SessionStateFormatEntry(Repository.At("bin", "LifecycleTools.Format.ps1xml")));
        state.Types.Add(new SessionStateTypeEntry(Repository.At("bin", "LifecycleTools.Types.ps1xml")));
        var host = new CapturedHost(width);
        using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Out-Default").Invoke(objects);
        shell.Streams.Error.Should().BeEmpty();
        return host.Lines.Select(line => Regex.Replace(line, "\u001b\\[[0-9;]*m", "").TrimEnd()).Where(line => line.Length > 0).ToArray();
    }
}
