using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Tests.Workflows;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.NinjaOne;

namespace LifecycleTools.Chaos.Tests;

/// <summary>What a tenant and the systems beside it have come to.</summary>
internal static class TenantState
{
    /// <summary>In words that two tenants share when the same became of them.</summary>
    public static string Of(SandboxTenant tenant, string workflow) => string.Join(Environment.NewLine,
        workflow == "hire" ? EndStates.Describe(tenant) : string.Join("; ", EndStates.Open(tenant, tenant.FindUser(TypicalPeople.Leaver)!)),
        string.Join("; ", tenant.Beside<ConnectWiseState>().Tickets.Select(ticket => $"{Title(tenant, ticket)}: {ticket.Status.Name}")),
        $"{tenant.Beside<NinjaOneState>().Runs.Count} jobs");

    /// <summary>What is there twice.</summary>
    public static IEnumerable<string> Duplicates(SandboxTenant tenant)
    {
        IEnumerable<string> accounts = tenant.Users.Concat(tenant.DeletedUsers).Where(user => !string.IsNullOrEmpty(user.EmployeeId)).Select(user => "account " + user.EmployeeId);
        IEnumerable<string> passes = tenant.Users
            .SelectMany(user => user.AuthenticationMethods.Where(method => method.Kind.StartsWith("temporaryAccessPass", StringComparison.OrdinalIgnoreCase)).Select(_ => "pass of " + user.Id));
        List<ConnectWiseTicket> tickets = tenant.Beside<ConnectWiseState>().Tickets;
        IEnumerable<string> notes = tickets.SelectMany(ticket => ticket.Notes.Select(note => $"note on {ticket.Id}: {note.Text}"));
        IEnumerable<string> mails = tenant.SentMail.Select(mail => $"mail to {string.Join(',', mail.To)}: {mail.Subject}");
        IEnumerable<string> jobs = tenant.Beside<NinjaOneState>().Runs.Select(run => $"job {run.Script} on {run.DeviceId}");
        return accounts.Concat(passes).Concat(tickets.Select(ticket => "ticket " + Title(tenant, ticket))).Concat(notes).Concat(mails).Concat(jobs)
            .GroupBy(thing => thing, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Count()} times {same.Key}");
    }

    // A ticket that is opened before the person could be read has the name that the run was given.
    private static string Title(SandboxTenant tenant, ConnectWiseTicket ticket) => ticket.Summary.Replace(TypicalPeople.Leaver, tenant.FindUser(TypicalPeople.Leaver)!.DisplayName, StringComparison.Ordinal);
}
