using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Roles.Proposal;

/// <summary>Proposes a role map from what a tenant's people have. It only reads, and guesses nothing: what is not clear is listed for a person.</summary>
public static class RoleMapProposer
{
    /// <summary>What progress is told under.</summary>
    public const string Activity = "Role map";

    /// <summary>Looks at a connected tenant and proposes.</summary>
    /// <exception cref="LifecycleException">Any failure of a system; RoleMapInvalid when nothing can be proposed.</exception>
    public static async Task<RoleMapProposal> ProposeAsync(ITenantConnection tenant, ProposalOptions options, IStepLog log, CancellationToken cancel)
    {
        TenantSurvey survey = await new TenantSurveyor(tenant.Systems, log).ReadAsync(tenant.Clock.UtcNow, cancel).ConfigureAwait(false);
        IReadOnlyDictionary<string, string> references = await ReferencesAsync(survey, options, tenant.Systems.Groups, cancel).ConfigureAwait(false);
        return Propose(survey, options, references);
    }

    /// <summary>Proposes from a survey.</summary>
    /// <param name="references">How the map names groups, by group id; one that is not in it is named by its id.</param>
    /// <exception cref="LifecycleException">RoleMapInvalid when there is no site or no role to propose.</exception>
    public static RoleMapProposal Propose(TenantSurvey survey, ProposalOptions options, IReadOnlyDictionary<string, string> references)
    {
        var catalog = new ThingCatalog(survey, references);
        var sites = new SitePlan(survey, catalog.Subjects, options);
        var roles = new RolePlan(catalog.Subjects, sites.Sites, options);
        if (sites.Sites.Count == 0 || roles.Roles.Count < 2) throw Nothing(survey, sites, roles);

        var sited = new HashSet<Subject>(sites.Sites.SelectMany(site => site.People));
        var proposal = new RoleMapProposal
        {
            Map = options.Map ?? KebabName.Of(survey.Tenant, "roles"),
            Tenant = survey.Tenant,
            TakenUtc = survey.Taken.UtcDateTime,
            Threshold = options.Threshold,
            People = catalog.Subjects.Count,
            Placed = catalog.Subjects.Count(one => sited.Contains(one) && roles.RoleOf(one) is not null),
            UserPrincipalName = NamePlan.Find(catalog.Subjects),
            Sites = roles.Sites,
            Roles = roles.Roles,
            Outliers = sites.Outliers.Select(one => catalog.Subjects.FirstOrDefault(each => each.Name == one.Person) is { } who && roles.RoleOf(who) is { } role ? one with { Role = role.Name } : one)
                .Concat(roles.Outliers).OrderBy(one => one.Kind).ThenBy(one => one.Role, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Person, StringComparer.OrdinalIgnoreCase).ToArray(),
        };
        return proposal.With(ProposalText.Of(proposal), "");
    }

    // A name that several groups have leads nowhere, so each one that the map will name is asked for; those with an address need no question.
    private static async Task<IReadOnlyDictionary<string, string>> ReferencesAsync(TenantSurvey survey, ProposalOptions options, IGroups groups, CancellationToken cancel)
    {
        Group[] common = survey.People.SelectMany(one => one.GroupIds).GroupBy(id => id, StringComparer.OrdinalIgnoreCase)
            .Where(holders => options.IsEnough(holders.Count())).Select(holders => survey.Groups[holders.Key]).ToArray();
        var references = common.Where(group => group.Mail is not null).ToDictionary(group => group.Id, group => group.Mail!, StringComparer.OrdinalIgnoreCase);
        Group[] named = common.Where(group => group.Mail is null && group.Name.Trim() == group.Name && group.Name.Length > 0 && group.Name.IndexOf('@') < 0).ToArray();
        for (int from = 0; from < named.Length; from += 200)
        {
            Group[] slice = named.Skip(from).Take(200).ToArray();
            IReadOnlyList<Group>[] found = await Task.WhenAll(slice.Select(group => groups.FindAsync(group.Name, cancel))).ConfigureAwait(false);
            foreach ((Group group, IReadOnlyList<Group> same) in slice.Zip(found, (group, same) => (group, same)))
            {
                if (same.Count == 1) references[group.Id] = group.Name;
            }
        }

        return references;
    }

    private static LifecycleException Nothing(TenantSurvey survey, SitePlan sites, RolePlan roles)
    {
        string what = sites.Sites.Count == 0 ? "site" : "role";
        string[] why = sites.Outliers.Concat(roles.Outliers).GroupBy(one => one.Kind).OrderByDescending(same => same.Count())
            .Select(same => same.First().Person.Length == 0 ? $"{same.First().What}: {same.First().Detail}" : $"{same.Count()} of them {same.First().Detail}").Take(3).ToArray();
        return new LifecycleException(ErrorIds.RoleMapInvalid, ErrorKind.Data,
            $"No role map was proposed: {survey.People.Count} people of {survey.Tenant} make no {what}. {string.Join("; ", why)}.")
        {
            RecommendedAction = "Fill in usage location, office, department and job title in the directory, and time zone and language of the mailboxes.",
        };
    }
}
