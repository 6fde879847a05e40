using System;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Authentication methods as Graph writes them.</summary>
internal static class AuthenticationJson
{
    /// <summary>The password method has the same id for everyone.</summary>
    public const string PasswordId = "28c10230-6103-485e-b985-444c60001490";

    /// <param name="typed">True in the list of all kinds, where each item names its type.</param>
    public static JsonObject Of(SandboxAuthenticationMethod method, DateTimeOffset now, bool typed)
    {
        var json = new JsonObject();
        if (typed) json["@odata.type"] = $"#microsoft.graph.{method.Kind}AuthenticationMethod";
        json["id"] = method.Id;
        json["createdDateTime"] = GraphJson.Date(method.CreatedUtc);
        switch (method.Kind)
        {
            case "password":
                json["password"] = null;
                break;
            case "phone":
                json["phoneNumber"] = method.PhoneNumber;
                json["phoneType"] = method.PhoneType;
                json["smsSignInState"] = method.SmsSignInState;
                break;
            case "email":
                json["emailAddress"] = method.EmailAddress;
                break;
            case "fido2":
                json["displayName"] = method.DisplayName;
                json["model"] = method.Model;
                json["aaGuid"] = "cb69481e-8ff7-4039-93ec-0a2729a154a8";
                json["attestationLevel"] = "attested";
                json["attestationCertificates"] = new JsonArray();
                break;
            case "microsoftAuthenticator":
                json["displayName"] = method.DisplayName;
                json["deviceTag"] = "SoftwareTokenActivated";
                json["phoneAppVersion"] = "6.8.3";
                break;
            case "windowsHelloForBusiness":
                json["displayName"] = method.DisplayName;
                json["keyStrength"] = "normal";
                break;
            case "platformCredential":
                json["displayName"] = method.DisplayName;
                json["keyStrength"] = "normal";
                json["platform"] = "macOS";
                break;
            case "softwareOath":
                json["secretKey"] = null;
                break;
            case "external":
                json["displayName"] = method.DisplayName ?? "";
                json["configurationId"] = "7a2f4b51-6a1e-4e0d-9f43-9c64ad6b2d10";
                break;
            case "temporaryAccessPass":
                AddPass(json, method, now);
                break;
        }

        return json;
    }

    // The pass itself is only in the answer that made it.
    private static void AddPass(JsonObject json, SandboxAuthenticationMethod method, DateTimeOffset now)
    {
        DateTimeOffset start = method.StartUtc ?? method.CreatedUtc ?? now;
        bool isExpired = now >= start.AddMinutes(method.LifetimeMinutes);
        json["temporaryAccessPass"] = null;
        json["startDateTime"] = GraphJson.Date(start);
        json["lifetimeInMinutes"] = method.LifetimeMinutes;
        json["isUsableOnce"] = method.IsUsableOnce;
        json["isUsable"] = now >= start && !isExpired;
        json["methodUsabilityReason"] = now < start ? "NotYetValid" : isExpired ? "Expired" : "EnabledByPolicy";
    }
}
