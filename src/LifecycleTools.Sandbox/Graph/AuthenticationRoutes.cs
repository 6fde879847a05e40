using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;
using LifecycleTools.Sandbox.Services;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Graph;

/// <summary>Ways to sign in: one list of all kinds, and a collection of each kind to add to and delete from.</summary>
internal sealed class AuthenticationRoutes : GraphRouteSet
{
    private const string Write = "UserAuthenticationMethod.ReadWrite.All";

    /// <summary>Kinds with their collection and the granular permission's middle part.</summary>
    private static readonly (string Kind, string Collection, string Permission)[] s_kinds =
    {
        ("email", "emailMethods", "Email"),
        ("external", "externalAuthenticationMethods", "External"),
        ("fido2", "fido2Methods", "Passkey"),
        ("microsoftAuthenticator", "microsoftAuthenticatorMethods", "MicrosoftAuthApp"),
        ("phone", "phoneMethods", "Phone"),
        ("platformCredential", "platformCredentialMethods", "PlatformCred"),
        ("softwareOath", "softwareOathMethods", "SoftwareOATH"),
        ("temporaryAccessPass", "temporaryAccessPassMethods", "TAP"),
        ("windowsHelloForBusiness", "windowsHelloForBusinessMethods", "WindowsHello"),
    };

    public override void Map(GraphRouter routes)
    {
        routes.Map("GET", "users/{user}/authentication/methods", Permissions.ReadMethods, call => All(call, _ => true, typed: true));
        routes.Map("GET", "users/{user}/authentication/methods/{method}", Permissions.ReadMethods, call => One(call, _ => true, typed: true));
        foreach ((string kind, string collection, string permission) in s_kinds)
        {
            string read = $"UserAuthMethod-{permission}.Read.All UserAuthMethod-{permission}.ReadWrite.All {Permissions.ReadMethods}";
            string write = $"UserAuthMethod-{permission}.ReadWrite.All {Write}";
            string path = $"users/{{user}}/authentication/{collection}";
            routes.Map("GET", path, read, call => All(call, method => method.Kind == kind, typed: false));
            routes.Map("GET", path + "/{method}", read, call => One(call, method => method.Kind == kind, typed: false));
            routes.Map("DELETE", path + "/{method}", write, call => Delete(call, kind));
        }

        routes.Map("GET", "users/{user}/authentication/passwordMethods", Permissions.ReadMethods, call => All(call, method => method.Kind == "password", typed: false));
        routes.Map("GET", "users/{user}/authentication/passwordMethods/{method}", Permissions.ReadMethods, call => One(call, method => method.Kind == "password", typed: false));
        routes.Map("POST", "users/{user}/authentication/phoneMethods", "UserAuthMethod-Phone.ReadWrite.All " + Write, AddPhone);
        routes.Map("POST", "users/{user}/authentication/emailMethods", "UserAuthMethod-Email.ReadWrite.All " + Write, AddEmail);
        routes.Map("PATCH", "users/{user}/authentication/phoneMethods/{method}", "UserAuthMethod-Phone.ReadWrite.All " + Write, ChangePhone);
        routes.Map("PATCH", "users/{user}/authentication/emailMethods/{method}", "UserAuthMethod-Email.ReadWrite.All " + Write, ChangeEmail);

        // Only a signed-in administrator may use it; every caller here is an app.
        routes.Map("POST", "users/{user}/authentication/methods/{method}/resetPassword", "", _ => throw GraphErrors.Forbidden());
    }

    /// <summary>The person whose methods are to be changed.</summary>
    public static SandboxUser Owner(GraphCall call)
    {
        SandboxUser user = call.UserToChange();
        Guards.Sensitive(call, user);
        return user;
    }

    private static SandboxAnswer All(GraphCall call, Func<SandboxAuthenticationMethod, bool> wanted, bool typed) => ODataQuery.Many(call,
        MethodsOf(call.SeenUser()).Where(wanted).Select(method => AuthenticationJson.Of(method, call.Now, typed)), "authentication/methods", directory: false);

    private static SandboxAnswer One(GraphCall call, Func<SandboxAuthenticationMethod, bool> wanted, bool typed)
    {
        SandboxAuthenticationMethod method = MethodsOf(call.SeenUser()).FirstOrDefault(candidate => wanted(candidate) && SandboxTenant.Same(candidate.Id, call["method"])) ?? throw Gone();
        return ODataQuery.One(call, AuthenticationJson.Of(method, call.Now, typed), "authentication/methods");
    }

