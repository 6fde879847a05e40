using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Steps.Arrival;

namespace LifecycleTools.Engine.Steps;

/// <content>What the checks of a hire found, for the steps after them.</content>
public sealed partial class Hiring
{
    private volatile ResolvedReferences? _resolved;
    private volatile IReadOnlyList<Sku> _skus = [];

    /// <summary>What the role map's names lead to; null until the check has looked.</summary>
    public ResolvedReferences? Resolved { get => _resolved; set => _resolved = value; }

    /// <summary>What the role map's names lead to. Every step that changes something needs the check, so it is there.</summary>
    public ResolvedReferences References => Resolved ?? throw new InvalidOperationException("The references have not been checked.");

    /// <summary>The tenant's products as the check found them.</summary>
    public IReadOnlyList<Sku> Skus { get => _skus; set => _skus = value; }

    /// <summary>Whether a license of the role, or of a group of the role, brings a mailbox.</summary>
    public bool BringsMailbox => WantedLicenses.BringMailbox(this);
}
