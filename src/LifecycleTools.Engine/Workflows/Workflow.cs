using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Planning;
using LifecycleTools.Engine.Steps;

namespace LifecycleTools.Engine.Workflows;

/// <summary>The tiny vocabulary that Hire, Offboard and Undo are written in.</summary>
public sealed class Workflow
{
    private readonly List<PlannedStep> _steps = [];
    private readonly List<List<PlannedStep>> _rounds = [];
    private readonly List<Type> _checks = [];
    private readonly bool _sideBySide;
    private string _phase = "";
    private bool _together;
    private bool _told;
    private bool _nextDoBegins = true;

    private Workflow(string name, bool sideBySide)
    {
        Name = name;
        _sideBySide = sideBySide;
    }

    /// <summary>Hire, Offboard or Undo.</summary>
    public string Name { get; }

    /// <summary>Every step, in order.</summary>
    public IReadOnlyList<PlannedStep> Steps => _steps;

    /// <summary>
    /// What runs at once: the steps of a round go side by side along their needs, and a round begins when the one before has ended.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<PlannedStep>> Rounds => _rounds;

    /// <summary>The workflow of this name.</summary>
    public static Workflow Named(string name) => name switch
    {
        Hire.Name => Hire.Define(),
        Offboard.Name => Offboard.Define(),
        Undo.Name => Undo.Define(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such workflow."),
    };

    /// <summary>A workflow whose steps go one after the other, each proved before the next begins.</summary>
    public static Workflow InOrder(string name) => new(name, sideBySide: false);

    /// <summary>A workflow whose steps go as soon as what they need is there.</summary>
    public static Workflow AlongNeeds(string name) => new(name, sideBySide: true);

    /// <summary>Begins a part.</summary>
    public Workflow Phase(string name)
    {
        _phase = name;
        return this;
    }

    /// <summary>A check that changes nothing; no step happens unless every check holds.</summary>
    public Workflow Check<TStep>(params Type[] needs)
        where TStep : Step, new()
    {
        Add(new TStep(), needs, newRound: !_sideBySide);
        _checks.Add(typeof(TStep));
        return this;
    }

    /// <summary>A step that only says what a person must know, after the checks and before anybody is asked for anything.</summary>
    public Workflow Tell<TStep>()
        where TStep : Step, new()
    {
        Add(new TStep(), [.. _checks], newRound: !_told);
        _told = true;
        return this;
    }

    /// <summary>A step, after those that it needs.</summary>
    public Workflow Do<TStep>(params Type[] needs)
        where TStep : Step, new() => DoAfter<TStep>([], needs);

    /// <summary>A step after those that it needs, and not before others have ended, however they end.</summary>
    public Workflow DoAfter<TStep>(Type[] after, params Type[] needs)
        where TStep : Step, new()
    {
        // Side by side, the first step after the checks waits for them: what an operator is asked names what they found.
        Add(new TStep(), needs.Concat(_checks).Distinct().ToArray(), newRound: _sideBySide ? _nextDoBegins || _told : !_together, after);
        _nextDoBegins = false;
        _told = false;
        return this;
    }

    /// <summary>A step that is tried whatever became of those before it, once all of them have ended; only what it needs by name can hold it up.</summary>
    public Workflow Always<TStep>(params Type[] needs)
        where TStep : Step, new()
    {
        Add(new TStep(), needs, newRound: true);
        _nextDoBegins = true;
        return this;
    }

    /// <summary>Steps that do not depend on each other, so that their calls share a batch.</summary>
    public Workflow Together(Action<Workflow> steps)
    {
        _rounds.Add([]);
        _together = true;
        steps(this);
        _together = false;
        return this;
    }

    private void Add(Step step, Type[] needs, bool newRound, params Type[] after)
    {
        foreach (Type needed in needs.Concat(after))
        {
            if (_steps.All(earlier => earlier.Step.GetType() != needed))
            {
                throw new InvalidOperationException($"{step.GetType().Name} needs {needed.Name}, which does not come before it.");
            }
        }

        var planned = new PlannedStep(_steps.Count + 1, _phase, step, needs) { After = after };
        _steps.Add(planned);
        if (newRound || _rounds.Count == 0) _rounds.Add([]);
        _rounds[_rounds.Count - 1].Add(planned);
    }
}
