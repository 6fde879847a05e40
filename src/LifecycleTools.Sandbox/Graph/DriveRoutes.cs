using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>OneDrive: find it, and hand it over by inviting somebody to its root.</summary>
internal sealed class DriveRoutes : GraphRouteSet
{
    private const string ReadFiles = "Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All Sites.FullControl.All";
    private const string WriteFiles = "Files.ReadWrite.All Sites.ReadWrite.All Sites.FullControl.All";
    private const string Owner = "owner";
    private static readonly string[] s_roles = { "read", "write", Owner };

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/drive", ReadFiles, OfUser);
        routes.Map("GET", "drives/{drive}", ReadFiles, call => ODataQuery.One(call, DriveJson.Drive(call.Tenant, Drive(call)), "drives"));
        routes.Map("GET", "drives/{drive}/root", ReadFiles, call => ODataQuery.One(call, DriveJson.Root(Drive(call)), "drives"));
        routes.Map("GET", "drives/{drive}/items/{item}", ReadFiles, call => ODataQuery.One(call, Item(call), "drives"));
        routes.Map("GET", "drives/{drive}/items/{item}/children", ReadFiles, Children);
        routes.Map("POST", "drives/{drive}/items/{item}/invite", WriteFiles, Invite);
        routes.Map("GET", "drives/{drive}/items/{item}/permissions", ReadFiles, List);
        routes.Map("GET", "drives/{drive}/items/{item}/permissions/{permission}", ReadFiles, call =>
            ODataQuery.One(call, DriveJson.Permission(call.Tenant, Permission(call)), "permissions"));
        routes.Map("PATCH", "drives/{drive}/items/{item}/permissions/{permission}", WriteFiles, ChangeRoles);
        routes.Map("DELETE", "drives/{drive}/items/{item}/permissions/{permission}", WriteFiles, Remove);
    }

    private static SandboxAnswer OfUser(GraphCall call)
    {
        SandboxUser user = call.SeenUser();
        SandboxDrive drive = call.Tenant.Drives.FirstOrDefault(one => one.OwnerId == user.Id)
            ?? throw new GraphException(404, "ResourceNotFound", "User's mysite not found.");
        return ODataQuery.One(call, DriveJson.Drive(call.Tenant, drive), "drives");
    }

    private static SandboxDrive Drive(GraphCall call) =>
        call.Tenant.Drives.FirstOrDefault(one => one.Id == call["drive"]) ?? throw NotFound();

    private static JsonObject Item(GraphCall call)
    {
        SandboxDrive drive = Drive(call);
        if (IsRoot(call, drive)) return DriveJson.Root(drive);

        return drive.Items.FirstOrDefault(one => one.Id == call["item"]) is { } item ? DriveJson.Item(drive, item) : throw NotFound();
    }

    private static string ItemId(GraphCall call, SandboxDrive drive) =>
        IsRoot(call, drive) ? drive.RootId : drive.Items.FirstOrDefault(one => one.Id == call["item"])?.Id ?? throw NotFound();

    private static bool IsRoot(GraphCall call, SandboxDrive drive) => call["item"] == drive.RootId || call["item"] == "root";

    private static SandboxAnswer Children(GraphCall call)
    {
        SandboxDrive drive = Drive(call);
        IEnumerable<SandboxDriveItem> children = ItemId(call, drive) == drive.RootId ? drive.Items : Enumerable.Empty<SandboxDriveItem>();
        return ODataQuery.Many(call, children.Select(item => DriveJson.Item(drive, item)), "driveItems", directory: false);
    }

    private static SandboxAnswer List(GraphCall call)
    {
        SandboxDrive drive = Drive(call);
        string itemId = ItemId(call, drive);
        SandboxDrivePermission owner = new() { Id = "owner-" + drive.OwnerId, ItemId = itemId, UserId = drive.OwnerId, Roles = { Owner } };
        IEnumerable<JsonObject> all = drive.Permissions.Where(one => one.ItemId == itemId).Prepend(owner).Select(one => DriveJson.Permission(call.Tenant, one));
        return ODataQuery.Many(call, all, "permissions", directory: false);
    }

    private static SandboxAnswer Invite(GraphCall call)
    {
        SandboxDrive drive = Drive(call);
        string itemId = ItemId(call, drive);
        JsonObject body = call.Body();
        List<string> roles = Roles(body["roles"] as JsonArray);
        if (body["requireSignIn"]?.GetValue<bool>() != true) throw new GraphException(400, "invalidRequest", "Links without sign-in are not allowed in this organization.");
        if (body["recipients"] is not JsonArray { Count: > 0 } recipients) throw new GraphException(400, "invalidRequest", "The request must hold at least one recipient.");

        // All are looked up before any is invited: one unknown recipient, and nobody gets in.
        List<SandboxUser> people = recipients.OfType<JsonObject>().Select(one => Recipient(call, one)).ToList();
        List<SandboxDrivePermission> given = people.Select(person => Give(call, drive, itemId, person, roles)).ToList();
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["@odata.context"] = $"{call.Root}/$metadata#Collection(permission)",
            ["value"] = new JsonArray(given.Select(one => (JsonNode?)DriveJson.Permission(call.Tenant, one)).ToArray()),
        });
    }

    private static SandboxUser Recipient(GraphCall call, JsonObject recipient)
    {
        string? key = (recipient["email"] ?? recipient["objectId"] ?? recipient["alias"])?.ToString();
        return call.Tenant.Users.FirstOrDefault(user => SandboxTenant.Same(user.Id, key) || SandboxTenant.Same(user.UserPrincipalName, key)
                || SandboxTenant.Same(user.Mail, key) || SandboxTenant.Same(user.MailNickname, key))
            ?? throw new GraphException(400, "sharingFailed", "Some users in the request could not be resolved.");
    }

    private static SandboxDrivePermission Give(GraphCall call, SandboxDrive drive, string itemId, SandboxUser person, List<string> roles)
    {
        SandboxDrivePermission? present = drive.Permissions.FirstOrDefault(one => one.ItemId == itemId && one.UserId == person.Id);
        if (present is null)
        {
            present = new SandboxDrivePermission { Id = call.Tenant.NewId("permission"), ItemId = itemId, UserId = person.Id };
            drive.Permissions.Add(present);
        }

        present.Roles = present.Roles.Union(roles).ToList();
        return present;
    }

    private static SandboxDrivePermission Permission(GraphCall call)
    {
        SandboxDrive drive = Drive(call);
        string itemId = ItemId(call, drive);
        return drive.Permissions.FirstOrDefault(one => one.ItemId == itemId && one.Id == call["permission"]) ?? throw NotFound();
    }

    private static SandboxAnswer ChangeRoles(GraphCall call)
    {
        SandboxDrivePermission permission = Permission(call);
        permission.Roles = Roles(call.Body()["roles"] as JsonArray);
        return ODataQuery.One(call, DriveJson.Permission(call.Tenant, permission), "permissions");
    }

    private static SandboxAnswer Remove(GraphCall call)
    {
        Drive(call).Permissions.Remove(Permission(call));
        return SandboxAnswer.Empty(204);
    }

    private static List<string> Roles(JsonArray? given)
    {
        List<string> roles = (given ?? new JsonArray()).Select(role => role?.ToString() ?? "").ToList();

        // "owner" is for personal OneDrive only; a business drive has one owner, whom no invitation changes.
        bool isFine = roles.Count > 0 && roles.All(role => role != Owner && s_roles.Contains(role, StringComparer.Ordinal));
        return isFine ? roles : throw new GraphException(400, "invalidRequest", "One or more of the provided roles is invalid.");
    }

    private static GraphException NotFound() => new(404, "itemNotFound", "The resource could not be found.");
}
