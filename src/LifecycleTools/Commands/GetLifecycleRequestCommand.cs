using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Commands;

/// <summary>Gives the hires and departures that HR, intake forms and tickets ask for, ready to pipe into New-LifecycleHire and Invoke-LifecycleOffboard.</summary>
[Cmdlet(VerbsCommon.Get, "LifecycleRequest", HelpUri = HelpPages.Folder + "Get-LifecycleRequest.md")]
[OutputType(typeof(LifecycleRequest))]
public sealed class GetLifecycleRequestCommand : RunCommand
{
    private const string FilesKind = "files";
    private readonly List<RequestIntake> _read = [];

    /// <summary>Which sources, by their names in the tenant file: hr, intake. Not given: all of them.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(RequestSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Source { get; set; }

    /// <summary>Which kinds. Not given: all of them.</summary>
    [Parameter]
    public RequestKind[]? Kind { get; set; }

    /// <summary>Only those whose time has come at the person's site and that can run. The guards are asked: a batch that one of them objects to is stopped.</summary>
    [Parameter]
    public SwitchParameter Due { get; set; }

    /// <summary>So many days before the first day a hire is due, by the calendar at the site.</summary>
    [Parameter]
    [ValidateRange(0, 365)]
    public int LeadTime { get; set; }

    /// <summary>Only what takes effect since then. Of an HR system this also takes up what had passed when it was read for the first time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Intake files to read instead of the sources of the tenant file; wildcards are allowed. They stay where they are.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>People who are meant although a guard objects: names, user principal names, HR's numbers or request ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Approve { get; set; }

    /// <summary>Goes on although a guard objects. A person whom the tenant file protects is not touched even so.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Also those that are closed: carried out, withdrawn.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>Reads the sources, and writes what is to be done.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        try
        {
            RequestIntake intake = Intake(map);
            RequestReading reading = WaitFor((queue, cancel) => intake.ReadAsync(Query(), queue, cancel));
            _read.Add(intake);
            Report(reading.Failures);
            WriteBack(intake);
            WriteObject(reading.Requests, enumerateCollection: true);
        }
        catch (LifecycleException failure) when (failure.Id is not (ErrorIds.JournalNotWritable or ErrorIds.JournalDamaged))
        {
            Fail(failure, Tenant);
        }
        catch (LifecycleException failure)
        {
            Stop(failure, Connected.Journals.Folder);
        }
    }

    /// <summary>Says at the sources what came of the requests: whoever stands behind us in the pipeline has carried them out by now.</summary>
    protected override void EndProcessing()
    {
        foreach (RequestIntake intake in _read) WriteBack(intake);
    }

    private RequestIntake Intake(RoleMap map)
    {
        RequestIntake intake = new(Connected.Connection, Connected.Journals, map);
        if (Path is null) return intake;

        KeyValuePair<string, SystemSettings> entry = Connected.Connection.Tenant.Systems.FirstOrDefault(system => string.Equals(system.Value.Kind, FilesKind, StringComparison.OrdinalIgnoreCase));
        string[] files = Path.SelectMany(path => RoleMapPath.Resolve(SessionState, path)).ToArray();
        intake.ReadOnly(entry.Key ?? FilesKind, ConnectorHost.Factory.OpenIntakeFiles(files, entry.Value));
        return intake;
    }

    private RequestQuery Query() => new()
    {
        Sources = Path is null ? Source ?? [] : [],
        Kinds = Kind ?? [],
        Due = Due,
        All = All,
        LeadDays = LeadTime,
        Since = Since,
        Force = Force,
        Approved = Approve ?? [],
    };

    private void WriteBack(RequestIntake intake) => Report(WaitFor((queue, cancel) => intake.WriteBackAsync(queue, cancel)));

    private void Report(IReadOnlyList<RequestFailure> failures)
    {
        foreach (RequestFailure one in failures) Fail(one.Failure, one.Target);
    }
}
