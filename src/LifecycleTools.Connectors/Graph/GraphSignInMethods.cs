using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Sign-in methods in Entra ID.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "authenticationMethod". Administrators' methods need Privileged Authentication Administrator too.</remarks>
internal sealed class GraphSignInMethods(GraphCalls graph) : GraphPort(graph), ISignInMethods
{
    private const string PasswordType = "passwordAuthenticationMethod";
    private const string AccessPassType = "temporaryAccessPassAuthenticationMethod";

    // Each type is removed at an address of its own; methods/{id} has no DELETE. By hand, since the SDK lacks the external one.
    private static readonly Dictionary<string, string> s_addresses = new(StringComparer.Ordinal)
    {
        [AccessPassType] = "temporaryAccessPassMethods",
        ["emailAuthenticationMethod"] = "emailMethods",
        ["externalAuthenticationMethod"] = "externalAuthenticationMethods",
        ["fido2AuthenticationMethod"] = "fido2Methods",
        ["microsoftAuthenticatorAuthenticationMethod"] = "microsoftAuthenticatorMethods",
        ["phoneAuthenticationMethod"] = "phoneMethods",
        ["platformCredentialAuthenticationMethod"] = "platformCredentialMethods",
        ["softwareOathAuthenticationMethod"] = "softwareOathMethods",
        ["windowsHelloForBusinessAuthenticationMethod"] = "windowsHelloForBusinessMethods",
    };

    /// <inheritdoc/>
    /// <remarks>Source: "List methods".</remarks>
    [Needs("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")]
    public async Task<IReadOnlyList<SignInMethod>> ReadAsync(PersonId person, CancellationToken cancel)
    {
        IReadOnlyList<AuthenticationMethod> methods = await CallAsync(Graph.ListAsync(
            Api.Users[Key(person)].Authentication.Methods.ToGetRequestInformation(),
            AuthenticationMethodCollectionResponse.CreateFromDiscriminatorValue, page => page.Value, cancel)).ConfigureAwait(false);
        return methods.Select(From).ToList();
    }

    /// <inheritdoc/>
    /// <remarks>Takes effect: at once.   Undo: only the person can register it again.   Source: "Delete phoneAuthenticationMethod" and its siblings.</remarks>
    [Needs("UserAuthenticationMethod.ReadWrite.All")]
    public async Task RemoveAsync(PersonId person, SignInMethod method, CancellationToken cancel)
    {
        if (!s_addresses.TryGetValue(method.Type, out string? address))
        {
            throw new LifecycleException(ErrorIds.SignInMethodUnknown, ErrorKind.Refused,
                $"The sign-in method {method.Description} of {person} was not removed: this version knows no address for {method.Type}.")
            {
                RecommendedAction = "Remove it in the Entra admin center.",
            };
        }

        var request = new RequestInformation(Method.DELETE, "{+baseurl}/users/{user%2Did}/authentication/" + address + "/{method%2Did}", new Dictionary<string, object>
        {
            ["baseurl"] = Api.RequestAdapter.BaseUrl!,
            ["user%2Did"] = Key(person),
            ["method%2Did"] = method.Id,
        });
        request.Headers.TryAdd("Accept", "application/json");
        await RemoveOneAsync(Graph.SendAsync(request, cancel)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Source: "Get temporaryAccessPassAuthenticationMethodConfiguration".</remarks>
    [Needs("Policy.Read.AuthenticationMethod", "Policy.ReadWrite.AuthenticationMethod", "Policy.Read.All")]
    public async Task<AccessPassPolicy> ReadAccessPassPolicyAsync(CancellationToken cancel)
    {
        AuthenticationMethodConfiguration? found = await FindOneAsync(
            Api.Policies.AuthenticationMethodsPolicy.AuthenticationMethodConfigurations["TemporaryAccessPass"].GetAsync(cancellationToken: cancel))
            .ConfigureAwait(false);
        return found switch
        {
            null => new AccessPassPolicy(false, TimeSpan.Zero, TimeSpan.Zero, false),
            TemporaryAccessPassAuthenticationMethodConfiguration policy => new AccessPassPolicy(
                policy.State == AuthenticationMethodState.Enabled,
                Minutes(policy.MinimumLifetimeInMinutes, 60),
                Minutes(policy.MaximumLifetimeInMinutes, 480),
                policy.IsUsableOnce == false),
            _ => throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer,
                $"The policy for temporary access passes was not read: the answer is a {found.OdataType}."),
        };
    }

    /// <inheritdoc/>
    /// <remarks>A new pass takes the place of one that is still good.   Source: "Create temporaryAccessPassMethod".   Limits: 10 to 43200 minutes, and the tenant's policy.</remarks>
    [Needs("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")]
    public async Task<AccessPass> CreateAccessPassAsync(PersonId person, TimeSpan lifetime, bool usableOnce, CancellationToken cancel)
    {
        TemporaryAccessPassAuthenticationMethod? made = await CallAsync(Api.Users[Key(person)].Authentication.TemporaryAccessPassMethods.PostAsync(
            new TemporaryAccessPassAuthenticationMethod { LifetimeInMinutes = (int)lifetime.TotalMinutes, IsUsableOnce = usableOnce },
            cancellationToken: cancel)).ConfigureAwait(false);
        if (made is not { Id: { } id, TemporaryAccessPass: { } pass })
        {
            throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer,
                $"A temporary access pass for {person} may have been made, but the answer does not have it.")
            {
                IsAmbiguous = true,
            };
        }

        DateTimeOffset from = made.StartDateTime ?? made.CreatedDateTime ?? Graph.Clock.UtcNow;
        return new AccessPass(id, new Secret(pass), from + Minutes(made.LifetimeInMinutes, (int)lifetime.TotalMinutes));
    }

