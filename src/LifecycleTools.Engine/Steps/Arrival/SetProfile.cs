using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Writes what was asked about the person into their profile; fields that nobody asked for stay as they are.</summary>
/// <remarks>Takes effect: at once. Undo: write the old values. Source: Microsoft Graph v1.0, "Update user".</remarks>
/// <why>Licenses need the usage location, and dynamic groups read department and office.</why>
[Step("directory.set-profile", LifecycleSystem.Directory)]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true)]
public sealed class SetProfile : Step<AccountView>
{
    /// <inheritdoc/>
    public override string Action => "Set the profile";

    /// <inheritdoc/>
    public override async Task<AccountView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(await Newcomers.ReadAsync(of, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Assessment Assess(AccountView now, StepContext of)
    {
        ProfileField[] open = Open(now, of);
        return open.Length == 0
            ? Assessment.Done(Describe(now, of))
            : Assessment.ToDo(open.Select(field => new Change("set", $"{field.Name} to \"{field.Wanted}\"", "", ChangePath.Graph, field.Why)).ToArray());
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(AccountView now, StepContext of, CancellationToken cancel)
    {
        var profile = new Profile();
        foreach (ProfileField field in Open(now, of)) profile = field.Put(profile);
        return of.Systems.Directory.UpdateAsync(Newcomers.Made(of), profile, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(AccountView now, StepContext of) =>
        string.Join(", ", ProfileField.Of(of).Select(field => $"{field.Name}: {Held(field, now) ?? "-"}"));

    private static ProfileField[] Open(AccountView now, StepContext of) =>
        ProfileField.Of(of).Where(field => !string.Equals(Held(field, now), field.Wanted, StringComparison.Ordinal)).ToArray();

    private static string? Held(ProfileField field, AccountView now) => now.Person is { } person ? field.Held(person) : null;
}
