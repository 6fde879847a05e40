using System;
using System.Collections.Generic;
using System.IO;
using FluentAssertions;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Notices;

/// <summary>Templates that a tenant brings: used in place of ours, and found out before anything runs.</summary>
public sealed class OwnTemplatesTests : IDisposable
{
    private const string Good = "--- subject\nHello {{ person }}\n--- html\n<p>{{ person }}</p>\n--- text\n{{ person }}\n";
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("notices");

    public OwnTemplatesTests() => _home.CreateSubdirectory("notices");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Own_ComesBeforeOurs_InItsLanguageOnly()
    {
        Write("Completed.de.liquid", Good);
        NoticeTemplates templates = Templates();

        templates.Check();

        templates.Render(NoticeBench.About(NoticeKind.Completed, "de-CH", "Jürg O'Neill")).Subject.Should().Be("Hello Jürg O'Neill");
        templates.Render(NoticeBench.About(NoticeKind.Completed, "de-CH", "Jürg <b>")).Html.Should().Contain("J&#252;rg &lt;b&gt;</p>");
        templates.Render(NoticeBench.About(NoticeKind.Completed)).Subject.Should().StartWith("Departure completed");
        templates.Render(NoticeBench.About(NoticeKind.Warning, "de-CH")).Subject.Should().StartWith("Bitte ansehen");
    }

    [Theory]
    [InlineData("{% if person %}\n{{ person }}", 5, "'if' is never closed")]
    [InlineData("a\nb\n{{ persn }}", 7, "'persn' is nothing that a notice has; there are: person,")]
    [InlineData("{% for step in steps %}{{ step.acton }}{% endfor %}", 5, "'acton' in 'step.acton' is nothing that a step has")]
    [InlineData("{{ person | upcse }}", 5, "'upcse' is no filter")]
    [InlineData("{{ person | append: person }}", 5, "is no filter")]
    [InlineData("\n{% include 'other' %}", 6, "'include' is no tag of a notice")]
    [InlineData("{% capture x %}{% endcapture %}", 5, "'capture' is no tag")]
    [InlineData("{% raw %}{% endraw %}", 5, "'raw' is no tag")]
    [InlineData("{% if person = 'x' %}a{% endif %}", 5, "is no condition")]
    [InlineData("{% endif %}", 5, "'endif' closes nothing")]
    [InlineData("{% if person %}{% for step in steps %}{% endif %}{% endfor %}", 5, "'endif' closes 'for'")]
    [InlineData("x\n{{ person", 6, "is never closed")]
    [InlineData("{{ }}", 5, "there is no value")]
    [InlineData("{% for steps %}{% endfor %}", 5, "write {% for step in steps %}")]
    [InlineData("{% for a in steps %}{% for b in steps %}{% for c in steps %}{% for d in steps %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}", 5, "no more than 3 loops")]
    public void AMistake_IsFoundWithFileAndLine(string html, int line, string says)
    {
        string path = Write("Completed.en.liquid", $"--- subject\nHello\n--- text\n--- html\n{html}\n");

        Refused().Message.Should().Contain($"{path}:{line}: ").And.Contain(says);
    }

    [Theory]
    [InlineData("--- subject\nx\n--- html\nx\n", "part '--- text' is missing")]
    [InlineData("--- subject\nx\n--- subject\nx\n--- html\n--- text\n", ":3: part 'subject' is there twice")]
    [InlineData("--- subject\nx\n--- htm\nx\n--- html\n--- text\n", ":3: 'htm' is no part of a notice; there are: subject, html, text")]
    [InlineData("Hello\n--- subject\nx\n--- html\n--- text\n", ":1: a part begins with")]
    [InlineData("--- subject\n{{ ticket }}\n--- html\n--- text\n", "is empty for some notices")]
    public void PartsThatAreNotThere_AreFound(string text, string says)
    {
        Write("Warning.fr.liquid", text);

        Refused().Message.Should().Contain(says).And.Contain("systems.notify");
    }

    [Theory]
    [InlineData("Complete.en.liquid")]
    [InlineData("Completed.liquid")]
    [InlineData("Completed.en_US.liquid")]
    public void AFileThatNoNoticeIsNamedAfter_IsFound(string name)
    {
        Write(name, Good);

        Refused().Message.Should().Contain(name).And.Contain("ManagerReady, ManagerDeparture, Completed, Escalation, Warning");
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("notices/../../elsewhere")]
    [InlineData("/etc")]
    [InlineData(".")]
    public void AFolderOutsideTheTenantFiles_IsRefused(string folder) =>
        FluentActions.Invoking(() => Templates(folder).Check()).Should().Throw<LifecycleException>()
            .Where(failure => failure.Id == ErrorIds.ConnectorNotConfigured).WithMessage("*systems.notify.templates*must be a folder inside*");

    [Fact]
    public void AFolderThatIsNotThere_IsRefused() =>
        FluentActions.Invoking(() => Templates("notice").Check()).Should().Throw<LifecycleException>().WithMessage("*there is no folder*");

    [Theory]
    [InlineData("{% for i in (1..2000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}0123456789{% endfor %}{% endfor %}")]
    public void ATemplateThatWouldGoOnForLong_Ends(string html)
    {
        Write("Completed.en.liquid", $"--- subject\nHello\n--- text\n--- html\n{html}\n");

        Refused().Message.Should().Contain("Completed.en.liquid, part 'html'");
    }

    [Fact]
    public void AnAuthorsOwnEscape_IsNotDoneTwice()
    {
        Write("Completed.en.liquid", Good.Replace("<p>{{ person }}</p>", "<p>{{ person | escape }}</p>{% comment %}{{ nothing }}{% endcomment %}", StringComparison.Ordinal));

        Templates().Render(NoticeBench.About(NoticeKind.Completed, person: "O'Brien")).Html.Should().Contain("O&#39;Brien").And.NotContain("&amp;");
    }

    private LifecycleException Refused()
    {
        LifecycleException failure = FluentActions.Invoking(() => Templates().Check()).Should().Throw<LifecycleException>().Which;
        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        return failure;
    }

    private NoticeTemplates Templates(string folder = "./notices") =>
        new(NoticeBench.Access("smtp", new Dictionary<string, string> { ["templates"] = folder }, Path.Combine(_home.FullName, "lifecycle.yaml")));

    private string Write(string name, string text)
    {
        string path = Path.Combine(_home.FullName, "notices", name);
        File.WriteAllText(path, text);
        return path;
    }
}
