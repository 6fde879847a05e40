using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Tests.Fakes;

/// <summary>A job of the fake RMM.</summary>
internal sealed record FakeJob(string Id, string Device, string Software, string Key)
{
    public RmmJobState State { get; set; } = RmmJobState.Running;
}

internal sealed partial class FakeTenant
{
    private FakeRmm? _rmm;

    // An id is never given again, as no RMM does.
    private int _lastRmmDevice;

    /// <summary>The RMM's devices, by its id.</summary>
    public Dictionary<string, RmmDevice> RmmDevices { get; } = [];

    /// <summary>The RMM's accounts of people, by mail address.</summary>
    public Dictionary<string, RmmEndUser> RmmEndUsers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The RMM's jobs.</summary>
    public List<FakeJob> RmmJobs { get; } = [];

    /// <summary>What becomes of a job as it is started.</summary>
    public Func<FakeJob, RmmJobState> JobsEnd { get; set; } = _ => RmmJobState.Succeeded;

    /// <summary>Whether a job that is looked for is found to have been sent, and only reading it says how it ended.</summary>
    public bool FindsJobsWithoutTheirEnd { get; set; }

    /// <summary>Gives the tenant an RMM.</summary>
    public FakeTenant WithRmm(RmmAbilities abilities = (RmmAbilities)255)
    {
        _rmm = new FakeRmm(this, abilities);
        return this;
    }

    /// <summary>Takes the RMM away.</summary>
    public void WithoutRmm() => _rmm = null;

    /// <summary>Changes a device in the RMM.</summary>
    public void ChangeRmmDevice(string id, Func<RmmDevice, RmmDevice> change) => RmmDevices[id] = change(RmmDevices[id]);

    /// <summary>A device in the RMM.</summary>
    public RmmDevice AddRmmDevice(string name, string? serial, RmmDeviceState state = RmmDeviceState.Enrolled, string? owner = null)
    {
        RmmDevice device = new("rmm-" + (++_lastRmmDevice).ToString(CultureInfo.InvariantCulture), name, state) { SerialNumber = serial, OwnerMail = owner, IsOnline = true, SiteId = "site-1" };
        return RmmDevices[device.Id] = device;
    }

    private sealed class FakeRmm(FakeTenant tenant, RmmAbilities abilities) : IRmm
    {
        public string Product => "Fake RMM";

        public RmmAbilities Abilities => abilities;

        public Task CheckAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task<RmmSite> FindSiteAsync(string idOrName, CancellationToken cancel) => tenant.ReadAsync("rmm.site", () => new RmmSite("site-1", idOrName), cancel);

        public Task<IReadOnlyList<RmmDevice>> FindDevicesAsync(DeviceClues clues, CancellationToken cancel) =>
            tenant.ReadAsync<IReadOnlyList<RmmDevice>>("rmm.find", () => tenant.RmmDevices.Values.Where(device =>
                clues.SerialNumbers.Contains(device.SerialNumber) || clues.EntraDeviceIds.Contains(device.EntraDeviceId) || clues.Mails.Contains(device.OwnerMail)).ToList(), cancel);

        public Task<RmmDevice?> ReadAsync(string deviceId, CancellationToken cancel) =>
            tenant.ReadAsync("rmm.read", () => tenant.RmmDevices.GetValueOrDefault(deviceId), cancel);

        public Task<RmmEndUser?> FindEndUserAsync(string mail, CancellationToken cancel) =>
            tenant.ReadAsync("rmm.end-user", () => tenant.RmmEndUsers.GetValueOrDefault(mail), cancel);

        public async Task<RmmEndUser> CreateEndUserAsync(RmmSite site, NewRmmEndUser person, CancellationToken cancel)
        {
            RmmEndUser made = new("user-" + person.Mail, person.Mail, []);
            await tenant.WriteAsync("rmm.create-end-user", person.Mail, () => tenant.RmmEndUsers.Add(person.Mail, made), cancel).ConfigureAwait(false);
            return made;
        }

        public Task RemoveEndUserAsync(RmmEndUser person, CancellationToken cancel) =>
            tenant.WriteAsync("rmm.remove-end-user", person.Mail, () => tenant.RmmEndUsers.Remove(person.Mail), cancel);

        public Task SetOwnerAsync(RmmDevice device, RmmEndUser? owner, CancellationToken cancel) =>
            tenant.WriteAsync("rmm.owner", $"{device.Name} {owner?.Mail}", () => tenant.ChangeRmmDevice(device.Id, one => one with { OwnerMail = owner?.Mail }), cancel);

        public Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, CancellationToken cancel) =>
            tenant.WriteAsync("rmm.tags", $"{device.Name} {string.Join(",", tags)}", () => tenant.ChangeRmmDevice(device.Id, one => one with { Tags = [.. one.Tags, .. tags] }), cancel);

        public Task CheckSoftwareAsync(string software, CancellationToken cancel) => tenant.ReadAsync("rmm.check-software", () => software, cancel);

        public async Task<RmmJob> StartSoftwareAsync(RmmDevice device, string software, string key, CancellationToken cancel)
        {
            FakeJob job = new("job-" + (tenant.RmmJobs.Count + 1).ToString(CultureInfo.InvariantCulture), device.Id, software, key);
            await tenant.WriteAsync("rmm.software", $"{device.Name} {software}", () =>
            {
                job.State = tenant.JobsEnd(job);
                tenant.RmmJobs.Add(job);
            }, cancel).ConfigureAwait(false);
            return View(job);
        }

        public Task<RmmJob?> FindJobAsync(RmmDevice device, string software, string? key, DateTimeOffset notBefore, CancellationToken cancel) =>
            tenant.ReadAsync("rmm.find-job", () => tenant.RmmJobs.Where(job => job.Device == device.Id && job.Software == software && (key is null || job.Key == key)).Select(View).LastOrDefault<RmmJob?>(), cancel);

        public Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel) =>
            tenant.ReadAsync("rmm.read-job", () => tenant.RmmJobs.SingleOrDefault(one => one.Id == job.Id) is { } known ? View(known) : job with { State = RmmJobState.Accepted }, cancel);

        public async Task<EnrollmentLink> CreateEnrollmentLinkAsync(RmmSite site, CancellationToken cancel)
        {
            await tenant.WriteAsync("rmm.link", site.Name, () => { }, cancel).ConfigureAwait(false);
            return new EnrollmentLink(new Secret("https://enroll.example/secret"), tenant.Clock.UtcNow.AddDays(7));
        }

        public async Task<RmmDevice> StageDeviceAsync(RmmSite site, string name, string serialNumber, CancellationToken cancel)
        {
            RmmDevice? made = null;
            await tenant.WriteAsync("rmm.stage", serialNumber, () => made = tenant.AddRmmDevice(name, serialNumber, RmmDeviceState.Staged), cancel).ConfigureAwait(false);
            return made!;
        }

        public Task UnenrollAsync(RmmDevice device, CancellationToken cancel) =>
            tenant.WriteAsync("rmm.unenroll", device.Name, () =>
            {
                // An agent that is offline hears of it later.
                if (tenant.RmmDevices[device.Id].IsOnline) tenant.RmmDevices.Remove(device.Id);
            }, cancel);

        private static RmmJob View(FakeJob job) => new(job.Id, job.State, job.State == RmmJobState.Failed ? "exit code 1" : "");
    }
}
