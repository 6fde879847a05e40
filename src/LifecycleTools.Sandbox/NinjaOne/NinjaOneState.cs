using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.NinjaOne;

/// <summary>The provider's NinjaOne: this tenant is one organization of it, another customer's is beside it.</summary>
public sealed class NinjaOneState
{
    private static readonly string[] s_library =
    {
        "Microsoft 365 Apps", "7-Zip", "Power BI Desktop", "Git", "Visual Studio Code", "Docker Desktop", "WireGuard", "Abacus", "Adobe Acrobat", "Dragon Medical", "Remove old agent",
    };

    private readonly SandboxTenant _tenant;
    private int _lastId = 1000;

    public NinjaOneState(SandboxTenant tenant)
    {
        _tenant = tenant;
        Organizations.Add((1, "Contoso"));
        Organizations.Add((2, "Fabrikam"));
        Locations.AddRange(new[] { (11, 1, "Contoso Zurich"), (12, 1, "Contoso Berlin"), (13, 1, "Contoso Austin"), (21, 2, "Main office") });
        foreach (string name in s_library) Scripts.Add((NextId(), name));

        foreach (SandboxManagedDevice managed in tenant.ManagedDevices.Where(device => device.OperatingSystem is "Windows" or "macOS"))
        {
            NinjaOneDevice device = Add(managed.DeviceName, managed.SerialNumber ?? "", 11);
            if (tenant.Users.FirstOrDefault(user => user.Id == managed.UserId) is { } owner) device.OwnerUid = EndUser(owner).Uid;
        }

        Add("ZRH-LT-101", "PF3XK101", 11);
        Add("BER-LT-102", "PF3XK102", 12);
        Add("PF3XK103", "PF3XK103", 13).ApprovalStatus = "STAGED";
        Add("FAB-LT-001", "PF9FAB01", 21, organization: 2);
    }

    /// <summary>The client that is accepted, and a person's refresh token.</summary>
    public string ClientId { get; set; } = "ninja-client";

    public string ClientSecret { get; set; } = "ninja-secret";

    public string RefreshToken { get; set; } = "ninja-refresh";

    /// <summary>Whether a refresh token is replaced each time it is used.</summary>
    public bool Rotates { get; set; }

    /// <summary>How long a script takes on a device that is online.</summary>
    public TimeSpan ScriptTime { get; set; } = TimeSpan.FromMinutes(2);

    public List<(int Id, string Name)> Organizations { get; } = new();

    public List<(int Id, int Organization, string Name)> Locations { get; } = new();

    public List<(int Id, string Name)> Scripts { get; } = new();

    public List<(int Id, string Name)> Tags { get; } = new();

    /// <summary>Custom fields of devices, and whether the API may write them.</summary>
    public List<(string Name, bool IsWritable)> CustomFields { get; } = new() { ("lifecycleSoftware", true), ("assetNumber", false) };

    /// <summary>Whether olderThan leads to newer activities, as the description says.</summary>
    public bool TakesDescriptionAtItsWord { get; set; }

    public List<NinjaOneDevice> Devices { get; } = new();

    public List<NinjaOneEndUser> EndUsers { get; } = new();

    public List<NinjaOneRun> Runs { get; } = new();

    /// <summary>Tokens given out: the text, and whether it is a person's.</summary>
    public Dictionary<string, bool> Tokens { get; } = new(StringComparer.Ordinal);

    public NinjaOneDevice Add(string name, string serial, int location, int organization = 1)
    {
        NinjaOneDevice device = new() { Id = NextId(), Name = name, SerialNumber = serial, LocationId = location, OrganizationId = organization };
        Devices.Add(device);
        return device;
    }

    /// <summary>The device with this serial number.</summary>
    public NinjaOneDevice this[string serial] => Devices.Single(device => device.SerialNumber == serial);

    /// <summary>Whose it is, by mail address; null for nobody's.</summary>
    public string? OwnerOf(NinjaOneDevice device) => EndUsers.FirstOrDefault(user => user.Uid == device.OwnerUid)?.Email;

    public int NextId() => ++_lastId;

    public string NewUid() => _tenant.NewId("ninja");

    private NinjaOneEndUser EndUser(SandboxUser person)
    {
        if (EndUsers.FirstOrDefault(user => user.Email == person.UserPrincipalName) is { } known) return known;
        NinjaOneEndUser made = new() { Id = NextId(), Uid = NewUid(), FirstName = person.GivenName ?? "", LastName = person.Surname ?? "", Email = person.UserPrincipalName, OrganizationId = 1 };
        EndUsers.Add(made);
        return made;
    }
}

public sealed class NinjaOneDevice
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string SerialNumber { get; set; } = "";
    public int OrganizationId { get; set; }
    public int LocationId { get; set; }

    /// <summary>PENDING, STAGED, APPROVED, DECOMMISSIONED.</summary>
    public string ApprovalStatus { get; set; } = "APPROVED";
    public bool Offline { get; set; }
    public string? OwnerUid { get; set; }
    public List<string> Tags { get; } = new();
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);
}

public sealed class NinjaOneEndUser
{
    public int Id { get; set; }
    public string Uid { get; set; } = "";
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Email { get; set; } = "";
    public int OrganizationId { get; set; }
}

/// <summary>A script that was started on a device.</summary>
public sealed class NinjaOneRun
{
    /// <summary>Of its first activity; the second one has the next.</summary>
    public int Id { get; set; }
    public int DeviceId { get; set; }
    public string Script { get; set; } = "";
    public string SeriesUid { get; set; } = "";
    public DateTimeOffset StartedUtc { get; set; }

    /// <summary>SUCCESS or FAILURE, once it has ended.</summary>
    public string Result { get; set; } = "SUCCESS";
}
