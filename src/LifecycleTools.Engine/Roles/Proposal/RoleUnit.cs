using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>People who may have something in common: everybody, a site, a department, a job title in it.</summary>
internal sealed class RoleUnit(string name, IReadOnlyList<Subject> people, ProposalOptions options)
{
    private readonly Dictionary<Thing, int> _counts = people.SelectMany(one => one.Things).GroupBy(thing => thing).ToDictionary(same => same.Key, same => same.Count());
    private readonly Dictionary<Thing, ProposedVerdict> _noted = [];

    /// <summary>As the directory writes it.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<Subject> People { get; } = people;

    /// <summary>The job titles of a department that enough people have.</summary>
    public IReadOnlyList<RoleUnit> Titles { get; init; } = [];

    public IEnumerable<Thing> Things => _counts.Keys;

    /// <summary>Whether the map gives something here that it gives nowhere above.</summary>
    public bool GivesSomething => _noted.Values.Any(verdict => verdict == ProposedVerdict.Given);

    public Share ShareOf(Thing thing) => new(_counts.TryGetValue(thing, out int count) ? count : 0, People.Count);

    /// <summary>How well "has it" tells that somebody is one of these people: between 0 and 1. That those who have it are among them counts twice as much as that each of them has it.</summary>
    /// <param name="holders">How many have it anywhere.</param>
    /// <remarks>Precision and recall as F with beta 0.5.</remarks>
    public double Fit(Thing thing, int holders) => 1.25 * ShareOf(thing).Count / ((0.25 * People.Count) + holders);

    /// <summary>Whether so many do without that it cannot be said to be everybody's.</summary>
    public bool Lacks(Thing thing) => ProposalOptions.Contradicts(ShareOf(thing));

    public bool Has(Thing thing) => _noted.ContainsKey(thing);

    public bool Gives(Thing thing) => _noted.TryGetValue(thing, out ProposedVerdict verdict) && verdict == ProposedVerdict.Given;

    public IEnumerable<Thing> Given => _noted.Where(one => one.Value == ProposedVerdict.Given).Select(one => one.Key);

    /// <summary>Notes what is common here; what is not is left.</summary>
    /// <param name="holders">How many have it anywhere.</param>
    public void Note(Thing thing, int holders)
    {
        Share share = ShareOf(thing);
        if (options.Reaches(share)) _noted[thing] = thing.Verdict;
        else if (options.IsWorthAsking(share, isAlone: share.Count == holders)) _noted[thing] = thing.Verdict == ProposedVerdict.Given ? ProposedVerdict.Undecided : thing.Verdict;
    }

    /// <summary>What was noted, in the order of the map: by kind, what is given first, the commonest first.</summary>
    public IReadOnlyList<ProposedGrant> Grants() => _noted
        .OrderBy(one => one.Key.Kind).ThenBy(one => one.Value)
        .ThenByDescending(one => ShareOf(one.Key).Count).ThenBy(one => one.Key.Name, StringComparer.OrdinalIgnoreCase)
        .Select(one => Grant(one.Key, one.Value)).ToArray();

    private ProposedGrant Grant(Thing thing, ProposedVerdict verdict)
    {
        Subject[] holders = People.Where(one => one.Things.Contains(thing)).ToArray();
        return new ProposedGrant
        {
            Kind = thing.Kind,
            Value = thing.Reference,
            Name = thing.Name == thing.Reference ? "" : thing.Name,
            Share = ShareOf(thing),
            Verdict = verdict,
            Note = thing.Note,
            DisabledPlans = holders.SelectMany(one => one.DisabledPlans.TryGetValue(thing, out IReadOnlyList<string>? plans) ? plans : [])
                .GroupBy(plan => plan, StringComparer.OrdinalIgnoreCase)
                .Where(plan => new Share(plan.Count(), holders.Length).Value >= options.Threshold)
                .Select(plan => plan.Key).OrderBy(plan => plan, StringComparer.Ordinal).ToArray(),
            FullAccess = MostHave(holders, thing, MailboxRightKind.FullAccess),
            SendAs = MostHave(holders, thing, MailboxRightKind.SendAs),
        };
    }

    private bool MostHave(Subject[] holders, Thing thing, MailboxRightKind kind) => thing.Kind == ProposedKind.SharedMailbox
        && new Share(holders.Count(one => one.Surveyed.SharedMailboxes.Any(right => right.Kind == kind && string.Equals(right.Mailbox, thing.Key, StringComparison.OrdinalIgnoreCase))), holders.Length).Value >= options.Threshold;
}
