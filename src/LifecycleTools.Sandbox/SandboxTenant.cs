using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Seed;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox;

/// <summary>
/// A Microsoft 365 tenant held in memory that answers HTTP as the real services would. The lists are its true state, for
/// set-up and assertions; what a request sees of it may lag behind (see <see cref="SandboxOptions.ReplicationDelay"/>).
/// </summary>
/// <remarks>Requests are worked on one after the other. Code that touches the lists while requests run takes <see cref="Gate"/>.</remarks>
public sealed class SandboxTenant
{
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, object> _beside = new(StringComparer.Ordinal);

    internal SandboxTenant(SandboxOptions options, DateTimeOffset start)
    {
        Options = options;
        Clock = new SandboxClock(start, options.RealClock);
        Faults = new SandboxFaults();
        Tokens = new SandboxTokens(this);
        Agenda = new Agenda();
        Licensing = new Licensing(this);
        Memberships = new Memberships(this);
        Dispatcher = new SandboxDispatcher(this);
        Clock.Advanced += () =>
        {
            lock (Gate) Settle();
        };
    }

    /// <summary>Reads a tenant from a seed file.</summary>
    /// <param name="seedPath">A YAML file as Seed/seed.yaml describes it. Null: the embedded Contoso.</param>
    /// <param name="options">Delays and limits. Null: everything at once, no limits.</param>
    /// <exception cref="FormatException">The file says something that makes no tenant; the message names what.</exception>
    public static SandboxTenant Load(string? seedPath = null, SandboxOptions? options = null) =>
        SeedReader.Read(seedPath, options ?? new SandboxOptions());

    public SandboxClock Clock { get; }

    public SandboxFaults Faults { get; }

    public SandboxOptions Options { get; }

    public SandboxTokens Tokens { get; }

    /// <summary>Held while a request is worked on.</summary>
    public object Gate { get; } = new();

    /// <summary>Every request so far, a batch before its items.</summary>
    public IReadOnlyList<SandboxRequest> Requests => Log.Snapshot();

    public string TenantId { get; set; } = "";

    public string Name { get; set; } = "";

    public List<SandboxDomain> Domains { get; } = new();
    public List<SandboxUser> Users { get; } = new();
    public List<SandboxUser> DeletedUsers { get; } = new();
    public List<SandboxGroup> Groups { get; } = new();
    public List<SandboxGroup> DeletedGroups { get; } = new();
    public List<SandboxContact> Contacts { get; } = new();
    public List<SandboxMailbox> Mailboxes { get; } = new();
    public List<SandboxSku> Skus { get; } = new();
    public List<SandboxDevice> Devices { get; } = new();
    public List<SandboxManagedDevice> ManagedDevices { get; } = new();
    public List<SandboxAutopilotDevice> AutopilotDevices { get; } = new();
    public List<SandboxRole> Roles { get; } = new();
    public List<SandboxRoleAssignment> RoleAssignments { get; } = new();
    public List<SandboxRoleRequest> RoleRequests { get; } = new();
    public List<SandboxAdministrativeUnit> AdministrativeUnits { get; } = new();
    public List<SandboxApplication> Applications { get; } = new();
    public List<SandboxServicePrincipal> ServicePrincipals { get; } = new();
    public List<SandboxAppRoleAssignment> AppRoleAssignments { get; } = new();
    public List<SandboxPermissionGrant> PermissionGrants { get; } = new();
    public List<SandboxDrive> Drives { get; } = new();

    /// <summary>Every mail that was sent through Graph, oldest first, whether or not a mailbox kept a copy.</summary>
    public IReadOnlyList<SandboxSentMail> SentMail
    {
        get
        {
            lock (Gate) return Mailboxes.SelectMany(mailbox => mailbox.Sent).OrderBy(mail => mail.SentUtc).ToList();
        }
    }

    /// <summary>Apps that may ask the sign-in authority for tokens.</summary>
    public List<SandboxClientApp> ClientApps { get; } = new();

    public SandboxPassPolicy PassPolicy { get; set; } = new();

    /// <summary>Days that a deleted person's OneDrive is kept.</summary>
    public int PersonalSiteRetentionDays { get; set; } = 30;

    /// <summary>Changes of membership with everything that follows from them.</summary>
    public Memberships Memberships { get; }

    /// <summary>Seats, assignments, and the mailboxes that come and go with them.</summary>
    public Licensing Licensing { get; }

    /// <summary>What is still to happen.</summary>
    public Agenda Agenda { get; }

    /// <summary>Answers calls that did not come over HTTP, for example the items of a batch.</summary>
    public SandboxDispatcher Dispatcher { get; }

    internal RequestLog Log { get; } = new();

    /// <summary>A handler for an HttpClient; any number may be used side by side.</summary>
    public HttpMessageHandler CreateHandler() => new SandboxHandler(this);

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests()
    {
        lock (Gate) Log.Clear();
    }

