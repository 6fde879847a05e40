using System;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>How a role map is proposed.</summary>
public sealed record ProposalOptions
{
    /// <summary>Name of the map; null: the tenant's.</summary>
    public string? Map { get; init; }

    /// <summary>The share, above 0.5 and up to 1, of people who must have something for their role to give it.</summary>
    public double Threshold { get; init; } = 0.75;

    /// <summary>How many people make a department, a job title or an office that can be said anything of.</summary>
    public int MinimumPeople { get; init; } = 2;

    /// <summary>The share from which a person is asked to decide. Below it most people do without, so the few are listed by name.</summary>
    public const double WorthAsking = 0.5;

    /// <summary>The same for what nobody else has: a list of the Zurich office is worth a question although few are on it.</summary>
    public const double WorthAskingAlone = 1.0 / 6;

    // Fewer who lack something are exceptions, which are listed; so many are another kind of people.
    private const int EnoughToContradict = 5;

    internal bool Reaches(Share share) => share.Count >= MinimumPeople && share.Value >= Threshold - 1e-9;

    internal bool IsWorthAsking(Share share, bool isAlone) => share.Count >= MinimumPeople && share.Value >= (isAlone ? WorthAskingAlone : WorthAsking);

    internal static bool Contradicts(Share share) => share.Of >= EnoughToContradict && share.Value < WorthAsking;

    internal bool IsEnough(int people) => people >= Math.Max(1, MinimumPeople);
}
