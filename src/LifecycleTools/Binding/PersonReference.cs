using System.Linq;
using System.Management.Automation;

namespace LifecycleTools.Binding;

/// <summary>A person as commands take them: a user principal name, an object id, or any object that has one.</summary>
public sealed class PersonReference
{
    private static readonly string[] s_properties = ["UserPrincipalName", "UPN", "Identity", "Person", "Id", "ObjectId"];

    /// <param name="identity">User principal name or object id.</param>
    public PersonReference(string identity) => Identity = (identity ?? "").Trim();

    /// <param name="something">An object with UserPrincipalName, UPN, Identity, Person, Id or ObjectId, in this order.</param>
    public PersonReference(PSObject something)
    {
        // A request has an id of its own, which is nobody's.
        if (something?.BaseObject is LifecycleRequest request)
        {
            Identity = request.Identity;
            return;
        }

        object? value = s_properties.Select(name => something?.Properties[name]?.Value).FirstOrDefault(found => found is not null);

        // An object without any of them names nobody; what it says of itself ("@{Name=Jane}") is no name either.
        Identity = (value ?? (something?.BaseObject is string or System.Guid ? something.BaseObject : null))?.ToString().Trim() ?? "";
    }

    /// <summary>The user principal name or object id.</summary>
    public string Identity { get; }

    /// <summary>The same.</summary>
    public override string ToString() => Identity;
}