    /// <summary>A text of all state. Two equal texts: nothing was changed in between.</summary>
    public string Fingerprint()
    {
        lock (Gate)
        {
            Settle();
            return StateText.Of(this);
        }
    }

    /// <summary>Changes a directory object; reads see the old one until the change has replicated.</summary>
    public void Change<T>(T target, Action<T> change) where T : SandboxObject
    {
        if (Options.ReplicationDelay > TimeSpan.Zero) target.Stale.Add((Clock.UtcNow + Options.ReplicationDelay, target.Copy()));
        change(target);
    }

    /// <summary>Gives a new directory object its id and birth; reads answer 404 until it has replicated.</summary>
    public T Born<T>(T created, string kind) where T : SandboxObject
    {
        if (created.Id.Length == 0) created.Id = NewId(kind);
        created.CreatedUtc = Clock.UtcNow;
        created.VisibleFromUtc = Clock.UtcNow + Options.ReplicationDelay;
        return created;
    }

    /// <summary>The object as reads see it now; null while it has not replicated.</summary>
    public T? Seen<T>(T truth) where T : SandboxObject
    {
        DateTimeOffset now = Clock.UtcNow;
        if (truth.VisibleFromUtc > now) return null;
        truth.Stale.RemoveAll(stale => stale.UntilUtc <= now);
        return truth.Stale.Count > 0 ? (T)truth.Stale[0].Was : truth;
    }

    /// <summary>An id in the shape of a GUID, the same in every run for the same history.</summary>
    /// <param name="kind">Counters are kept apart by kind.</param>
    public string NewId(string kind)
    {
        _counters.TryGetValue(kind, out int count);
        _counters[kind] = count + 1;
        return StableId.Of($"{kind}#{count + 1}");
    }

    /// <summary>Lets everything due by now happen. Requests do this first.</summary>
    internal void Settle() => Agenda.Settle(Clock.UtcNow);

    /// <summary>The live person with this object id or user principal name; null when there is none.</summary>
    public SandboxUser? FindUser(string idOrName) => Users.FirstOrDefault(user => Same(user.Id, idOrName) || Same(user.UserPrincipalName, idOrName));

    public SandboxGroup? FindGroup(string id) => Groups.FirstOrDefault(group => Same(group.Id, id));

    /// <summary>The living or coming mailbox of a person; null when there is none or it is soft-deleted.</summary>
    public SandboxMailbox? FindMailbox(string userId) => Mailboxes.FirstOrDefault(box => Same(box.UserId, userId) && box.SoftDeletedUtc is null);

    public SandboxSku? FindSku(string idOrPartNumber) => Skus.FirstOrDefault(sku => Same(sku.SkuId, idOrPartNumber) || Same(sku.SkuPartNumber, idOrPartNumber));

    /// <summary>The state of a system beside Microsoft 365 (an RMM, a ticket system, an HR system), made from this tenant when it is first asked for.</summary>
    /// <typeparam name="T">Has a constructor that takes the tenant; its public properties are its state.</typeparam>
    public T Beside<T>() where T : class
    {
        lock (Gate)
        {
            string name = typeof(T).FullName!;
            if (!_beside.TryGetValue(name, out object? state)) _beside[name] = state = Activator.CreateInstance(typeof(T), this)!;
            return (T)state;
        }
    }

    /// <summary>Every such state so far, by the name of its type.</summary>
    internal IEnumerable<KeyValuePair<string, object>> AllBeside => _beside;

    /// <summary>Any live directory object by id.</summary>
    public SandboxObject? FindObject(string id) => AllObjects().FirstOrDefault(candidate => Same(candidate.Id, id));

    /// <summary>Every live object of the directory.</summary>
    public IEnumerable<SandboxObject> AllObjects() => Users.Cast<SandboxObject>().Concat(Groups).Concat(Contacts).Concat(Devices)
        .Concat(Roles.Where(role => role.IsActivated)).Concat(AdministrativeUnits).Concat(Applications).Concat(ServicePrincipals);

    /// <summary>Application permissions an app was granted on a resource, by value.</summary>
    /// <param name="appId">The calling app.</param>
    /// <param name="resourceAppId">The app id of Graph, Exchange, SharePoint.</param>
    public IReadOnlyCollection<string> PermissionsOf(string appId, string resourceAppId)
    {
        SandboxServicePrincipal? client = ServicePrincipals.FirstOrDefault(principal => Same(principal.AppId, appId));
        SandboxServicePrincipal? resource = ServicePrincipals.FirstOrDefault(principal => Same(principal.AppId, resourceAppId));
        if (client is null || resource is null) return Array.Empty<string>();
        return AppRoleAssignments
            .Where(assignment => Same(assignment.PrincipalId, client.Id) && Same(assignment.ResourceId, resource.Id))
            .Select(assignment => resource.AppRoles.FirstOrDefault(role => Same(role.Id, assignment.AppRoleId))?.Value)
            .OfType<string>()
            .ToList();
    }

    internal static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
