using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Reads the account and the mailbox of who comes back.</summary>
internal static class Returnees
{
    /// <exception cref="LifecycleException">PersonNotFound; "not yet" while the account has just been restored.</exception>
    public static async Task<Person> ReadAsync(StepContext of, CancellationToken cancel) =>
        await of.Systems.Directory.ReadAsync(of.Return.Id, cancel).ConfigureAwait(false)
        ?? throw new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.NotFound, $"The directory does not show the account of {of.PersonName} [{of.Return.Id}].")
        {
            MayBeReplication = true,
            RecommendedAction = "If somebody deleted it, resume the run: it restores the account.",
        };

    public static Task<Mailbox?> MailboxAsync(StepContext of, CancellationToken cancel) => of.Systems.Mailboxes.ReadAsync(of.Return.Id, cancel);

    /// <summary>What it means that there is no mailbox.</summary>
    public static Assessment NoMailbox(StepContext of) =>
        Assessment.Forbidden(of.PersonName, "has no mailbox (yet): when it is back, resume the run", ErrorIds.MailboxNotFound);
}
