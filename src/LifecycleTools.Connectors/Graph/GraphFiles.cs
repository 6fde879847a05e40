using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Drives.Item.Items.Item.Invite;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;

namespace LifecycleTools.Connectors.Graph;

using Identity = Microsoft.Graph.Models.Identity;

/// <summary>OneDrive of people, through Graph.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "drive", "permission".</remarks>
internal sealed class GraphFiles(GraphCalls graph) : GraphPort(graph), IFiles
{
    private const string Write = "write";
    private const string Owner = "owner";
    private static readonly string[] s_drive = ["id", "webUrl"];
    private static readonly string[] s_id = ["id"];

    /// <inheritdoc/>
    /// <remarks>Source: "Get drive", "Get root folder".</remarks>
    [Needs("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
    public async Task<PersonalDrive?> ReadAsync(PersonId person, CancellationToken cancel)
    {
        Drive? drive;
        try
        {
            drive = await CallAsync(Api.Users[Key(person)].Drive.GetAsync(ask => ask.QueryParameters.Select = s_drive, cancel)).ConfigureAwait(false);
        }
        catch (GraphRefusal refusal) when (refusal.Status == 404 && refusal.ServiceText.IndexOf("mysite", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            // Only this 404 says that there never was one; a person who is not there is another.
            return null;
        }

        string id = GraphCalls.Present(GraphCalls.Present(drive, "drive").Id, "drive id");
        DriveItem? root = await CallAsync(Api.Drives[id].Root.GetAsync(ask => ask.QueryParameters.Select = s_id, cancel)).ConfigureAwait(false);
        return new PersonalDrive(id, GraphCalls.Present(GraphCalls.Present(root, "root folder").Id, "root id"), drive!.WebUrl ?? "");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Permissions name people by id, often without their address; so the address is looked up and either counts.
    /// Source: "List permissions".
    /// </remarks>
    [Needs("Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task<bool> HasAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel) =>
        (await OfAsync(drive, mail, cancel).ConfigureAwait(false)).Any(CanWrite);

    private async Task<IReadOnlyList<Permission>> OfAsync(PersonalDrive drive, string mail, CancellationToken cancel, [CallerMemberName] string method = "")
    {
        string address = ODataText.Quoted(mail);
        Task<IReadOnlyList<Permission>> readingPermissions = CallAsync(Graph.ListAsync(
            Api.Drives[drive.DriveId].Items[drive.RootId].Permissions.ToGetRequestInformation(),
            PermissionCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel), method);
        Task<IReadOnlyList<User>> readingPeople = CallAsync(Graph.ListAsync(
            Api.Users.ToGetRequestInformation(ask => (ask.QueryParameters.Filter, ask.QueryParameters.Select) = ($"mail eq {address} or userPrincipalName eq {address}", s_id)),
            UserCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel), method);
        await Task.WhenAll(readingPermissions, readingPeople).ConfigureAwait(false);

        HashSet<string> names = new((await readingPeople.ConfigureAwait(false)).Select(each => GraphCalls.Present(each.Id, "user id")), StringComparer.OrdinalIgnoreCase) { mail };
        return (await readingPermissions.ConfigureAwait(false)).Where(each => NamesOf(each).Any(names.Contains)).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Asked again it keeps the same permission.   Takes effect: at once.   Undo: delete the permission.   Source: "Send a sharing invitation"; a recipient that failed is inside a 200.</remarks>
    [Needs("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
    public async Task GrantAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel)
    {
        InvitePostResponse? answer = await CallAsync(Api.Drives[drive.DriveId].Items[drive.RootId].Invite.PostAsInvitePostResponseAsync(
            new InvitePostRequestBody
            {
                Recipients = [new DriveRecipient { Email = mail }],
                Roles = [Write],
                RequireSignIn = true,
                SendInvitation = false,
            },
            cancellationToken: cancel)).ConfigureAwait(false);
        List<Permission> given = GraphCalls.Present(GraphCalls.Present(answer, "answer to the invitation").Value, "permission");
        if (given.Select(ErrorOf).FirstOrDefault(each => each is not null) is { } error)
        {
            throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"Access to {drive.WebUrl} was not given to {mail}: {error}.")
            {
                RecommendedAction = "Check the address and the tenant's sharing settings.",
            };
        }

        if (!given.Any(CanWrite)) throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"Graph's answer does not say that {mail} can write in {drive.WebUrl}.");
    }

    /// <inheritdoc/>
    /// <remarks>Undo: give it again.   Source: "Delete a sharing permission from a file or folder". What is inherited, and the owner's own, is not touched.</remarks>
    [Needs("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All")]
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task RevokeAccessAsync(PersonalDrive drive, string mail, CancellationToken cancel)
    {
        IReadOnlyList<Permission> theirs = await OfAsync(drive, mail, cancel).ConfigureAwait(false);
        foreach (Permission given in theirs.Where(each => !(each.Roles ?? []).Contains(Owner, StringComparer.OrdinalIgnoreCase)))
        {
            await RemoveOneAsync(Api.Drives[drive.DriveId].Items[drive.RootId].Permissions[GraphCalls.Present(given.Id, "permission id")].DeleteAsync(cancellationToken: cancel)).ConfigureAwait(false);
        }
    }

    private static bool CanWrite(Permission permission) =>
        (permission.Roles ?? []).Any(role => string.Equals(role, Write, StringComparison.OrdinalIgnoreCase) || string.Equals(role, Owner, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> NamesOf(Permission permission)
    {
        IEnumerable<SharePointIdentitySet?> sets = (permission.GrantedToIdentitiesV2 ?? []).Append(permission.GrantedToV2);
        IEnumerable<Identity?> identities = sets.SelectMany(each => new Identity?[] { each?.User, each?.SiteUser });
        return identities.OfType<Identity>().SelectMany(NamesOf).Append(permission.Invitation?.Email).OfType<string>();
    }

    // i:0#.f|membership|jane@contoso.example; a site user's id is a number of its site, which no person's is.
    private static IEnumerable<string?> NamesOf(Identity identity) =>
    [
        identity.Id,
        identity.AdditionalData.TryGetValue("email", out object? mail) ? mail as string : null,
        (identity as SharePointIdentity)?.LoginName?.Split('|').Last(),
    ];

    private static string? ErrorOf(Permission permission)
    {
        if (!permission.AdditionalData.TryGetValue("error", out object? found) || found is null) return null;

        IDictionary<string, UntypedNode> error = (found as UntypedObject)?.GetValue() ?? new Dictionary<string, UntypedNode>();
        string[] said = new[] { "code", "message" }
            .Select(name => error.TryGetValue(name, out UntypedNode? value) ? (value as UntypedString)?.GetValue() : null)
            .OfType<string>().ToArray();
        return said.Length == 0 ? "an error without a text" : string.Join(": ", said).TrimEnd('.');
    }
}
