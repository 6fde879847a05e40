using System;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>OneDrive as Graph writes it.</summary>
internal static class DriveJson
{
    private const long TotalBytes = 1024L * 1024 * 1024 * 1024;

    public static JsonObject Drive(SandboxTenant tenant, SandboxDrive drive) => new()
    {
        ["id"] = drive.Id,
        ["name"] = "OneDrive",
        ["driveType"] = "business",
        ["webUrl"] = drive.SiteUrl + "/Documents",
        ["owner"] = new JsonObject { ["user"] = Identity(tenant, drive.OwnerId) },
        ["quota"] = new JsonObject { ["total"] = TotalBytes, ["used"] = drive.UsedBytes, ["remaining"] = TotalBytes - drive.UsedBytes, ["state"] = "normal" },
    };

    public static JsonObject Root(SandboxDrive drive) => new()
    {
        ["id"] = drive.RootId,
        ["name"] = "root",
        ["webUrl"] = drive.SiteUrl + "/Documents",
        ["size"] = drive.UsedBytes,
        ["root"] = new JsonObject(),
        ["folder"] = new JsonObject { ["childCount"] = drive.Items.Count },
        ["parentReference"] = Parent(drive, withRoot: false),
        ["sharepointIds"] = new JsonObject { ["siteUrl"] = drive.SiteUrl },
    };

    public static JsonObject Item(SandboxDrive drive, SandboxDriveItem item)
    {
        var shown = new JsonObject
        {
            ["id"] = item.Id,
            ["name"] = item.Name,
            ["size"] = item.SizeBytes,
            ["webUrl"] = $"{drive.SiteUrl}/Documents/{Uri.EscapeDataString(item.Name)}",
            ["parentReference"] = Parent(drive, withRoot: true),
        };
        shown[item.IsFolder ? "folder" : "file"] = item.IsFolder ? new JsonObject { ["childCount"] = 0 } : new JsonObject { ["mimeType"] = "application/octet-stream" };
        return shown;
    }

    public static JsonObject Permission(SandboxTenant tenant, SandboxDrivePermission permission)
    {
        JsonObject siteUser = Identity(tenant, permission.UserId);
        siteUser["loginName"] = "i:0#.f|membership|" + tenant.FindUser(permission.UserId)?.UserPrincipalName;
        return new JsonObject
        {
            ["id"] = permission.Id,
            ["roles"] = GraphJson.Texts(permission.Roles),
            ["grantedTo"] = new JsonObject { ["user"] = Identity(tenant, permission.UserId) },
            ["grantedToV2"] = new JsonObject { ["user"] = Identity(tenant, permission.UserId), ["siteUser"] = siteUser },
        };
    }

    private static JsonObject Parent(SandboxDrive drive, bool withRoot)
    {
        var parent = new JsonObject { ["driveId"] = drive.Id, ["driveType"] = "business" };
        if (withRoot) parent["id"] = drive.RootId;
        return parent;
    }

    private static JsonObject Identity(SandboxTenant tenant, string userId) => new()
    {
        ["id"] = userId,
        ["displayName"] = tenant.FindUser(userId)?.DisplayName,
    };
}
