using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Return;

/// <summary>Takes away the access to the person's OneDrive that the departure gave.</summary>
/// <remarks>Takes effect: at once. Undo: share it again. Source: Microsoft Graph v1.0, "Delete a sharing permission from a file or folder".</remarks>
/// <why>Files are the person's own again.</why>
[Step("files.take-back-onedrive", LifecycleSystem.Files)]
[Needs("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All", ToChange = true)]
public sealed class TakeBackFiles : Step<TakeBackFiles.State>
{
    /// <inheritdoc/>
    public override string Action => "Take back OneDrive";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel) =>
        new(of.Return.Was.SharedDrive is { } given && await of.Systems.Files.HasAccessAsync(given.Drive, given.Mail, cancel).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (of.Return.Was.SharedDrive is not { } given) return Assessment.Skip("the departure gave nobody access to it");
        return now.HasAccess
            ? Assessment.ToDo(new Change($"take access of {given.Mail} to", given.Drive.WebUrl, given.Drive.DriveId, ChangePath.Graph, "the departure gave it"))
            : Assessment.Done($"{given.Mail} has no access to {given.Drive.WebUrl}");
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        GivenDrive given = of.Return.Was.SharedDrive!;
        return of.Systems.Files.RevokeAccessAsync(given.Drive, given.Mail, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) => now.HasAccess ? "shared" : "not shared";

    /// <summary>Whether whoever took over can still write in it.</summary>
    public sealed record State(bool HasAccess);
}
