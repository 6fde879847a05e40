using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Lists runs from their journals, or shows one with its steps.</summary>
[Cmdlet(VerbsCommon.Get, "LifecycleRun", HelpUri = HelpPages.Folder + "Get-LifecycleRun.md")]
[OutputType(typeof(RunSummary), typeof(StepResult))]
public sealed class GetLifecycleRunCommand : LifecycleCommand
{
    /// <summary>Which runs, by id; wildcards are allowed. Not given: all of them, newest first.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [SupportsWildcards]
    public string[] RunId { get; set; } = ["*"];

    /// <summary>Writes the results of these steps instead of the run, by id; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    [SupportsWildcards]
    public string[]? Step { get; set; }

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    public string? Tenant { get; set; }

    /// <summary>The folder of the journals, for a machine that is not connected to the tenant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Lists.</summary>
    protected override void ProcessRecord()
    {
        IJournalStore journals = Need(() => JournalPath is not null
            ? ConnectorHost.Factory.OpenJournals(FullPath(JournalPath))
            : RunspaceTenants.Current.Pick(Tenant).Journals, Tenant);
        IReadOnlyList<string> known = Need(journals.List, journals.Folder);
        foreach (string asked in RunId)
        {
            WildcardPattern pattern = new(asked, WildcardOptions.IgnoreCase);
            List<string> found = known.Where(pattern.IsMatch).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(asked))
            {
                Fail(new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, $"No run {asked} in {journals.Folder}."), asked);
            }

            foreach (string id in found) Show(id, journals);
        }
    }

    private void Show(string id, IJournalStore journals)
    {
        try
        {
            JournalReading journal = journals.Read(id);
            if (journal.BrokenLine is { } line) throw Damaged(id, $"the chain does not hold at line {line}");
            RunSummary run = RunReading.From(id, journal)?.Summary ?? throw Damaged(id, "it has no beginning");
            if (Step is null) WriteObject(run);
            else WriteObject(run.Steps.Where(step => Step.Any(name => new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch(step.Step))), enumerateCollection: true);
        }
        catch (LifecycleException failure)
        {
            Fail(failure, id);
        }
    }

    private static LifecycleException Damaged(string id, string why) =>
        new(ErrorIds.JournalDamaged, ErrorKind.Data, $"The journal of run {id} cannot be trusted: {why}.");
}
