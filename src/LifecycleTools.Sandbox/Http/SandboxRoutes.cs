namespace LifecycleTools.Sandbox.Http;

/// <summary>
/// A service of the tenant: one class for Graph, one for Exchange, one for sign-in and so on. Every concrete class in this
/// assembly is found and asked in the order of <see cref="Order"/>, so that a new service is a new file and nothing else.
/// </summary>
/// <remarks>Both methods run while the tenant is locked; they must not wait for anything.</remarks>
public abstract class SandboxRoutes
{
    /// <summary>Binds the service to its tenant.</summary>
    protected SandboxRoutes(SandboxTenant tenant) => Tenant = tenant;

    protected SandboxTenant Tenant { get; }

    /// <summary>Lower is asked first. Services told apart by path shape need not care.</summary>
    public virtual int Order => 100;

    /// <summary>True when the call is this service's, by the shape of its path (hosts differ from cloud to cloud).</summary>
    public abstract bool Owns(SandboxCall call);

    /// <summary>Fills in <see cref="SandboxCall.Cmdlet"/> and <see cref="SandboxCall.IsWrite"/> before faults are looked for.</summary>
    public virtual void Describe(SandboxCall call) => call.IsWrite = call.Method is not ("GET" or "HEAD");

    /// <summary>Answers the call; errors are answers too, not exceptions.</summary>
    public abstract SandboxAnswer Answer(SandboxCall call);

    /// <summary>The error body this service uses for a scripted fault (429, 5xx, 401, 403).</summary>
    public abstract SandboxAnswer Fault(SandboxCall call, int status);

    /// <summary>The answer of a call that succeeded, without the call having been worked on (a write that the service forgot).</summary>
    public virtual SandboxAnswer Pretend(SandboxCall call) => SandboxAnswer.Empty(call.Method == "POST" ? 200 : 204);
}
