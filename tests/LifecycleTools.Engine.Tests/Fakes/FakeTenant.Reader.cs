using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : ITenantReader
{
    /// <summary>Rights on shared mailboxes.</summary>
    public List<MailboxRight> SharedMailboxRights { get; } = [];

    Task<IReadOnlyList<TenantPerson>> ITenantReader.ReadPeopleAsync(CancellationToken cancel) => ReadAsync<IReadOnlyList<TenantPerson>>(
        "reader.people",
        () => People.Values.Where(person => person.SignInAllowed && !person.IsGuest).Select(person => new TenantPerson(person, LicensesOf(person.Id).ToList())).ToList(),
        cancel);

    Task<IReadOnlyList<Person>> ITenantReader.SearchPeopleAsync(string beginning, int most, CancellationToken cancel) => ReadAsync<IReadOnlyList<Person>>(
        "reader.search",
        () => People.Values.Where(person => !person.IsGuest && (person.DisplayName.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)
            || person.UserPrincipalName.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))).Take(most).ToList(),
        cancel);

    Task<IReadOnlyList<MailboxRight>> ITenantReader.ReadSharedMailboxRightsAsync(CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<MailboxRight>>("reader.sharedMailboxes", () => SharedMailboxRights.ToList(), cancel);
}
