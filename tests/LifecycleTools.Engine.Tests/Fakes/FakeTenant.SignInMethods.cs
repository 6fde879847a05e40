using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Tests.Fakes;

internal sealed partial class FakeTenant : ISignInMethods
{
    private readonly Dictionary<string, List<SignInMethod>> _methods = [];
    private readonly Dictionary<string, string> _defaults = [];

    /// <summary>What the tenant allows of passes.</summary>
    public AccessPassPolicy PassPolicy { get; set; } = new(true, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(480), true);

    /// <summary>Every pass that was made, in order.</summary>
    public List<string> Passes { get; } = [];

    /// <summary>Seeds a method; one at most is the default, which goes last.</summary>
    public SignInMethod AddMethod(Person person, string type, bool isDefault = false, bool isKnown = true)
    {
        var method = new SignInMethod(NewId(), type, type, IsPassword: type == "passwordAuthenticationMethod", IsAccessPass: false, isKnown);
        MethodsOf(person.Id).Add(method);
        if (isDefault) _defaults[person.Id.Value] = method.Id;
        return method;
    }

    /// <summary>The methods now; the password is always among them.</summary>
    public List<SignInMethod> MethodsOf(PersonId person)
    {
        string id = Need(person).Id.Value;
        if (!_methods.TryGetValue(id, out List<SignInMethod>? methods))
        {
            methods = [new SignInMethod(NewId(), "passwordAuthenticationMethod", "password", IsPassword: true, IsAccessPass: false, IsKnown: true)];
            _methods[id] = methods;
        }

        return methods;
    }

    Task<IReadOnlyList<SignInMethod>> ISignInMethods.ReadAsync(PersonId person, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<SignInMethod>>("methods.read", () => MethodsOf(person).ToList(), cancel);

    Task ISignInMethods.RemoveAsync(PersonId person, SignInMethod method, CancellationToken cancel) =>
        WriteAsync("methods.remove", $"{method.Description} {Named(person)}",
            () => MethodsOf(person).RemoveAll(one => one.Id == method.Id), cancel, () => WhyNotRemoved(person, method));

    private LifecycleException? WhyNotRemoved(PersonId person, SignInMethod method)
    {
        if (!method.IsKnown) return new LifecycleException(ErrorIds.SignInMethodUnknown, ErrorKind.Refused, $"{method.Type} has no address.");
        bool othersStay = MethodsOf(person).Any(one => !one.IsPassword && one.Id != method.Id);
        bool isDefault = _defaults.TryGetValue(Need(person).Id.Value, out string? standing) && standing == method.Id;
        return isDefault && othersStay
            ? new LifecycleException(ErrorIds.SignInMethodIsDefault, ErrorKind.Refused, $"{method.Description} is the default.")
            : null;
    }

    Task<AccessPassPolicy> ISignInMethods.ReadAccessPassPolicyAsync(CancellationToken cancel) => ReadAsync("methods.read-pass-policy", () => PassPolicy, cancel);

    async Task<AccessPass> ISignInMethods.CreateAccessPassAsync(PersonId person, TimeSpan lifetime, bool usableOnce, CancellationToken cancel)
    {
        var method = new SignInMethod(NewId(), "temporaryAccessPassAuthenticationMethod", "temporary access pass", IsPassword: false, IsAccessPass: true, IsKnown: true)
        {
            Created = Clock.UtcNow,
        };
        var pass = new AccessPass(method.Id, new Secret("pass-" + NewId()), Clock.UtcNow + lifetime);
        await WriteAsync("methods.create-pass", $"{Named(person)} {lifetime.TotalMinutes:0} {usableOnce}", () =>
        {
            MethodsOf(person).RemoveAll(one => one.IsAccessPass);
            MethodsOf(person).Add(method);
            Passes.Add(pass.Pass.Reveal());
        }, cancel, () => Unless(person)).ConfigureAwait(false);
        return pass;
    }
}
