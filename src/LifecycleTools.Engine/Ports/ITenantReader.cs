using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>The tenant as a whole: everyone at once, where the other ports know one person at a time. It only reads.</summary>
public interface ITenantReader
{
    /// <summary>Everyone who works here: accounts that may sign in and are no guests, with their licenses. Read page by page.</summary>
    Task<IReadOnlyList<TenantPerson>> ReadPeopleAsync(CancellationToken cancel);

    /// <summary>People whose name or user principal name begins like this, guests left out.</summary>
    /// <param name="beginning">What was typed; empty for the first ones of all.</param>
    /// <param name="most">How many are enough.</param>
    Task<IReadOnlyList<Person>> SearchPeopleAsync(string beginning, int most, CancellationToken cancel);

    /// <summary>Who may open, or send from, each shared mailbox. Rights that come through a group are the group's.</summary>
    Task<IReadOnlyList<MailboxRight>> ReadSharedMailboxRightsAsync(CancellationToken cancel);
}

/// <summary>Someone and the licenses they have, direct and inherited.</summary>
public sealed record TenantPerson(Person Person, IReadOnlyList<LicenseState> Licenses);
