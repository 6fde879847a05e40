namespace LifecycleTools.Engine.Roles;

/// <summary>What a new person signs in with for the first time.</summary>
public enum FirstSignIn
{
    /// <summary>A temporary access pass, within the tenant's policy.</summary>
    TemporaryAccessPass,

    /// <summary>An initial password that must be changed.</summary>
    Password,
}

/// <summary>Who is given the first pass or password.</summary>
public enum HandOver
{
    /// <summary>The caller, as a SecureString on its own output object.</summary>
    Output,

    /// <summary>The manager, by mail.</summary>
    ManagerMail,
}

/// <summary>How a new person signs in for the first time.</summary>
public sealed record SignInPolicy
{
    /// <summary>What is issued. A temporary access pass unless the map says otherwise.</summary>
    public FirstSignIn FirstSignIn { get; init; } = FirstSignIn.TemporaryAccessPass;

    /// <summary>How long the pass can be used, in minutes, 10 to 43200. The tenant's policy may allow less.</summary>
    public int PassLifetimeMinutes { get; init; } = 480;

    /// <summary>Whether the pass is spent by its first use.</summary>
    public bool PassUsableOnce { get; init; } = true;

    /// <summary>Who is given it.</summary>
    public HandOver HandOver { get; init; } = HandOver.Output;

    /// <summary>The group whose members must register sign-in methods. Null: the map names none.</summary>
    public Entitled? RegistrationGroup { get; init; }

    /// <summary>Whether the account stays disabled until the person's first day.</summary>
    public bool CreateDisabledUntilStart { get; init; } = true;
}

/// <summary>First sign-in as one part of the map writes it. Null: not said here.</summary>
public sealed record SignInSettings
{
    /// <summary>What is issued.</summary>
    public FirstSignIn? FirstSignIn { get; init; }

    /// <summary>Lifetime of the pass, in minutes.</summary>
    public int? PassLifetimeMinutes { get; init; }

    /// <summary>Whether the pass is spent by its first use.</summary>
    public bool? PassUsableOnce { get; init; }

    /// <summary>Who is given it.</summary>
    public HandOver? HandOver { get; init; }

    /// <summary>The group whose members must register sign-in methods.</summary>
    public string? RegistrationGroup { get; init; }

    /// <summary>Whether the account stays disabled until the person's first day.</summary>
    public bool? CreateDisabledUntilStart { get; init; }
}
