using System;
using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Connectors.Runbooks;

/// <summary>Which secrets there are, by name, and how each is rotated. No secret is read.</summary>
internal static class SecretsPart
{
    public static void Write(RunbookPage page, TenantFile tenant)
    {
        page.Part("Secrets and how to rotate them");
        page.Say(Words.Of("The tenant file holds names, never values. ", Words.Code("env:NAME"), " is an environment variable of the account that runs the commands; ",
            Words.Code("vault:NAME"), " or ", Words.Code("vault:VAULT/NAME"), " is a secret of Microsoft.PowerShell.SecretManagement."));
        page.Table(["Secret", "What it opens", "How to rotate"], Rows(tenant));
        page.Order(
            "Make the new secret beside the old one, where the product allows two.",
            Words.Of("Put it where its name points: ", Words.Code("Set-Secret"), " for a vault, the service's or scheduler's environment for a variable. The tenant file stays as it is."),
            Words.Prose("Connect again with Connect-LifecycleTenant in a new session: connecting proves that it works."),
            "Delete the old one, and look at the sign-in log for whoever still uses it.");
        page.Say(Words.Prose("A run that met an expired secret ends as an exception with ConnectorSignInFailed or SecretNotFound. Rotate, connect, and resume it."));
    }

    private static IEnumerable<IReadOnlyList<Words>> Rows(TenantFile tenant)
    {
        TenantCredential sign = tenant.Credential;
        string app = sign.ClientId is null ? "the tenant" : $"the tenant, as the app {sign.ClientId}";
        if (sign.Secret is { } secret) yield return Row(secret, app, "Entra admin center, App registrations, Certificates and secrets. Prefer a certificate, or a managed identity, which needs no secret.");
        if (sign.Certificate is { } file) yield return Row(file, app, "Upload the new public key to the app registration, replace the file, connect, then remove the old key.");
        if (sign.CertificatePassword is { } password) yield return Row(password, "the certificate's file", "Export the certificate with another password and replace both at once.");
        if (sign.Thumbprint is { } thumbprint) yield return Row(thumbprint, app, "Install the new certificate, upload its public key, write its thumbprint in the tenant file, then remove the old one.");
        if (sign.Secret is null && sign.Certificate is null && sign.Thumbprint is null) yield return [$"none ({sign.Kind})", app, "Nothing to rotate: who signs in is proved without a secret of ours."];
        if (tenant.Signing is { } signing)
        {
            yield return Row(signing.Certificate ?? signing.Thumbprint ?? "", "the signature of journals", "Write the new certificate in the tenant file and keep the old public key: journals of before are checked with it (Test-LifecycleRun -CertificatePath).");
            if (signing.CertificatePassword is { } inside) yield return Row(inside, "the signing certificate's file", "Export the certificate with another password and replace both at once.");
        }

        foreach (KeyValuePair<string, SystemSettings> system in tenant.Systems.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            foreach (KeyValuePair<string, string> value in system.Value.Values.Where(each => SecretNames.IsForSecret(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal))
            {
                yield return Row(value.Value, $"{system.Value.Kind}, as {value.Key}", $"Make a new one in {system.Value.Kind}, with the rights that are listed under \"Permissions to grant\".");
            }
        }
    }

    private static IReadOnlyList<Words> Row(string name, string opens, string how) => [Words.Of(Words.Code(name)), opens, how];
}
