using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Sees the person's device in the RMM, announces it there, or hands out the link that enrolls it.</summary>
/// <remarks>
/// A device that nobody has switched on yet is awaited: the step is deferred and a later resume finishes it.
/// Undo: delete the announced device; a link runs out by itself.
/// </remarks>
/// <why>The device is managed before it holds company data.</why>
/// <person>Two devices carry the serial number. Say which one is handed out by removing or correcting the other record in the RMM, then resume.</person>
[Step("rmm.enroll-device", LifecycleSystem.Rmm)]
public sealed class EnrollDevice : Step<SeenDevices>
{
    /// <inheritdoc/>
    public override string Action => "Enroll device";

    /// <inheritdoc/>
    public override string Target(StepContext of) =>
        HireDevices.Serials(of) is { Count: > 0 } serials ? string.Join(", ", serials) : of.PersonName;

    /// <inheritdoc/>
    public override async Task<SeenDevices> ObserveAsync(StepContext of, CancellationToken cancel) =>
        HireDevices.WhyNone(of) is null ? await HireDevices.ReadAsync(of, cancel).ConfigureAwait(false) : SeenDevices.None;

    /// <inheritdoc/>
    public override Assessment Assess(SeenDevices now, StepContext of)
    {
        if (HireDevices.WhyNone(of) is { } reason) return Assessment.Skip(reason);
        List<Change> open = [];
        List<Obstacle> left = [];
        foreach (string? serial in Wanted(of))
        {
            List<RmmDevice> known = now.Theirs.Where(one => serial is null || RmmDevices.Same(one.SerialNumber, serial)).ToList();
            List<StrangeDevice> strange = now.Strange.Where(one => serial is null || RmmDevices.Same(one.Device.SerialNumber, serial)).ToList();
            left.AddRange(strange.Select(one => HireDevices.Strange(one, of)));
            if (strange.Count > 0 && (known.Count == 0 || serial is not null)) continue;
            if (serial is not null && known.Count > 1) left.Add(Ambiguous(serial, known));
            else if (known.Any(device => device.State == RmmDeviceState.Enrolled)) continue;
            else if (known.Count == 0 && serial is not null && Can(of, RmmAbilities.StagedDevices)) open.Add(new Change("announce", serial, "", ChangePath.Rmm, $"site {SiteName(of)}"));
            else if (known.Count == 0 && LacksLink(of)) open.Add(new Change("hand out an enrollment link for", serial ?? of.PersonName, "", ChangePath.Rmm, $"site {SiteName(of)}"));
            else left.Add(Awaited(known.FirstOrDefault(), serial ?? of.PersonName, of));
        }

        if (open.Count == 0 || SiteName(of) is not null) return Assessment.Of(Describe(now, of), open, left);
        return Assessment.Of(Describe(now, of), [], [.. left, HireDevices.NoSite(of)]);
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(SeenDevices now, StepContext of, CancellationToken cancel)
    {
        IRmm rmm = of.Systems.Rmm!;
        RmmSite site = await rmm.FindSiteAsync(SiteName(of)!, cancel).ConfigureAwait(false);
        IEnumerable<string?> seen = now.Theirs.Concat(now.Strange.Select(one => one.Device)).Select(device => device.SerialNumber);
        string[] absent = HireDevices.Serials(of).Where(serial => seen.All(known => !RmmDevices.Same(known, serial))).ToArray();
        if (Can(of, RmmAbilities.StagedDevices) && absent.Length > 0)
        {
            foreach (string serial in absent) await rmm.StageDeviceAsync(site, serial, serial, cancel).ConfigureAwait(false);
            return;
        }

        EnrollmentLink link = await rmm.CreateEnrollmentLinkAsync(site, cancel).ConfigureAwait(false);
        of.HandOver(new HandedSecret(of.PersonName, SecretKind.EnrollmentLink, link.Link, link.ValidUntil));
        of.Facts.Learn(FactNames.EnrollmentHanded, of.Clock.UtcNow);
    }

    /// <inheritdoc/>
    public override string Describe(SeenDevices now, StepContext of) => now.Theirs.Count + now.Strange.Count == 0
        ? "no device is seen in the RMM"
        : string.Join(", ", now.Theirs.Concat(now.Strange.Select(one => one.Device)).Select(device => $"{RmmDevices.Name(device)} {device.State.ToString().ToLowerInvariant()}"));

    private static IEnumerable<string?> Wanted(StepContext of) => HireDevices.Serials(of).Cast<string?>().DefaultIfEmpty();

    private static string? SiteName(StepContext of) => of.Hire.Means.Site.RmmSite;

    private static bool Can(StepContext of, RmmAbilities what) => of.Systems.Rmm!.Abilities.HasFlag(what);

    private static bool LacksLink(StepContext of) => Can(of, RmmAbilities.EnrollmentLinks) && of.Facts[FactNames.EnrollmentHanded] is null;

    private static Obstacle Ambiguous(string serial, List<RmmDevice> known) => new(
        serial, $"is the serial number of {string.Join(" and of ", known.Select(device => $"{device.Name} [{device.Id}]"))}: say which one is handed out", NeedsPerson: true)
    { ErrorId = ErrorIds.DeviceNotConfirmed };

    private static Obstacle Awaited(RmmDevice? device, string what, StepContext of) => new(
        what,
        device is not null ? "is announced and was not switched on yet"
            : of.Facts[FactNames.EnrollmentHanded] is not null ? $"has not enrolled yet, or {of.Systems.Rmm!.Product} does not know whose it is; the link was handed out"
            : $"has not enrolled yet; {of.Systems.Rmm!.Product} gives no link, so its agent is installed by hand",
        NeedsPerson: false)
    { IsAwaited = true };
}
