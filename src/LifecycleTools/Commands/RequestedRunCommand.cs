using System;
using System.Management.Automation;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Commands;

/// <summary>What the commands share that carry out a request: it gets one run, whoever asks, however often, in whatever process.</summary>
public abstract class RequestedRunCommand : RunCommand
{
    /// <summary>The request of Get-LifecycleRequest that this carries out. It gets one run: asked again, the command answers with what came of that run.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RequestId { get; set; }

    /// <summary>How the request stood when it was read. One that is invalid, withdrawn, a duplicate or with a person is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public RequestState? RequestState { get; set; }

    /// <summary>What the request asks for: the command carries out its own kind only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public RequestKind? RequestKind { get; set; }

    /// <summary>The kind that the command carries out.</summary>
    private protected abstract RequestKind CarriesOut { get; }

    /// <summary>When it was asked for and its time had come, as Get-LifecycleRequest says it. Reports count from it how long it took; not given, they say "-".</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset? TriggeredAt { get; set; }

    /// <summary>Gives one person their run, unless their request has one; what keeps it from beginning is that person's error, and the next one's turn comes.</summary>
    private protected void CarryOut(string person, RoleMap map, Action begin)
    {
        try
        {
            if (!IsAnswered(person, map)) begin();
        }
        catch (LifecycleException closed) when (closed.Id == ErrorIds.RequestClosed)
        {
            // Somebody else carried it out between our look and our turn.
            if (!IsAnswered(person, map)) Fail(closed, person);
        }
        catch (LifecycleException failure) when (failure.Id != ErrorIds.JournalNotWritable)
        {
            FailOrLeave(failure, person);
        }
        catch (LifecycleException failure)
        {
            Stop(failure, Connected.Journals.Folder);
        }
    }

    // There is nothing to begin: the request cannot run, or it has its run, which was gone on with or answered for.
    private bool IsAnswered(string person, RoleMap map)
    {
        if (string.IsNullOrEmpty(RequestId)) return false;
        if (RequestKind is { } kind && kind != CarriesOut)
        {
            Fail(new LifecycleException(ErrorIds.RequestInvalid, ErrorKind.Data, $"Nothing was begun for {person}: request {RequestId} is a {kind}, and this carries out a {CarriesOut}.")
            {
                RecommendedAction = $"Get-LifecycleRequest -Kind {CarriesOut} gives those that this carries out.",
            }, person);
            return true;
        }

        if (RequestState is LifecycleTools.RequestState.Invalid or LifecycleTools.RequestState.Withdrawn or LifecycleTools.RequestState.Duplicate)
        {
            Fail(new LifecycleException(ErrorIds.RequestInvalid, ErrorKind.Data, $"Nothing was begun for {person}: request {RequestId} is {RequestState}.")
            {
                RecommendedAction = "Get-LifecycleRequest shows why, under Findings. With -Due it gives only what can run.",
            }, person);
            return true;
        }

        if (RequestBook.StandingOf(Connected.Journals, Connected.Connection.Identity.Id, RequestId!) is not { } standing) return false;
        bool firstDay = standing.State == LifecycleTools.RequestState.Prepared && standing.EffectiveAt <= Connected.Connection.Clock.UtcNow;
        if (standing.State == LifecycleTools.RequestState.Running || firstDay) ResumeRun(standing.RunId, map);
        else Answer(standing, person);
        return true;
    }

    // That another run has the person now is no failure of a request: whoever reads the requests next finds it carried out, or due still.
    private void FailOrLeave(LifecycleException failure, string person)
    {
        if (failure.Id == ErrorIds.PersonBusy && !string.IsNullOrEmpty(RequestId)) WriteWarning($"{person}: request {RequestId} is left to the next look. {failure.Message}");
        else Fail(failure, person);
    }

    private void Answer(RequestStanding standing, string person)
    {
        bool open = standing.State == LifecycleTools.RequestState.Exception;
        string detail = $"Run {standing.RunId} carried the request out: {standing.State}."
            + (open ? $" Resume-LifecycleRun -RunId {standing.RunId} goes on with what it left." : " Nothing is done twice.");
        WriteWarning($"{person}: {detail}");
        WriteObject(new StepResult
        {
            RunId = standing.RunId,
            Workflow = standing.Kind == LifecycleTools.RequestKind.Hire ? Engine.Workflows.Hire.Name : Engine.Workflows.Offboard.Name,
            Person = standing.UserPrincipalName.Length > 0 ? standing.UserPrincipalName : person,
            Phase = "Request",
            Step = "request.carry-out",
            System = "Journal",
            Target = standing.RequestId,
            Action = "Carry out the request",
            Status = open ? StepStatus.ManualReview : StepStatus.AlreadyDone,
            StartedUtc = Connected.Connection.Clock.UtcNow.UtcDateTime,
            Detail = detail,
        });
    }
}
