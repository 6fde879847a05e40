using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Roles;

/// <summary>What a tenant says about the things that role maps name. Each is asked for once, all of them side by side.</summary>
internal sealed class TenantLookup(TenantSystems systems)
{
    private readonly Answers<IReadOnlyList<Group>> _groups = new();
    private readonly Answers<IReadOnlyList<Group>> _groupsForLists = new();
    private readonly Answers<IReadOnlyList<DistributionList>> _lists = new();
    private readonly Answers<IReadOnlyList<Mailbox>> _mailboxes = new();
    private readonly Answers<RmmSite> _rmmSites = new();
    private readonly Answers<string> _software = new();
    private readonly Answers<PsaCompany> _companies = new();
    private Answer<IReadOnlyList<string>>? _domains;
    private Answer<IReadOnlyList<Sku>>? _skus;
    private Answer<GrantedRights>? _rights;

    public IReadOnlyDictionary<string, Answer<IReadOnlyList<Group>>> Groups => _groups.Known;

    /// <summary>What the directory knows of a reference that is no distribution list.</summary>
    public IReadOnlyDictionary<string, Answer<IReadOnlyList<Group>>> GroupsForLists => _groupsForLists.Known;

    public IReadOnlyDictionary<string, Answer<IReadOnlyList<DistributionList>>> Lists => _lists.Known;

    /// <summary>One mailbox, or none.</summary>
    public IReadOnlyDictionary<string, Answer<IReadOnlyList<Mailbox>>> Mailboxes => _mailboxes.Known;

    /// <summary>Sites of the RMM; empty when the tenant has none.</summary>
    public IReadOnlyDictionary<string, Answer<RmmSite>> RmmSites => _rmmSites.Known;

    /// <summary>Software of the RMM; empty when it pushes none.</summary>
    public IReadOnlyDictionary<string, Answer<string>> Software => _software.Known;

    /// <summary>Companies of the ticket system; empty when the tenant has none.</summary>
    public IReadOnlyDictionary<string, Answer<PsaCompany>> Companies => _companies.Known;

    public Answer<IReadOnlyList<string>> Domains => _domains ?? throw NotAsked();

    public Answer<IReadOnlyList<Sku>> Skus => _skus ?? throw NotAsked();

    public Answer<GrantedRights> Rights => _rights ?? throw NotAsked();

    public async Task AskAsync(IReadOnlyList<Entitlements> all, CancellationToken cancel)
    {
        IEnumerable<string> groups = all.SelectMany(means => means.Groups.Concat(means.Teams).Append(means.SignIn.RegistrationGroup)).OfType<Entitled>().Select(one => one.Reference);
        string[] lists = all.SelectMany(means => means.DistributionLists).Select(one => one.Reference).ToArray();

        // All leave before the first is awaited, so that a connector can send them together.
        Task[] asked =
        [
            _groups.AskAsync(groups, one => systems.Groups.FindAsync(one, cancel)),
            _lists.AskAsync(lists, one => systems.DistributionLists.FindAsync(one, cancel)),
            _mailboxes.AskAsync(all.SelectMany(means => means.SharedMailboxes).Select(one => one.Reference), one => MailboxAsync(one, cancel)),
            TenantAsync(cancel),
            BesideAsync(all, cancel),
        ];
        await Task.WhenAll(asked).ConfigureAwait(false);
        await _groupsForLists.AskAsync(lists.Where(one => Lists[one].Told is { Count: 0 }), one => systems.Groups.FindAsync(one, cancel)).ConfigureAwait(false);
    }

    private Task BesideAsync(IReadOnlyList<Entitlements> all, CancellationToken cancel)
    {
        List<Task> asked = [];
        if (systems.Rmm is { } rmm) asked.Add(_rmmSites.AskAsync(all.Select(means => means.Site.RmmSite).OfType<string>(), one => rmm.FindSiteAsync(one, cancel)));
        if (systems.Rmm is { } pushing && pushing.Abilities.HasFlag(RmmAbilities.Software))
        {
            asked.Add(_software.AskAsync(all.SelectMany(means => means.Devices.Software), one => SoftwareAsync(pushing, one, cancel)));
        }

        if (systems.Psa is { } psa) asked.Add(_companies.AskAsync(all.Select(means => means.Site.PsaCompany).OfType<string>(), one => psa.FindCompanyAsync(one, cancel)));
        return Task.WhenAll(asked);
    }