    // The password is a method too; guests have theirs at home.
    private static IEnumerable<SandboxAuthenticationMethod> MethodsOf(SandboxUser user)
    {
        var password = new SandboxAuthenticationMethod { Id = AuthenticationJson.PasswordId, Kind = "password", CreatedUtc = user.LastPasswordChangeUtc ?? user.CreatedUtc };
        return user.IsGuest ? user.AuthenticationMethods : new[] { password }.Concat(user.AuthenticationMethods);
    }

    private static SandboxAnswer Delete(GraphCall call, string kind)
    {
        SandboxUser user = Owner(call);
        SandboxAuthenticationMethod method = Find(call, user, kind);
        if (user.DefaultMethodId == method.Id && user.AuthenticationMethods.Any(other => other != method && IsSecondFactor(other)))
        {
            throw GraphErrors.Method(400, "badRequest", kind == "phone"
                ? "Cannot delete default method with other methods configured. Please change default method before deletion."
                : $"The requested authentication method id of [{method.Id}] matches the user's current default authentication method, and cannot be deleted until the default authentication method is changed");
        }

        user.AuthenticationMethods.Remove(method);
        if (user.DefaultMethodId == method.Id) user.DefaultMethodId = null;
        return SandboxAnswer.Empty(204);
    }

    private static bool IsSecondFactor(SandboxAuthenticationMethod method) => method.Kind is "phone" or "microsoftAuthenticator" or "softwareOath" or "external";

    private static SandboxAnswer AddPhone(GraphCall call)
    {
        SandboxUser user = Owner(call);
        JsonObject body = call.Body();
        string number = body["phoneNumber"]?.ToString() ?? throw GraphErrors.Method(400, "badRequest", "Phone number is required.");
        string type = body["phoneType"]?.ToString() ?? "mobile";
        if (type is not ("mobile" or "alternateMobile" or "office")) throw GraphErrors.Method(400, "badRequest", "Invalid phone type.");
        if (user.AuthenticationMethods.Any(method => method.Kind == "phone" && method.PhoneType == type))
            throw GraphErrors.Method(400, "badRequest", $"A phone method of type {type} already exists for the user.");
        return Added(call, user, new SandboxAuthenticationMethod { Id = PhoneIds.Of(type), Kind = "phone", PhoneNumber = number, PhoneType = type });
    }

    private static SandboxAnswer AddEmail(GraphCall call)
    {
        SandboxUser user = Owner(call);
        string address = call.Body()["emailAddress"]?.ToString() ?? throw GraphErrors.Method(400, "badRequest", "Email address is required.");
        if (user.AuthenticationMethods.Any(method => method.Kind == "email")) throw GraphErrors.Method(400, "badRequest", "An email method already exists for the user.");
        return Added(call, user, new SandboxAuthenticationMethod { Id = call.Tenant.NewId("method"), Kind = "email", EmailAddress = address });
    }

    private static SandboxAnswer Added(GraphCall call, SandboxUser user, SandboxAuthenticationMethod method)
    {
        method.CreatedUtc = call.Now;
        user.AuthenticationMethods.Add(method);
        return ODataQuery.One(call, AuthenticationJson.Of(method, call.Now, typed: false), "authentication/methods", status: 201);
    }

    private static SandboxAnswer ChangePhone(GraphCall call)
    {
        SandboxAuthenticationMethod method = Find(call, Owner(call), "phone");
        method.PhoneNumber = call.Body()["phoneNumber"]?.ToString() ?? method.PhoneNumber;
        return ODataQuery.One(call, AuthenticationJson.Of(method, call.Now, typed: false), "authentication/methods");
    }

    private static SandboxAnswer ChangeEmail(GraphCall call)
    {
        SandboxAuthenticationMethod method = Find(call, Owner(call), "email");
        method.EmailAddress = call.Body()["emailAddress"]?.ToString() ?? method.EmailAddress;
        return ODataQuery.One(call, AuthenticationJson.Of(method, call.Now, typed: false), "authentication/methods");
    }

    private static SandboxAuthenticationMethod Find(GraphCall call, SandboxUser user, string kind) =>
        user.AuthenticationMethods.FirstOrDefault(method => method.Kind == kind && SandboxTenant.Same(method.Id, call["method"])) ?? throw Gone();

    private static GraphException Gone() => GraphErrors.Method(404, "resourceNotFound", "The requested resource could not be found.");
}
