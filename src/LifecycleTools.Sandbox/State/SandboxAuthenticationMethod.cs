using System;

namespace LifecycleTools.Sandbox.State;

/// <summary>One way to sign in.</summary>
public sealed class SandboxAuthenticationMethod
{
    public string Id { get; set; } = "";

    /// <summary>Graph's type without namespace: phone, email, fido2, microsoftAuthenticator, windowsHelloForBusiness,
    /// platformCredential, softwareOath, temporaryAccessPass, external, qrCodePin, password.</summary>
    public string Kind { get; set; } = "";

    public DateTimeOffset? CreatedUtc { get; set; }
    public string? DisplayName { get; set; }
    public string? PhoneNumber { get; set; }

    /// <summary>mobile, alternateMobile or office.</summary>
    public string? PhoneType { get; set; }
    public string SmsSignInState { get; set; } = "notAllowedByPolicy";
    public string? EmailAddress { get; set; }
    public string? Model { get; set; }
    public string? PassText { get; set; }
    public DateTimeOffset? StartUtc { get; set; }
    public int LifetimeMinutes { get; set; }
    public bool IsUsableOnce { get; set; }
}
