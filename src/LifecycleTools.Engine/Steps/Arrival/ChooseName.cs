using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Settles what the account is called.</summary>
/// <remarks>
/// A name once chosen is kept when the run is resumed. The last word is the service's own when the account is made: <see cref="CreateAccount"/>
/// goes on to the next alternative then.
/// </remarks>
/// <why>A name that is taken anywhere, in an address or a deleted account as well, makes mail go to the wrong person.</why>
/// <person>Somebody else's deleted account holds the name: restore that account, delete it for good, or run the hire again with -UserPrincipalName.</person>
[Step("directory.choose-name", LifecycleSystem.Directory)]
[Needs("Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
public sealed class ChooseName : Step<NameChoice>
{
    /// <inheritdoc/>
    public override string Action => "Choose the name";

    /// <inheritdoc/>
    public override bool ChangesNothing => true;

    /// <inheritdoc/>
    public override Task<NameChoice> ObserveAsync(StepContext of, CancellationToken cancel) =>
        of.Facts[FactNames.AccountName] is { } kept
            ? Task.FromResult(new NameChoice(kept, [], null))
            : NameSearch.ChooseAsync(of, Array.Empty<string>(), cancel);

    /// <inheritdoc/>
    public override Assessment Assess(NameChoice now, StepContext of)
    {
        if (now.Name is { } name)
        {
            return Assessment.Done(now.Taken.Count == 0 ? name : $"{name}; taken are {string.Join(", ", now.Taken)}");
        }

        if (now.Deleted is { } deleted)
        {
            return Assessment.Of($"{deleted.Name} was deleted", [], new List<Obstacle>
            {
                new($"{deleted.Holds} [{deleted.Id}]", "a deleted account of this name is kept for 30 days: restore it, or give another name with -UserPrincipalName", NeedsPerson: true)
                {
                    ErrorId = ErrorIds.NameTaken,
                },
            });
        }

        return Assessment.Forbidden(of.PersonName, $"every name is taken: {string.Join(", ", now.Taken.Take(5))}", ErrorIds.NameTaken);
    }
}
