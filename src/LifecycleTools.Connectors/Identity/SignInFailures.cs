using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Identity;

/// <summary>What the authority's refusals mean, and what to do about them.</summary>
/// <remarks>Source: Microsoft identity platform, "Microsoft Entra authentication and authorization error codes".</remarks>
internal static class SignInFailures
{
    private static readonly Regex s_refusal = new(@"AADSTS(\d{4,8})\s*:?\s*(.*?)(?=\s*(Trace ID|Correlation ID|Timestamp|To learn more|\r|\n|$))", RegexOptions.CultureInvariant);
    private static readonly string[] s_transient = ["\"temporarily_unavailable\"", "AADSTS90033"];
    private static readonly Regex s_trace = new(@"Trace ID:\s*([0-9A-Fa-f-]{36})", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, string> s_advice = new(StringComparer.Ordinal)
    {
        ["65001"] = "Have an administrator of the tenant consent to the app, then connect again.",
        ["700016"] = "Check 'clientId' and 'tenant: id' in the tenant file; the app must be registered or consented to in that tenant.",
        ["7000215"] = "Give the value of the client secret, not its id, in the place that 'secret' names.",
        ["7000222"] = "The client secret has expired. Make a new one and put it in the place that 'secret' names.",
        ["7000218"] = "Give 'secret' or a certificate; the app cannot sign in without one.",
        ["700027"] = "Upload the certificate's public part to the app registration, or name the right certificate.",
        ["50020"] = "Sign in with an account of this tenant, or one that a partner group has mapped to it.",
        ["50177"] = "Sign in with an account of this tenant, or one that a partner group has mapped to it.",
        ["53003"] = "A conditional access policy blocks this sign-in. Exclude the app or sign in from where it is allowed.",
        ["50076"] = "Multi-factor authentication is asked for. Use 'interactive', or a kind that signs in as an app.",
        ["90002"] = "Check 'tenant: id' and 'cloud' in the tenant file; the authority does not know this tenant.",
        ["900023"] = "Check 'tenant: id' in the tenant file.",
        ["5000224"] = "The tenant is no longer there.",
        ["700082"] = "The sign-in has expired. Connect again.",
        ["500011"] = "The tenant does not have this service, or 'cloud' in the tenant file is another one.",
    };

    /// <summary>Whether a refusal says that the same request may pass later. It comes with whatever status, 400 and 401 among them.</summary>
    /// <remarks>Source: OAuth 2.0 error "temporarily_unavailable"; error code 90033, "a transient error has occurred".</remarks>
    public static bool IsTransient(string body) => s_transient.Any(sign => body.IndexOf(sign, StringComparison.Ordinal) >= 0);

    /// <summary>The failure that callers see.</summary>
    public static LifecycleException From(Exception failure, string tenant, string resource)
    {
        var texts = new List<string>();
        for (Exception? each = failure; each is not null; each = each.InnerException)
        {
            // Ours from underneath (unreachable, secret not found) says more than the library's wrapping of it.
            if (each is LifecycleException ours) return ours;
            texts.Add(each.Message);
        }

        string all = string.Join("\n", texts);
        Match refusal = s_refusal.Match(all);
        if (!refusal.Success)
        {
            return new LifecycleException(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"Signing in to {tenant} for {resource} failed: {FirstLine(texts[0])}", failure)
            {
                RecommendedAction = "Check 'credential' in the tenant file.",
            };
        }

        string code = refusal.Groups[1].Value;
        Match trace = s_trace.Match(all);
        return new LifecycleException(
            ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn,
            $"Signing in to {tenant} for {resource} was refused: {refusal.Groups[2].Value.TrimEnd('.', ' ')} (AADSTS{code}).", failure)
        {
            RequestId = trace.Success ? trace.Groups[1].Value : null,
            RecommendedAction = s_advice.TryGetValue(code, out string? advice) ? advice : "Look the code up at https://login.microsoftonline.com/error.",
        };
    }

    private static string FirstLine(string text) => text.Split('\r', '\n')[0];
}
