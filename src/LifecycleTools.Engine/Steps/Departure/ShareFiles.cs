using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Departure;

/// <summary>Gives whoever takes over access to the person's OneDrive.</summary>
/// <remarks>
/// Takes effect: at once. Undo: remove the permission. When the account is deleted, the tenant's retention for OneDrive begins.
/// Source: Microsoft Graph v1.0, "Send a sharing invitation".
/// </remarks>
/// <why>Files are kept by whoever takes over, before the retention of a deleted account begins to run.</why>
/// <person>Nobody takes over. Name a delegate and resume, or share the folder in the SharePoint admin center.</person>
[Step("files.share-onedrive", LifecycleSystem.Files)]
[Needs("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All", ToChange = true)]
public sealed class ShareFiles : Step<ShareFiles.State>
{
    /// <inheritdoc/>
    public override string Action => "Share OneDrive";

    /// <inheritdoc/>
    public override async Task<State> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        if (!of.Departure.Rules.OneDriveToDelegate) return new State(null, false);
        PersonalDrive? drive = await of.Systems.Files.ReadAsync(of.Departure.Who.Id, cancel).ConfigureAwait(false);
        return drive is null || Heir(of) is not { } heir
            ? new State(drive, false)
            : new State(drive, await of.Systems.Files.HasAccessAsync(drive, heir, cancel).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(State now, StepContext of)
    {
        if (!of.Departure.Rules.OneDriveToDelegate) return Assessment.Skip("the role map does not hand files over");
        if (now.Drive is not { } drive) return Assessment.Skip("no OneDrive was ever made");
        if (Heir(of) is not { } heir) return Assessment.NeedsPerson(drive.WebUrl, "nobody takes over");
        return now.HasAccess
            ? Assessment.Done($"{heir} can write in {drive.WebUrl}")
            : Assessment.ToDo(new Change($"give {heir} access to", drive.WebUrl, drive.DriveId, ChangePath.Graph, ""));
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(State now, StepContext of, CancellationToken cancel)
    {
        of.RecordSnapshot(SnapshotKinds.GivenDrive, Snapshots.Of(now.Drive!, Heir(of)!));
        return of.Systems.Files.GrantAccessAsync(now.Drive!, Heir(of)!, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(State now, StepContext of) =>
        now.Drive is null ? "no OneDrive" : now.HasAccess ? "shared" : "not shared";

    private static string? Heir(StepContext of) => of.Departure.Delegate?.Mail ?? of.Departure.Delegate?.UserPrincipalName;

    /// <summary>The drive, and whether whoever takes over can write in it.</summary>
    public sealed record State(PersonalDrive? Drive, bool HasAccess);
}
