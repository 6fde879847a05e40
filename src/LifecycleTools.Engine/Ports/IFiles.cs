using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Ports;

/// <summary>People's OneDrive.</summary>
public interface IFiles
{
    /// <summary>The person's OneDrive; null when it was never made.</summary>
    Task<PersonalDrive?> ReadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Whether this address has write access to the drive's root.</summary>
    Task<bool> HasAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel);

    /// <summary>Gives write access to the drive's root, without a mail to anybody.</summary>
    Task GrantAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel);

    /// <summary>Takes the access away that this address was given to the drive's root. Having none is success.</summary>
    Task RevokeAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel);
}

/// <summary>A OneDrive.</summary>
/// <param name="DriveId">Its id.</param>
/// <param name="RootId">The id of its root folder.</param>
/// <param name="WebUrl">Where people open it.</param>
public sealed record PersonalDrive(string DriveId, string RootId, string WebUrl);
