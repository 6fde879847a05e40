namespace LifecycleTools.Engine.Ports;

/// <summary>The system that a step touches.</summary>
public enum LifecycleSystem
{
    /// <summary>Entra ID.</summary>
    Directory,

    /// <summary>Exchange Online.</summary>
    Mail,

    /// <summary>OneDrive.</summary>
    Files,

    /// <summary>Entra and Intune devices.</summary>
    Devices,

    /// <summary>Our own journal.</summary>
    Journal,

    /// <summary>Mail to people, and cards in channels.</summary>
    Messages,

    /// <summary>The remote monitoring and management system.</summary>
    Rmm,

    /// <summary>The ticket system.</summary>
    Psa,
}
