using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps;

/// <summary>One change to one system, safe to repeat. Derive from <see cref="Step{TState}"/>.</summary>
public abstract class Step
{
    private protected Step()
    {
        StepAttribute name = GetType().GetCustomAttribute<StepAttribute>()
            ?? throw new InvalidOperationException($"{GetType().Name} has no [Step].");
        Id = name.Id;
        System = name.System;
        Needs = GetType().GetCustomAttributes<NeedsAttribute>().ToList();
    }

    /// <summary>The stable id.</summary>
    public string Id { get; }

    /// <summary>The system that it touches.</summary>
    public LifecycleSystem System { get; }

    /// <summary>The permissions and directory roles that it needs at Microsoft 365; the other systems check theirs when they are connected.</summary>
    public IReadOnlyList<NeedsAttribute> Needs { get; }

    /// <summary>What it does, imperative: "Block sign-in".</summary>
    public abstract string Action { get; }

    /// <summary>What it does that to.</summary>
    public virtual string Target(StepContext of) => of.PersonName;

    /// <summary>A check or a wait: it sends no change, so nobody is asked for permission.</summary>
    public virtual bool ChangesNothing => false;

    /// <summary>It only says what a person must know: a plan that has it is none that fails.</summary>
    public virtual bool OnlyTells => false;

    /// <summary>False for what cannot be looked at afterwards, such as a mail: an unanswered one is never sent again.</summary>
    public virtual bool CanRepeat => true;

    /// <summary>How long it may take until the system shows the effect.</summary>
    public virtual TimeSpan Deadline => TimeSpan.FromMinutes(3);

    /// <summary>What is still under way at the deadline may be left to a later resume; otherwise the step has failed by then.</summary>
    public virtual bool CanBeLeft => false;

    /// <summary>Its effect takes minutes or longer: a run that does not wait leaves it to a later resume as soon as it has been asked for.</summary>
    public virtual bool TakesLong => CanBeLeft;

    internal abstract Task<Look> LookAsync(StepContext of, CancellationToken cancel);

    internal abstract Task ChangeAsync(Look seen, StepContext of, CancellationToken cancel);
}

/// <summary>A step with the state that it looks at.</summary>
/// <typeparam name="TState">What matters of the system's state.</typeparam>
public abstract class Step<TState> : Step
    where TState : notnull
{
    /// <summary>Reads the state that matters. Asked before, to do nothing twice, and after, to prove it.</summary>
    public abstract Task<TState> ObserveAsync(StepContext of, CancellationToken cancel);

    /// <summary>Is it done, what is left, and what forbids it? The same answer serves the plan, the run and the proof.</summary>
    public abstract Assessment Assess(TState now, StepContext of);

    /// <summary>Makes the changes that <see cref="Assess"/> found open, and no others.</summary>
    public virtual Task ApplyAsync(TState now, StepContext of, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The state in words, for Before and After; never a secret.</summary>
    public virtual string Describe(TState now, StepContext of) => Assess(now, of).Summary;

    internal sealed override async Task<Look> LookAsync(StepContext of, CancellationToken cancel)
    {
        TState now = await ObserveAsync(of, cancel).ConfigureAwait(false);
        return new Look(now, Assess(now, of), Describe(now, of));
    }

    internal sealed override Task ChangeAsync(Look seen, StepContext of, CancellationToken cancel) =>
        ApplyAsync((TState)seen.State, of, cancel);
}

/// <summary>One observation: the state, what it means, and how it reads.</summary>
internal sealed record Look(object State, Assessment Assessment, string Evidence);
