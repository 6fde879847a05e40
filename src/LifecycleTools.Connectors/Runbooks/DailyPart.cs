using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>The commands of a day, and who hears of it when one needs a person.</summary>
internal static class DailyPart
{
    public static void Write(RunbookPage page, TenantFile tenant)
    {
        string file = "./" + Path.GetFileName(tenant.Path.Length == 0 ? "lifecycle.yaml" : tenant.Path);
        page.Part("At a glance");
        page.Say(Words.Of("A run is either ", Words.Strong("Completed"), ", with every step read back from the system, or an ", Words.Strong("Exception"),
            " that a person was told about. There is no third outcome: nothing is assumed to have worked."));
        page.Show("powershell",
            $"Connect-LifecycleTenant -Path {file}",
            "",
            "# A hire and a departure. Add -WhatIf to see every step without changing anything.",
            "New-LifecycleHire -GivenName Sofia -Surname Rossi -Role ROLE -Site SITE -Manager MANAGER -EmployeeId ID",
            "Invoke-LifecycleOffboard PERSON",
            "",
            "# What became of it, and going on after the cause was mended.",
            "Get-LifecycleRun | Where-Object State -ne 'Completed'",
            "Resume-LifecycleRun RUNID");
        page.Table(["What", "Here"], Facts(tenant));

        page.Part("Who is told");
        page.Say(Words.Prose("When a run ends as an exception, its ticket is raised in priority and left open with what is left to do, and the escalation contacts are told. When it completes, HR and IT leadership are told."));
        page.Table(["Whom", "When", "Where it is set"], Told(tenant));
        if (tenant.Escalation.Count == 0) page.Warn(Words.Of("Nobody is named under ", Words.Code("escalation"), " in the tenant file: an exception is told by the ticket and by the command only."));
        page.Say(Words.Prose("Whoever is told opens the ticket, does what the step's Detail says (see \"What only a person can do\" and \"Errors and what to do\"), and resumes the run. The run ends as Completed only when every step is seen to hold."));
    }

    private static IEnumerable<IReadOnlyList<Words>> Facts(TenantFile tenant)
    {
        yield return ["Tenant", Words.Of(tenant.Name + " ", Words.Code(tenant.Id.ToString("D")))];
        yield return ["Cloud", tenant.Cloud.ToString()];
        yield return ["Never touched", tenant.Protected.Count == 0 ? "nobody is named under protected: add the break-glass accounts" : Words.Codes(tenant.Protected)];
        yield return ["Departures a day before a person is asked", string.Format(CultureInfo.InvariantCulture, "{0}, or {1} % of all enabled people", tenant.Limits.DeparturesPerDay, tenant.Limits.DeparturesPercent)];
        yield return ["Journals", tenant.Journal is null ? "the folder of the account that runs the commands; Get-LifecycleTenant shows it" : Words.Of(Words.Code(tenant.Journal))];
        yield return ["Journals are signed", tenant.Signing is null ? "no: lines that were cut off at the end cannot be told from a run that was killed" : "yes, at the end of each run"];
        foreach (KeyValuePair<string, SystemSettings> system in tenant.Systems.OrderBy(each => each.Key, System.StringComparer.Ordinal))
        {
            yield return [$"System {system.Key}", Words.Of(Words.Code(system.Value.Kind), AddressOf(system.Value))];
        }
    }

    private static string AddressOf(SystemSettings system) => system.Values.TryGetValue("url", out string? url) ? $" at {url}" : "";

    private static IEnumerable<IReadOnlyList<Words>> Told(TenantFile tenant)
    {
        if (tenant.Escalation.Count > 0) yield return [Words.Codes(tenant.Escalation), "a run ended as an exception", Words.Of(Words.Code("tenant: escalation"))];
        foreach (KeyValuePair<string, SystemSettings> system in tenant.Systems.OrderBy(each => each.Key, System.StringComparer.Ordinal))
        {
            foreach (string list in new[] { "hr", "itLeadership" }.Where(list => system.Value.Lists.ContainsKey(list) || system.Value.Values.ContainsKey(list)))
            {
                IReadOnlyList<string> named = system.Value.Lists.TryGetValue(list, out IReadOnlyList<string>? many) ? many : [system.Value.Values[list]];
                yield return [Words.Codes(named), "a run completed", Words.Of(Words.Code($"systems: {system.Key}: {list}"))];
            }
        }
    }
}
