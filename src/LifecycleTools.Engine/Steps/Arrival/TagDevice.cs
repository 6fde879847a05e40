using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>Puts the role map's tags on the person's device; tags of others stay.</summary>
/// <remarks>Undo: take the tags off by hand.</remarks>
/// <why>The RMM's policies go by tags.</why>
[Step("rmm.tag-device", LifecycleSystem.Rmm)]
public sealed class TagDevice : Step<SeenDevices>
{
    /// <inheritdoc/>
    public override string Action => "Tag device";

    /// <inheritdoc/>
    public override async Task<SeenDevices> ObserveAsync(StepContext of, CancellationToken cancel) =>
        WhyNot(of) is null ? await HireDevices.ReadAsync(of, cancel).ConfigureAwait(false) : SeenDevices.None;

    /// <inheritdoc/>
    public override Assessment Assess(SeenDevices now, StepContext of) => WhyNot(of) is { } reason
        ? Assessment.Skip(reason)
        : Assessment.Of(Describe(now, of), now.Theirs.Where(device => Missing(device, of).Count > 0)
            .Select(device => new Change($"tag {string.Join(", ", Missing(device, of))} on", RmmDevices.Name(device), device.Id, ChangePath.Rmm, "role map")).ToList(), now.Strange.Select(one => HireDevices.Strange(one, of)).ToList());

    /// <inheritdoc/>
    public override Task ApplyAsync(SeenDevices now, StepContext of, CancellationToken cancel) => Each.DoAsync(
        now.Theirs.Where(device => Missing(device, of).Count > 0), device => of.Systems.Rmm!.AddTagsAsync(device, Missing(device, of), cancel), RmmDevices.Name);

    /// <inheritdoc/>
    public override string Describe(SeenDevices now, StepContext of) =>
        string.Join(", ", now.Theirs.Select(device => $"{RmmDevices.Name(device)}: {(device.Tags.Count == 0 ? "no tag" : string.Join(", ", device.Tags))}"));

    private static string? WhyNot(StepContext of)
    {
        if (HireDevices.WhyNone(of) is { } none) return none;
        if (of.Hire.Means.Devices.Tags.Count == 0) return "the role map names no device tag";
        return of.Systems.Rmm!.Abilities.HasFlag(RmmAbilities.Tags) ? null : $"{of.Systems.Rmm.Product} has no tags";
    }

    private static List<string> Missing(RmmDevice device, StepContext of) =>
        of.Hire.Means.Devices.Tags.Where(tag => !device.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)).ToList();
}
