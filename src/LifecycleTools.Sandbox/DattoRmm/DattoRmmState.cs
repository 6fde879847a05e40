using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.DattoRmm;

/// <summary>The provider's Datto RMM account: three sites of this tenant, one of another customer, and one for devices that have left.</summary>
public sealed class DattoRmmState
{
    /// <summary>The fields that the seed uses: the owner's mail address, and the Entra device id that a component of the account writes.</summary>
    public const string OwnerField = "udf2";
    public const string EntraField = "udf10";

    private static readonly string[] s_library =
    {
        "Microsoft 365 Apps", "7-Zip", "Power BI Desktop", "Git", "Visual Studio Code", "Docker Desktop", "WireGuard", "Abacus", "Adobe Acrobat", "Dragon Medical", "Remove old agent", UninstallComponent,
    };

    private readonly SandboxTenant _tenant;
    private int _lastId = 7000;

    public DattoRmmState(SandboxTenant tenant)
    {
        _tenant = tenant;
        foreach (string name in new[] { "Contoso Zurich", "Contoso Berlin", "Contoso Austin", "Fabrikam", "Retired" }) AddSite(name);
        foreach (string name in s_library) AddComponent(name);
        AddComponent("Install package", "usrPackage", "usrSilent");

        foreach (SandboxManagedDevice managed in tenant.ManagedDevices.Where(device => device.OperatingSystem is "Windows" or "macOS"))
        {
            DattoRmmDevice device = Add(managed.DeviceName, managed.SerialNumber ?? "", "Contoso Zurich");
            if (managed.AzureAdDeviceId is not null) device.Fields[EntraField] = managed.AzureAdDeviceId;
            if (tenant.Users.FirstOrDefault(user => user.Id == managed.UserId) is not { } owner) continue;
            device.Fields[OwnerField] = owner.UserPrincipalName;
            device.LastUser = "CONTOSO\\" + owner.UserPrincipalName.Split('@')[0];
        }

        Add("ZRH-LT-101", "PF3XK101", "Contoso Zurich");
        Add("BER-LT-102", "PF3XK102", "Contoso Berlin");
        Add("AUS-LT-103", "PF3XK103", "Contoso Austin").Online = false;
        Add("FAB-LT-001", "PF9FAB01", "Fabrikam").LastUser = "FABRIKAM\\ines.roth";
    }

    /// <summary>The component that uninstalls the agent.</summary>
    public const string UninstallComponent = "Uninstall agent";

    /// <summary>The key of the user that is accepted.</summary>
    public string ApiKey { get; set; } = "datto-key";

    public string ApiSecretKey { get; set; } = "datto-secret";

    /// <summary>How long a job takes on a device that is online, and how long it waits for one that is not.</summary>
    public TimeSpan JobTime { get; set; } = TimeSpan.FromMinutes(2);

