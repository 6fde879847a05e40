using System;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Reads the new account by the id that the directory gave.</summary>
internal static class Newcomers
{
    /// <returns>Null in a preview, while there is no account.</returns>
    /// <exception cref="LifecycleException">PersonNotFound; "not yet" while our own create is young.</exception>
    public static async Task<Person?> ReadAsync(StepContext of, CancellationToken cancel)
    {
        if (Account(of) is not { } id) return null;
        return await of.Systems.Directory.ReadAsync(id, cancel).ConfigureAwait(false)
            ?? throw new LifecycleException(ErrorIds.PersonNotFound, ErrorKind.NotFound,
                $"The directory does not show the account of {of.PersonName} [{id}].")
            {
                MayBeReplication = true,
                RecommendedAction = "If somebody deleted it, restore it; then resume the run.",
            };
    }

    /// <summary>The account's id; null in a preview, while there is none.</summary>
    public static PersonId? Account(StepContext of) =>
        of.IsPreview && IsStillDeleted(of) ? null : of.Hire.Account ?? (of.IsPreview ? null : throw new InvalidOperationException("The account has not been made."));

    /// <summary>The account from before is among the deleted ones, where nothing of it can be read.</summary>
    public static bool IsStillDeleted(StepContext of) => of.Facts[FactNames.FormerDeleted] is not null && of.Facts[FactNames.AccountRestored] is null;

    /// <summary>The id of an account that has been made.</summary>
    public static PersonId Made(StepContext of) => Account(of) ?? throw new InvalidOperationException("A preview changes nothing.");

    /// <summary>Where the role map asks for it: "role sales at site zurich".</summary>
    public static string Why(StepContext of) => $"role {of.Hire.Means.Role} at site {of.Hire.Means.Site.Name}";

    /// <summary>Whether what the directory holds can be the name that was asked for. An account without names says nothing against it.</summary>
    public static bool Agrees(Person held, HireRequest asked) => Agrees(held.GivenName, asked.GivenName) && Agrees(held.Surname, asked.Surname);

    private static bool Agrees(string? held, string asked) =>
        string.IsNullOrWhiteSpace(held) || string.Equals(held!.Trim(), asked.Trim(), StringComparison.OrdinalIgnoreCase);
}
