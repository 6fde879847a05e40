using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Sessions;

namespace LifecycleTools.Commands;

/// <summary>Holds journals against their own chain and their signature, and says which line is the first that does not hold. It changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LifecycleRun", DefaultParameterSetName = RunIdSet, HelpUri = HelpPages.Folder + "Test-LifecycleRun.md")]
[OutputType(typeof(RunVerdict), typeof(bool))]
public sealed class TestLifecycleRunCommand : LifecycleCommand
{
    private const string RunIdSet = "RunId";
    private const string RunSet = "Run";
    private const string PathSet = "Path";

    /// <summary>Which runs, by id; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RunIdSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] RunId { get; set; } = [];

    /// <summary>Runs as Get-LifecycleRun gives them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RunSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public RunSummary[] InputObject { get; set; } = [];

    /// <summary>Journal files; wildcards are allowed. No tenant need be connected.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Which connected tenant, by name or id. Not needed when only one is connected.</summary>
    [Parameter(ParameterSetName = RunIdSet)]
    [ArgumentCompleter(typeof(TenantNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The thumbprint of the certificate that the journals must be signed with. Not given: the connected tenant's, where it signs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Thumbprint { get; set; }

    /// <summary>A file with the certificate that the journals must be signed with, instead of its thumbprint.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>Answers true or false for each run instead of a verdict.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Checks one journal after the other.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case RunSet:
                foreach (RunSummary run in InputObject) Check(run.Journal, run.RunId);
                break;
            case PathSet:
                foreach (string path in Path.SelectMany(path => RoleMapPath.Resolve(SessionState, path)).ToList()) Check(path, path);
                break;
            default:
                IJournalStore journals = Need(() => RunspaceTenants.Current.Pick(Tenant).Journals, Tenant);
                foreach (string asked in RunId) CheckNamed(asked, journals);
                break;
        }
    }

    private void CheckNamed(string asked, IJournalStore journals)
    {
        if (WildcardPattern.ContainsWildcardCharacters(asked))
        {
            WildcardPattern pattern = new(asked, WildcardOptions.IgnoreCase);
            foreach (string id in Need(journals.List, journals.Folder).Where(pattern.IsMatch)) Check(journals.PathOf(id), id);
            return;
        }

        try
        {
            Check(journals.PathOf(asked), asked);
        }
        catch (LifecycleException failure)
        {
            Refuse(failure, asked);
        }
    }

    private void Check(string path, string target)
    {
        try
        {
            RunVerdict verdict = ConnectorHost.Factory.VerifyJournal(path, Trust(path));
            WriteVerbose($"{verdict.Path}: {verdict.Lines} lines, {verdict.Detail}.");
            if (Quiet) WriteObject(verdict.IsIntact);
            else WriteObject(verdict);
        }
        catch (LifecycleException failure)
        {
            Refuse(failure, target);
        }
    }

    private void Refuse(LifecycleException failure, string target)
    {
        if (Quiet) WriteObject(false);
        Fail(failure, target);
    }

    private JournalTrust? Trust(string path) => Thumbprint is not null || CertificatePath is not null
        ? new JournalTrust(Thumbprint, CertificatePath is null ? null : FullPath(CertificatePath))
        : JournalTrusts.Of(path);
}
