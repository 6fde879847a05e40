using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>How the person could sign in now.</summary>
/// <param name="Person">The account; null while there is none.</param>
/// <param name="Methods">Sign-in methods, the password included.</param>
/// <param name="Policy">What the tenant allows of temporary access passes; null where none is wanted.</param>
public sealed record FirstSignInView(Person? Person, IReadOnlyList<SignInMethod> Methods, AccessPassPolicy? Policy)
{
    /// <summary>Temporary access passes that can still be used.</summary>
    public IEnumerable<SignInMethod> UsablePasses => Methods.Where(method => method.IsAccessPass && method.IsUsable);

    /// <summary>The person has registered a method of their own.</summary>
    public bool HasOwnMethod => Methods.Any(method => !method.IsPassword && !method.IsAccessPass);
}

/// <summary>Gives the person something to sign in with for the first time, and hands it over once.</summary>
/// <remarks>
/// A pass whose answer was lost was seen by nobody: it is removed and another one made. What was handed over once is never made again by the same run.
/// Takes effect: at once. Undo: remove the pass, or reset the password. Source: Microsoft Graph v1.0, "Create temporaryAccessPassMethod".
/// </remarks>
/// <why>The person must be able to get in once, with something that runs out.</why>
/// <person>The pass or password could not be handed out as the role map says. Correct 'handOver' or the tenant's policy and resume, or issue a temporary access pass in the Entra admin center and hand it over in person.</person>
[Step("directory.issue-first-sign-in", LifecycleSystem.Directory)]
[Needs("Policy.Read.AuthenticationMethod", "Policy.ReadWrite.AuthenticationMethod", "Policy.Read.All")]
[Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
[Needs("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All")]
[Needs("Mail.Send", ToChange = true, When = "it goes to the manager by mail")]
[Needs("User-PasswordProfile.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All", ToChange = true, When = "a password is issued")]
[Needs("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All", ToChange = true, When = "an access pass is issued")]
[Needs("UserAuthenticationMethod.ReadWrite.All", ToChange = true, When = "a pass was issued whose text got lost")]
public sealed class IssueFirstSignIn : Step<FirstSignInView>
{
    /// <inheritdoc/>
    public override string Action => "Issue the first sign-in";

    /// <inheritdoc/>
    public override async Task<FirstSignInView> ObserveAsync(StepContext of, CancellationToken cancel)
    {
        Task<Person?> person = Newcomers.ReadAsync(of, cancel);
        Task<IReadOnlyList<SignInMethod>> methods = Newcomers.Account(of) is { } account
            ? of.Systems.SignInMethods.ReadAsync(account, cancel)
            : Task.FromResult<IReadOnlyList<SignInMethod>>([]);
        Task<AccessPassPolicy>? policy = WantsPass(of) ? of.Systems.SignInMethods.ReadAccessPassPolicyAsync(cancel) : null;
        await Task.WhenAll(policy is null ? [person, methods] : [person, methods, policy]).ConfigureAwait(false);
        return new FirstSignInView(
            await person.ConfigureAwait(false), await methods.ConfigureAwait(false), policy is null ? null : await policy.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override Assessment Assess(FirstSignInView now, StepContext of)
    {
        if (of.Facts[FactNames.PassHanded] is not null) return Assessment.Done("handed over by this run");
        if (now.HasOwnMethod) return Assessment.Done("the person has registered sign-in methods of their own");
        if (WhyNoHandOver(of) is { } nobody) return Assessment.NeedsPerson(of.PersonName, nobody);
        return now.Policy is { } policy ? AssessPass(now, policy, of) : AssessPassword(now, of);
    }

    /// <inheritdoc/>
    public override Task ApplyAsync(FirstSignInView now, StepContext of, CancellationToken cancel)
    {
        var issue = new FirstSignInIssue(of);
        return now.Policy is { } policy
            ? issue.PassAsync(now, PassTerms.Of(of.Hire.Means.SignIn, policy), cancel)
            : issue.PasswordAsync(now, cancel);
    }

    /// <inheritdoc/>
    public override string Describe(FirstSignInView now, StepContext of) =>
        now.Methods.Count == 0 ? "no sign-in method" : string.Join(", ", now.Methods.Select(method => method.Description));

    private static Assessment AssessPass(FirstSignInView now, AccessPassPolicy policy, StepContext of)
    {
        bool begun = of.Facts[FactNames.PassIntended] is not null;
        if (!begun && now.UsablePasses.Any()) return Assessment.Done("a temporary access pass is there");
        if (!policy.IsEnabled)
        {
            const string Reason = "the tenant's policy for temporary access passes is off; turn it on (Entra ID, Authentication methods), or give the role a password";
            return Assessment.Of(Reason, [], [new Obstacle(of.PersonName, Reason, NeedsPerson: true) { ErrorId = ErrorIds.AccessPassNotAllowed }]);
        }

        var terms = PassTerms.Of(of.Hire.Means.SignIn, policy);
        if (of.Hire.Request.StartDate is { } start && of.Clock.UtcNow + terms.Lifetime <= start)
        {
            return Assessment.Skip($"a pass of {terms.Lifetime.TotalMinutes:0} minutes would run out before {start:yyyy-MM-dd}; Resume-LifecycleRun on that day issues it");
        }

        IEnumerable<Change> lost = begun
            ? now.UsablePasses.Select(pass => new Change("remove the lost", pass.Description, pass.Id, ChangePath.Graph, "nobody has seen it"))
            : [];
        return Assessment.ToDo([.. lost, new Change("create a temporary access pass for", of.PersonName, "", ChangePath.Graph, terms.InWords)]);
    }

    private static Assessment AssessPassword(FirstSignInView now, StepContext of)
    {
        bool begun = of.Facts[FactNames.PassIntended] is not null || of.Facts[FactNames.AccountCreated] is not null;
        return !begun && now.Person is { PasswordChanged: { } changed, Created: { } created } && changed > created + FirstSignInIssue.Tolerance
            ? Assessment.Done($"a password was set on {changed:yyyy-MM-dd}")
            : Assessment.ToDo(new Change("set an initial password for", of.PersonName, "", ChangePath.Graph, "to be changed at the first sign-in"));
    }

    private static string? WhyNoHandOver(StepContext of)
    {
        if (of.Hire.Means.SignIn.HandOver != HandOver.ManagerMail) return null;
        if (of.Hire.Manager is null) return "the role map hands the first sign-in to the manager, and none was given";
        return of.Systems.Messages.IsConfigured ? null : "the role map hands the first sign-in to the manager by mail, and the tenant file names no sender (systems.notify)";
    }

    private static bool WantsPass(StepContext of) => of.Hire.Means.SignIn.FirstSignIn == FirstSignIn.TemporaryAccessPass;
}
