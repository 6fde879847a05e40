using System;
using System.Globalization;
using System.Text;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>How MeshCentral is reached, from the tenant file.</summary>
/// <param name="Address">Of the web socket.</param>
/// <param name="SignIn">Value of the header x-meshauth.</param>
/// <param name="Pin">The certificate to insist on; null for the machine's own trust.</param>
/// <param name="InviteHours">How long an enrollment link is good.</param>
internal sealed record MeshCentralSettings(Uri Address, Secret SignIn, CertificatePin? Pin, int InviteHours)
{
    /// <summary>Of the server as HTTP knows it: what a proxy is chosen by.</summary>
    public Uri WebAddress => new UriBuilder(Address) { Scheme = Address.Scheme == "wss" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Port = Address.Port }.Uri;

    /// <summary>Reads and judges them; nothing is sent.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, SecretNotFound.</exception>
    public static MeshCentralSettings Read(SystemAccess access) => new(SocketAddress(access), Credentials(access), Certificate(access), Hours(access));

    private static Uri SocketAddress(SystemAccess access)
    {
        Uri given = access.Address();
        return new UriBuilder(given) { Scheme = given.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Port = given.Port, Path = given.AbsolutePath.TrimEnd('/') + "/control.ashx" }.Uri;
    }

    private static Secret Credentials(SystemAccess access)
    {
        if (access.Value("loginToken") is null) return Header(access.Required("user"), access.Secret("password").Reveal());

        string[] pair = access.Secret("loginToken").Reveal().Split([','], 2);
        return pair.Length == 2 ? Header(pair[0].Trim(), pair[1].Trim()) : throw access.Missing("loginToken", "names a secret that is not 'TOKENUSER,TOKENPASSWORD'");
    }

    private static Secret Header(string user, string password) =>
        new(Convert.ToBase64String(Encoding.UTF8.GetBytes(user)) + "," + Convert.ToBase64String(Encoding.UTF8.GetBytes(password)));

    private static CertificatePin? Certificate(SystemAccess access) => access.Value("certificateHash") is not { } hash
        ? null
        : CertificatePin.Parse(hash) ?? throw access.Missing("certificateHash", "must be the SHA-256 (64 digits) or SHA-384 (96 digits) of the certificate, in hexadecimal");

    private static int Hours(SystemAccess access)
    {
        string given = access.Value("inviteHours") ?? "24";
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int hours) && hours is >= 1 and <= 99999
            ? hours
            : throw access.Missing("inviteHours", $"is '{given}', and must be a number of hours from 1 to 99999");
    }
}
