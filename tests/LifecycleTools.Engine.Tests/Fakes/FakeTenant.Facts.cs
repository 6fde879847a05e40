using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : ITenantFacts, IMessages
{
    public TenantIdentity Identity { get; set; } = new("11111111-1111-1111-1111-111111111111", "Contoso");

    public List<string> Domains { get; } = ["contoso.example"];

    public GrantedRights Granted { get; set; } = new([], []);

    /// <summary>What the token says.</summary>
    public HeldRights Held { get; set; } = HeldRights.Unknown;

    public string OwnId { get; set; } = NewId();

    /// <summary>Mails that were sent.</summary>
    public List<(string Subject, string Text, IReadOnlyList<string> To)> Mails { get; } = [];

    /// <summary>How many people the tenant says it has; null: those that it has.</summary>
    public int? Company { get; set; }

    public bool CanSendMail { get; set; } = true;

    bool IMessages.IsConfigured => CanSendMail;

    Task<TenantIdentity> ITenantFacts.ReadIdentityAsync(CancellationToken cancel) => ReadAsync("facts.identity", () => Identity, cancel);

    Task<IReadOnlyList<string>> ITenantFacts.ReadVerifiedDomainsAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<string>>("facts.domains", () => Domains.ToList(), cancel);

    Task<GrantedRights> ITenantFacts.ReadGrantedRightsAsync(CancellationToken cancel) => ReadAsync("facts.rights", () => Granted, cancel);

    Task<HeldRights> ITenantFacts.ReadHeldRightsAsync(bool quick, CancellationToken cancel) => Task.FromResult(Held);

    Task<int> ITenantFacts.CountPeopleAsync(CancellationToken cancel) =>
        ReadAsync("facts.people", () => Company ?? People.Values.Count(person => person.SignInAllowed && !person.IsGuest), cancel);

    Task<string> ITenantFacts.ReadOwnIdAsync(CancellationToken cancel) => ReadAsync("facts.own-id", () => OwnId, cancel);

    async Task<string> IMessages.SendAsync(string subject, string text, IReadOnlyList<string> to, CancellationToken cancel)
    {
        await WriteAsync("messages.send", subject, () => Mails.Add((subject, text, to)), cancel).ConfigureAwait(false);
        return "202 request-" + NewId();
    }
}