    public TimeSpan JobLife { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Requests that the account may send in a minute, and those of them that change something.</summary>
    public int Reads { get; set; } = 600;

    public int Writes { get; set; } = 100;

    /// <summary>What one kind of writes may use of a minute, by the service's name of it.</summary>
    public Dictionary<string, int> OperationWrites { get; } = new(StringComparer.Ordinal) { ["device-job-create"] = 100, ["device-udf-set"] = 100, ["device-move"] = 100 };

    /// <summary>What the integrations of others use of each minute.</summary>
    public int ReadsOfOthers { get; set; }

    public int WritesOfOthers { get; set; }

    /// <summary>Whether the details of the activity log are a sentence instead of JSON.</summary>
    public bool LogsSentences { get; set; }

    public List<DattoRmmSite> Sites { get; } = new();

    public List<DattoRmmComponent> Components { get; } = new();

    public List<DattoRmmDevice> Devices { get; } = new();

    public List<DattoRmmJob> Jobs { get; } = new();

    public HashSet<string> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>The device with this serial number.</summary>
    public DattoRmmDevice this[string serial] => Devices.Single(device => device.SerialNumber == serial);

    public DattoRmmSite AddSite(string name)
    {
        Sites.Add(new DattoRmmSite { Id = NextId(), Uid = NewUid(), Name = name });
        return Sites[^1];
    }

    public DattoRmmComponent AddComponent(string name, params string[] variables)
    {
        DattoRmmComponent component = new() { Id = NextId(), Uid = NewUid(), Name = name };
        component.Variables.AddRange(variables);
        Components.Add(component);
        return component;
    }

    public DattoRmmDevice Add(string name, string serial, string site)
    {
        DattoRmmDevice device = new() { Id = NextId(), Uid = NewUid(), Hostname = name, SerialNumber = serial, SiteUid = Sites.First(one => one.Name == site).Uid, LastSeenUtc = _tenant.Clock.UtcNow };
        Devices.Add(device);
        return device;
    }

    public int NextId() => ++_lastId;

    public string NewUid() => _tenant.NewId("datto");

    /// <summary>Lets happen what is due: jobs that reach their device, agents that report.</summary>
    public void Settle()
    {
        DateTimeOffset now = _tenant.Clock.UtcNow;
        foreach (DattoRmmJob job in Jobs.Where(job => job.RanUtc is null))
        {
            DattoRmmDevice device = Devices.First(one => one.Uid == job.DeviceUid);
            if (!device.Online || now < job.CreatedUtc + JobTime || now > job.CreatedUtc + JobLife) continue;
            job.RanUtc = job.CreatedUtc + JobTime;
            if (job.Component != UninstallComponent || job.Result != "Success") continue;
            device.Online = false;
            device.LastSeenUtc = job.RanUtc.Value;
        }

        foreach (DattoRmmDevice device in Devices.Where(device => device.Online)) device.LastSeenUtc = now;
    }

    /// <summary>Pending, Expired, or how it ended.</summary>
    public string StatusOf(DattoRmmJob job) => job.RanUtc is not null ? job.Result : _tenant.Clock.UtcNow > job.CreatedUtc + JobLife ? "Expired"
        : Devices.First(one => one.Uid == job.DeviceUid).Online ? "Running" : "Pending";
}

public sealed class DattoRmmSite
{
    public int Id { get; set; }
    public string Uid { get; set; } = "";
    public string Name { get; set; } = "";
}

public sealed class DattoRmmComponent
{
    public int Id { get; set; }
    public string Uid { get; set; } = "";
    public string Name { get; set; } = "";
    public List<string> Variables { get; } = new();
}

public sealed class DattoRmmDevice
{
    public int Id { get; set; }
    public string Uid { get; set; } = "";
    public string Hostname { get; set; } = "";

    /// <summary>Only its audit tells it.</summary>
    public string SerialNumber { get; set; } = "";
    public string SiteUid { get; set; } = "";
    public string? LastUser { get; set; }
    public bool Online { get; set; } = true;
    public bool Deleted { get; set; }
    public string Class { get; set; } = "device";
    public DateTimeOffset LastSeenUtc { get; set; }

    /// <summary>User-defined fields that have a value.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);
}

/// <summary>A quick job.</summary>
public sealed class DattoRmmJob
{
    public int Id { get; set; }
    public string Uid { get; set; } = "";
    public string Name { get; set; } = "";
    public string DeviceUid { get; set; } = "";
    public string Component { get; set; } = "";
    public string ComponentUid { get; set; } = "";
    public List<KeyValuePair<string, string>> Variables { get; } = new();
    public DateTimeOffset CreatedUtc { get; set; }

    /// <summary>When the device had done it; null as long as it has not.</summary>
    public DateTimeOffset? RanUtc { get; set; }

    /// <summary>Success, Warning or Failure, once it has run.</summary>
    public string Result { get; set; } = "Success";

    public string Output { get; set; } = "";

    public string Errors { get; set; } = "";

    public override string ToString() => $"{Component} {string.Join(" ", Variables.Select(each => each.Key + "=" + each.Value))} {CreatedUtc.ToString("s", CultureInfo.InvariantCulture)}";
}
