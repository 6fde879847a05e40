using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What the tenant says about a request before anything is changed.</summary>
/// <param name="Manager">The manager; null when none was asked for, or nobody answers to that.</param>
/// <param name="SameEmployee">Accounts with the employee id.</param>
/// <param name="Domains">Verified domains.</param>
public sealed record HireFindings(Person? Manager, IReadOnlyList<Person> SameEmployee, IReadOnlyList<string> Domains)
{
    /// <summary>Why the account that is there is nobody's to hire into; null when nothing says so.</summary>
    public Obstacle? Protected { get; init; }
}

/// <summary>Looks whether the request can be carried out, and whether the person has an account already.</summary>
/// <remarks>An account with the same employee id and the same name is the account: the run goes on with it and makes no second one.</remarks>
/// <why>A hire that cannot end well must not begin, and an account that is there already must not be made twice.</why>
[Step("directory.check-hire", LifecycleSystem.Directory)]
[Needs("Directory.Read.All", "Directory.ReadWrite.All", When = "there is an account already")]
[Needs("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", When = "there is an account already")]
[Needs("RoleEligibilitySchedule.Read.Directory", "RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", When = "there is an account already")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class CheckHire : Step<HireFindings>
{
    /// <inheritdoc/>
    public override string Action => "Check the request";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override async Task<HireFindings> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        HireRequest request = of.Hire.Request;
        Task<Person?> manager = request.Manager.Length == 0
            ? Task.FromResult<Person?>(null)
            : of.Systems.Directory.ReadAsync(new PersonId(request.Manager), cancel);
        Task<IReadOnlyList<Person>> same = request.EmployeeId.Length == 0
            ? Task.FromResult<IReadOnlyList<Person>>([])
            : of.Systems.Directory.FindByEmployeeIdAsync(request.EmployeeId, cancel);
        Task<IReadOnlyList<string>> domains = of.Systems.Facts.ReadVerifiedDomainsAsync(cancel);
        Task<HeldRights> held = of.Systems.Facts.ReadHeldRightsAsync(quick: false, cancel);
        await Task.WhenAll(manager, same, domains, held).ConfigureAwait(false);
        of.Held = await held.ConfigureAwait(false);

        IReadOnlyList<Person> counted = Counted(await same.ConfigureAwait(false), of);
        var findings = new HireFindings(await manager.ConfigureAwait(false), counted, await domains.ConfigureAwait(false))
        {
            Protected = await TakenOver.WhyNotAsync(await HeldAsync(counted, of, cancel).ConfigureAwait(false), of, cancel).ConfigureAwait(false),
        };
        of.Hire.Manager = findings.Manager;
        if (Obstacles(findings, of).Count == 0 && findings.SameEmployee.Count == 1 && !FormerAccounts.IsFormer(findings.SameEmployee[0], of)) Recognize(findings.SameEmployee[0], of);
        return findings;
    }

    /// <inheritdoc/>
    public override Assessment Assess(HireFindings now, StepContext of) => Assessment.Of(InWords(now, of) + StepRights.InWords(of), [], Obstacles(now, of));

    private static string InWords(HireFindings now, StepContext of) =>
        of.Hire.Account is { } account
            ? $"goes on with the account {of.PersonName} [{account}]"
            : of.Hire.Request.EmployeeId.Length > 0
                ? $"nobody has the employee id {of.Hire.Request.EmployeeId} yet"
                : "no employee id was given: another request for the same person would make another account";

    // Where a second account was asked for, the one from before is no reason against it.
    private static IReadOnlyList<Person> Counted(IReadOnlyList<Person> same, StepContext of) =>
        of.Hire.Request.Former == FormerAccount.New ? same.Where(person => !FormerAccounts.IsFormer(person, of)).ToList() : same;

    // A run that goes on with an account looks at it again, whatever the request says of its employee id.
    private static async Task<Person?> HeldAsync(IReadOnlyList<Person> same, StepContext of, CancellationToken cancel)
    {
        if (of.Facts[FactNames.AccountId] is { } known) return await of.Systems.Directory.ReadAsync(new PersonId(known), cancel).ConfigureAwait(false);
        return same.Count == 1 && Newcomers.Agrees(same[0], of.Hire.Request) ? same[0] : null;
    }

    private static void Recognize(Person person, StepContext of)
    {
        if (of.Facts[FactNames.AccountId] is not null) return;
        AccountSearch.Recognize(person, of);
        of.Facts.Learn(FactNames.AccountAlias, person.MailNickname ?? person.UserPrincipalName.Split('@')[0]);
        of.Facts.Learn(FactNames.AccountDisplayName, of.Hire.Request.DisplayName.Length > 0 ? of.Hire.Request.DisplayName : person.DisplayName);
        of.Facts.Learn(FactNames.AccountName, person.UserPrincipalName);
    }

    private static List<Obstacle> Obstacles(HireFindings now, StepContext of)
    {
        List<Obstacle> all = [.. HireFields.WhatBreaks(of.Hire.Request), .. StepRights.Obstacles(of)];
        if (WhyNoManager(now, of.Hire.Request) is { } manager) all.Add(manager);
        if (WhyNotTheSame(now, of) is { } same) all.Add(same);
        if (now.Protected is { } never) all.Add(never);
        string asked = of.Hire.Request.UserPrincipalName;
        string domain = asked.IndexOf('@') is var at and >= 0 ? asked.Substring(at + 1) : of.Hire.Means.Site.MailDomain;
        if (!now.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            all.Add(Blocks(domain, $"is not a verified domain of the tenant; verified are {string.Join(", ", now.Domains)}", null));
        }

        return all;
    }

    private static Obstacle? WhyNoManager(HireFindings now, HireRequest request)
    {
        if (request.Manager.Length == 0) return null;
        if (now.Manager is null) return Blocks(request.Manager, "the manager is not in the directory", ErrorIds.ManagerNotFound);
        return now.Manager.SignInAllowed ? null : Blocks(request.Manager, "the manager's sign-in is blocked", ErrorIds.ManagerNotFound);
    }

    private static Obstacle? WhyNotTheSame(HireFindings now, StepContext of)
    {
        string employee = $"employee id {of.Hire.Request.EmployeeId}";
        if (now.SameEmployee.Count == 0) return null;
        if (now.SameEmployee.Count > 1)
        {
            string names = string.Join(", ", now.SameEmployee.Select(person => person.UserPrincipalName));
            return Blocks(employee, $"belongs to several accounts: {names}", ErrorIds.PersonAmbiguous);
        }

        Person held = now.SameEmployee[0];
        if (of.Facts[FactNames.AccountId] is { } known && known != held.Id.Value)
        {
            return Blocks(employee, $"belongs to {held.UserPrincipalName} by now, not to the account of this run", ErrorIds.PersonAlreadyExists);
        }

        if (!Newcomers.Agrees(held, of.Hire.Request) || held.IsGuest)
        {
            return Blocks(employee, $"belongs to {held.DisplayName} ({held.UserPrincipalName})", ErrorIds.PersonAlreadyExists);
        }

        return held.IsSynchronized
            ? Blocks(held.UserPrincipalName, "is synchronized: its profile is changed in Active Directory", ErrorIds.PersonSynchronized)
            : null;
    }

    private static Obstacle Blocks(string target, string reason, string? errorId) => new(target, reason, NeedsPerson: false) { ErrorId = errorId };
}
