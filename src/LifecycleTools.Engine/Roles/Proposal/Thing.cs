using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Something that people have: the same for everybody who has it.</summary>
internal sealed class Thing(ProposedKind kind, string key, string reference, string name)
{
    public ProposedKind Kind { get; } = kind;

    /// <summary>Group id, SKU id, address or tag.</summary>
    public string Key { get; } = key;

    /// <summary>As the map names it.</summary>
    public string Reference { get; } = reference;

    /// <summary>For people.</summary>
    public string Name { get; } = name;

    /// <summary>What it becomes when it is common enough: given, unless nobody can be put in.</summary>
    public ProposedVerdict Verdict { get; init; } = ProposedVerdict.Given;

    /// <summary>What else is to be known.</summary>
    public string Note { get; init; } = "";

    /// <summary>The group itself, for one.</summary>
    public Group? Group { get; init; }

    public override string ToString() => Name;
}

/// <summary>Someone with what they have, and where they are put.</summary>
internal sealed class Subject(SurveyedPerson surveyed)
{
    public SurveyedPerson Surveyed { get; } = surveyed;

    public string Name => Surveyed.Person.UserPrincipalName;

    public HashSet<Thing> Things { get; } = [];

    /// <summary>Service plans that are switched off, by license.</summary>
    public Dictionary<Thing, IReadOnlyList<string>> DisabledPlans { get; } = [];

    public string Department { get; } = Clean(surveyed.Person.Department);

    public string JobTitle { get; } = Clean(surveyed.Person.JobTitle);

    public string Office { get; } = Clean(surveyed.Person.OfficeLocation);

    public string MailDomain => Name.Substring(Name.LastIndexOf('@') + 1);

    // People type these by hand.
    private static string Clean(string? text) => string.Join(" ", (text ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>Takes a survey apart into people and the things they have.</summary>
internal sealed class ThingCatalog
{
    private readonly Dictionary<(ProposedKind Kind, string Key), Thing> _things = [];
    private readonly Dictionary<string, Sku> _skus;
    private readonly TenantSurvey _survey;
    private readonly IReadOnlyDictionary<string, string> _references;

    /// <param name="survey">What was seen.</param>
    /// <param name="references">How the map names groups, by group id.</param>
    public ThingCatalog(TenantSurvey survey, IReadOnlyDictionary<string, string> references)
    {
        _survey = survey;
        _references = references;
        _skus = survey.Skus.GroupBy(sku => sku.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(same => same.Key, same => same.First(), StringComparer.OrdinalIgnoreCase);
        Subjects = survey.People.Select(Of).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ToArray();
    }

    public IReadOnlyList<Subject> Subjects { get; }

    private Subject Of(SurveyedPerson person)
    {
        var subject = new Subject(person);

        // Inherited ones come with the group, and assigning them again would take a second way to the same seat.
        foreach (LicenseState license in person.Licenses.Where(license => license.ByGroupId is null))
        {
            Thing thing = License(license.SkuId);
            subject.Things.Add(thing);
            subject.DisabledPlans[thing] = PlanNames(license);
        }

        foreach (string id in person.GroupIds) subject.Things.Add(Group(_survey.Groups[id]));
        foreach (MailboxRight right in person.SharedMailboxes.Where(right => right.Kind != MailboxRightKind.SendOnBehalf))
        {
            subject.Things.Add(Known(ProposedKind.SharedMailbox, right.Mailbox, () => new Thing(ProposedKind.SharedMailbox, right.Mailbox, right.Mailbox, right.Mailbox)));
        }

        foreach (string tag in person.DeviceTags) subject.Things.Add(Known(ProposedKind.DeviceTag, tag, () => new Thing(ProposedKind.DeviceTag, tag, tag, tag)));
        return subject;
    }

    private Thing License(string skuId) => Known(ProposedKind.License, skuId, () =>
    {
        if (!_skus.TryGetValue(skuId, out Sku? sku)) return new Thing(ProposedKind.License, skuId, skuId, skuId) { Verdict = ProposedVerdict.NotAssignable, Note = "no product of the tenant" };
        return new Thing(ProposedKind.License, skuId, sku.PartNumber, sku.PartNumber)
        {
            Verdict = sku.IsEnabled ? ProposedVerdict.Given : ProposedVerdict.NotAssignable,
            Note = sku.IsEnabled ? sku.Free <= 0 ? "no free seat" : "" : "suspended, or not for people",
        };
    });

    private IReadOnlyList<string> PlanNames(LicenseState license) => license.DisabledPlanIds.Count == 0 || !_skus.TryGetValue(license.SkuId, out Sku? sku)
        ? []
        : license.DisabledPlanIds.Select(id => sku.Plans.FirstOrDefault(plan => string.Equals(plan.Id, id, StringComparison.OrdinalIgnoreCase))?.Name).OfType<string>().ToArray();

    private Thing Group(Group group)
    {
        ProposedKind kind = group.HasTeam ? ProposedKind.Team : group.IsExchangeOwned ? ProposedKind.DistributionList : ProposedKind.Group;
        return Known(kind, group.Id, () => new Thing(kind, group.Id, _references.TryGetValue(group.Id, out string? named) ? named : group.Id, group.Name)
        {
            Group = group,
            Verdict = group switch
            {
                { MembershipRule: not null } => ProposedVerdict.ByRule,
                { IsSynchronized: true } => ProposedVerdict.OnPremises,
                { IsRoleAssignable: true } => ProposedVerdict.Privileged,
                _ => ProposedVerdict.Given,
            },
            Note = NoteOf(group),
        });
    }

    private string NoteOf(Group group)
    {
        string[] brings = group.LicensedSkuIds.Select(id => _skus.TryGetValue(id, out Sku? sku) ? sku.PartNumber : id).ToArray();
        string license = brings.Length == 0 ? "" : "brings " + string.Join(", ", brings);
        string rule = group.MembershipRule is { Length: > 0 } said ? "rule: " + string.Join(" ", said.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)) : "";
        return string.Join("; ", new[] { license, rule }.Where(part => part.Length > 0));
    }

    private Thing Known(ProposedKind kind, string key, Func<Thing> make)
    {
        (ProposedKind, string) place = (kind, key.ToUpperInvariant());
        return _things.TryGetValue(place, out Thing? known) ? known : _things[place] = make();
    }
}
