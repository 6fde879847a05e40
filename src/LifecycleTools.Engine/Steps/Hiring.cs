using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps;

/// <summary>A hire as the run goes on. Steps that run side by side share it; what they learn is set once.</summary>
public sealed partial class Hiring(HireRequest request, Entitlements means, RunFacts facts)
{
    private volatile Person? _manager;

    /// <summary>What was asked.</summary>
    public HireRequest Request { get; } = request;

    /// <summary>What the role means at the site.</summary>
    public Entitlements Means { get; } = means;

    /// <summary>The account's object id; null while there is none.</summary>
    public PersonId? Account => facts[FactNames.AccountId] is { } id ? new PersonId(id) : null;

    /// <summary>The manager, once the check has found them.</summary>
    public Person? Manager { get => _manager; set => _manager = value; }

    /// <summary>The chosen name, or the one asked for.</summary>
    public string Name => facts[FactNames.AccountName] ?? (Request.UserPrincipalName.Length > 0
        ? Request.UserPrincipalName
        : $"{Request.GivenName} {Request.Surname}".Trim());

    /// <summary>Whether sign-in is allowed from the beginning: the start has come, or the role map does not wait for it.</summary>
    public bool StartsNow(System.DateTimeOffset now) =>
        !Means.SignIn.CreateDisabledUntilStart || Request.StartDate is null || Request.StartDate <= now;
}