    private static async Task<string> SoftwareAsync(IRmm rmm, string software, CancellationToken cancel)
    {
        await rmm.CheckSoftwareAsync(software, cancel).ConfigureAwait(false);
        return software;
    }

    private async Task TenantAsync(CancellationToken cancel)
    {
        if (_rights is not null) return;
        Task<Answer<IReadOnlyList<string>>> domains = Answer.OfAsync(systems.Facts.ReadVerifiedDomainsAsync(cancel));
        Task<Answer<IReadOnlyList<Sku>>> skus = Answer.OfAsync(systems.Licenses.ReadSkusAsync(cancel));
        Task<Answer<GrantedRights>> rights = Answer.OfAsync(systems.Facts.ReadGrantedRightsAsync(cancel));
        await Task.WhenAll(domains, skus, rights).ConfigureAwait(false);
        _domains = await domains.ConfigureAwait(false);
        _skus = await skus.ConfigureAwait(false);
        _rights = await rights.ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Mailbox>> MailboxAsync(string reference, CancellationToken cancel) =>
        await systems.Mailboxes.ReadAsync(new PersonId(reference), cancel).ConfigureAwait(false) is { } mailbox ? [mailbox] : [];

    private static InvalidOperationException NotAsked() => new("The tenant has not been asked.");

    private sealed class Answers<T> where T : class
    {
        private readonly Dictionary<string, Answer<T>> _known = new(StringComparer.OrdinalIgnoreCase);

        public IReadOnlyDictionary<string, Answer<T>> Known => _known;

        public async Task AskAsync(IEnumerable<string> references, Func<string, Task<T>> ask)
        {
            (string Reference, Task<Answer<T>> Answer)[] asked = references.Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(one => !_known.ContainsKey(one)).Select(one => (one, Answer.OfAsync(ask(one)))).ToArray();
            await Task.WhenAll(asked.Select(one => one.Answer)).ConfigureAwait(false);
            foreach ((string reference, Task<Answer<T>> answer) in asked) _known[reference] = await answer.ConfigureAwait(false);
        }
    }
}

/// <summary>What a system said, or why it said nothing.</summary>
/// <param name="Told">What it said; null when it refused.</param>
/// <param name="Refusal">A permission that is missing, or a reference that leads to several things; null when it answered.</param>
internal sealed record Answer<T>(T? Told, LifecycleException? Refusal) where T : class
{
    /// <summary>What it said; a refusal becomes a finding.</summary>
    /// <param name="findings">Where findings go.</param>
    /// <param name="about">The reference in the map; empty when the tenant itself was asked about.</param>
    /// <param name="what">What was asked about, for people.</param>
    public T? Or(FindingPlaces findings, string about, string what)
    {
        if (Refusal is { Id: ErrorIds.ReferenceNotResolved }) findings.Error(about, Refusal.Id, $"{what}: {Refusal.Message}");
        else if (Refusal is not null) findings.Error(about, Refusal.Id, $"{what}: not checked, because {Refusal.Message}");
        return Told;
    }
}

/// <summary>Waits for answers.</summary>
internal static class Answer
{
    public static async Task<Answer<T>> OfAsync<T>(Task<T> asked) where T : class
    {
        try
        {
            return new Answer<T>(await asked.ConfigureAwait(false), null);
        }
        catch (LifecycleException refusal) when (refusal.Id is ErrorIds.ConnectorPermissionMissing or ErrorIds.ConnectorNotConfigured or ErrorIds.ReferenceNotResolved)
        {
            return new Answer<T>(null, refusal);
        }
    }
}