    private static TimeSpan Minutes(int? said, int otherwise) => TimeSpan.FromMinutes(said ?? otherwise);

    private static SignInMethod From(AuthenticationMethod method)
    {
        string type = (method.OdataType ?? "").Split('.').Last();
        return new SignInMethod(
            GraphCalls.Present(method.Id, "method id"), type, Describe(method, type), type == PasswordType, type == AccessPassType,
            type == PasswordType || s_addresses.ContainsKey(type))
        {
            Created = CreatedOf(method),
            IsUsable = (method as TemporaryAccessPassAuthenticationMethod)?.IsUsable ?? true,
        };
    }

    private static DateTimeOffset? CreatedOf(AuthenticationMethod method) => method switch
    {
        TemporaryAccessPassAuthenticationMethod pass => pass.CreatedDateTime ?? pass.StartDateTime,
        Fido2AuthenticationMethod key => key.CreatedDateTime,
        MicrosoftAuthenticatorAuthenticationMethod app => app.CreatedDateTime,
        WindowsHelloForBusinessAuthenticationMethod hello => hello.CreatedDateTime,
        PlatformCredentialAuthenticationMethod platform => platform.CreatedDateTime,
        PasswordAuthenticationMethod password => password.CreatedDateTime,
        _ => null,
    };

    private static string Describe(AuthenticationMethod method, string type) => method switch
    {
        PhoneAuthenticationMethod phone => $"phone {Masked(phone.PhoneNumber)} ({phone.PhoneType?.ToString() ?? "unknown"})",
        EmailAuthenticationMethod => "email",
        Fido2AuthenticationMethod key => $"passkey {key.DisplayName}".TrimEnd(),
        MicrosoftAuthenticatorAuthenticationMethod app => $"Authenticator on {app.DisplayName ?? "a phone"}",
        WindowsHelloForBusinessAuthenticationMethod hello => $"Windows Hello on {hello.DisplayName ?? "a computer"}",
        TemporaryAccessPassAuthenticationMethod => "temporary access pass",
        SoftwareOathAuthenticationMethod => "software token",
        _ => type.EndsWith("AuthenticationMethod", StringComparison.Ordinal) ? type.Substring(0, type.Length - "AuthenticationMethod".Length) : type,
    };

    // "+41 ** 12": enough to tell two phones apart, too little to call.
    private static string Masked(string? number)
    {
        if (number is null || number.Length < 6) return "**";

        string country = number.Split(' ')[0];
        if (country.Length > 4) country = country.Substring(0, 3);
        return $"{country} ** {number.Substring(number.Length - 2)}";
    }
}
