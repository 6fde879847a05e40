using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>The account as the directory shows it; null while it does not.</summary>
public sealed record AccountView(Person? Person);

/// <summary>Makes the account, once.</summary>
/// <remarks>
/// That an account is about to be made is in the journal before the request leaves; while the answer is missing, the account is looked for by employee
/// id and name through the whole replication window before another request may leave. Takes effect: within a minute everywhere.
/// Undo: delete the account; it can be restored for 30 days. Source: Microsoft Graph v1.0, "Create User".
/// </remarks>
/// <why>Everything else hangs on it.</why>
[Step("directory.create-account", LifecycleSystem.Directory)]
[Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class CreateAccount : Step<AccountView>
{
    private readonly List<string> _refused = [];

    /// <inheritdoc/>
    public override string Action => "Create the account";

    /// <inheritdoc/>
    public override TimeSpan Deadline => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override async Task<AccountView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(of.Hire.Account is { } known
            ? await of.Systems.Directory.ReadAsync(known, cancel).ConfigureAwait(false)
            : await AccountSearch.FindOursAsync(of, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Assessment Assess(AccountView now, StepContext of)
    {
        if (now.Person is { } person) return Assessment.Done(InWords(person));
        if (of.Hire.Account is { } made)
        {
            return Assessment.ToDo(new Change("wait for", of.PersonName, made.Value, ChangePath.Waiting, "the directory does not show the account yet"));
        }

        string how = of.Hire.StartsNow(of.Clock.UtcNow) ? "create account" : $"create account, disabled until {of.Hire.Request.StartDate:yyyy-MM-dd},";
        return Assessment.ToDo(new Change(how, of.PersonName, "", ChangePath.Graph, Newcomers.Why(of)));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(AccountView now, StepContext of, CancellationToken cancel)
    {
        // It is made, and only not seen yet: another request would make another one.
        if (of.Hire.Account is not null) return;

        bool unanswered = of.Facts[FactNames.AccountIntended] is not null;
        if (!unanswered) of.Facts.Learn(FactNames.AccountIntended, of.Clock.UtcNow);
        while (true)
        {
            try
            {
                await CreateAsync(of, cancel).ConfigureAwait(false);
                return;
            }
            catch (LifecycleException taken) when (taken.Id == ErrorIds.NameTaken)
            {
                if (await IsOursAsync(unanswered, of, cancel).ConfigureAwait(false)) return;
                await TakeNextNameAsync(taken, of, cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task CreateAsync(StepContext of, CancellationToken cancel)
    {
        PersonId id = await of.Systems.Directory.CreateAsync(Account(of), PasswordMaker.Create(), cancel).ConfigureAwait(false);
        of.Facts.Learn(FactNames.AccountCreated, of.Clock.UtcNow);
        of.Facts.Learn(FactNames.AccountId, id.Value);
    }

    private static NewAccount Account(StepContext of)
    {
        HireRequest request = of.Hire.Request;
        return new NewAccount
        {
            UserPrincipalName = Fact(of, FactNames.AccountName), MailNickname = Fact(of, FactNames.AccountAlias),
            DisplayName = Fact(of, FactNames.AccountDisplayName), SignInAllowed = of.Hire.StartsNow(of.Clock.UtcNow),
            UsageLocation = of.Hire.Means.Site.UsageLocation, EmployeeId = Given(request.EmployeeId),
            GivenName = Given(request.GivenName), Surname = Given(request.Surname),
        };
    }

    // A request of ours that was not answered may be what holds the name; it gets as long to be seen as replicas may take.
    private static async Task<bool> IsOursAsync(bool unanswered, StepContext of, CancellationToken cancel) =>
        await of.Wait.UntilAsync(() => AccountSearch.FindOursAsync(of, cancel), found => found is not null,
            unanswered ? of.Wait.ReplicationWindow : TimeSpan.Zero, cancel).ConfigureAwait(false) is not null;

    private async Task TakeNextNameAsync(LifecycleException taken, StepContext of, CancellationToken cancel)
    {
        _refused.Add(Fact(of, FactNames.AccountName));
        NameChoice next = await NameSearch.ChooseAsync(of, _refused, cancel).ConfigureAwait(false);
        if (next.Name is null)
        {
            throw new LifecycleException(ErrorIds.NameTaken, ErrorKind.Exists,
                $"No account was made for {of.Hire.Request.GivenName} {of.Hire.Request.Surname}: {string.Join(", ", next.Taken)}.", taken)
            {
                RequestId = taken.RequestId,
            };
        }
    }

    private static string InWords(Person person) => $"{person.UserPrincipalName} [{person.Id}], sign-in {(person.SignInAllowed ? "allowed" : "blocked")}";

    private static string Fact(StepContext of, string name) =>
        of.Facts[name] ?? throw new InvalidOperationException($"The run has not learned {name}.");

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
