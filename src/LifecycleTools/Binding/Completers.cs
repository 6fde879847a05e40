using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using LifecycleTools.Bridge;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Steps;
using LifecycleTools.Engine.Workflows;
using LifecycleTools.Sessions;

namespace LifecycleTools.Binding;

/// <summary>Completes names; a name with a blank or quote is quoted, and what cannot be known completes to nothing.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <summary>The names that fit what was typed.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        return Narrowed(InOrder(Names(fakeBoundParameters)).Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .Select(name => new CompletionResult(Quoted(name), name, CompletionResultType.ParameterValue, name))
            .ToList();
    }

    private protected abstract IEnumerable<string> Names(IDictionary bound);

    private protected virtual IEnumerable<string> InOrder(IEnumerable<string> names) => names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase);

    // What has to be looked up name by name is looked up for the names that fit only.
    private protected virtual IEnumerable<string> Narrowed(IEnumerable<string> fitting) => fitting;

    private protected static RoleMap? Map(IDictionary bound)
    {
        string? path = bound["RoleMap"] as string ?? bound["Path"] as string;
        try
        {
            path ??= RunspaceTenants.Current.Pick(bound["Tenant"] as string).RoleMap;
            return path is null ? null : ConnectorHost.Factory.RoleMaps.Read([path]).Maps.FirstOrDefault();
        }
        catch (LifecycleException)
        {
            // While somebody types there may be no tenant and no such file yet: that completes to nothing.
            return null;
        }
    }

    internal static string Quoted(string name) =>
        name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@') && !name.StartsWith("@", StringComparison.Ordinal) ? name : $"'{name.Replace("'", "''")}'";
}

/// <summary>Completes the roles of the role map.</summary>
public sealed class RoleNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => Map(bound)?.RoleNames ?? [];
}

/// <summary>Completes the sites of the role map.</summary>
public sealed class SiteNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => Map(bound)?.SiteNames ?? [];
}

/// <summary>Completes the departments that the role map makes a difference for. Others are possible.</summary>
public sealed class DepartmentCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) =>
        Map(bound)?.Overrides.SelectMany(one => one.Departments).Distinct(StringComparer.OrdinalIgnoreCase) ?? [];
}

/// <summary>Completes the kinds of employment that the role map makes a difference for. Others are possible.</summary>
public sealed class EmploymentTypeCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) =>
        Map(bound)?.Overrides.SelectMany(one => one.EmploymentTypes).Distinct(StringComparer.OrdinalIgnoreCase) ?? [];
}

/// <summary>Completes the connected tenants.</summary>
public sealed class TenantNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => RunspaceTenants.Current.All.Select(tenant => tenant.Name);
}

/// <summary>Completes the ids of steps.</summary>
public sealed class StepNameCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => StepCatalog.All.Select(step => step.Id);
}

/// <summary>Completes the ids of runs, newest first.</summary>
public class RunIdCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => RunspaceTenants.Current.All.SelectMany(tenant => tenant.Journals.List());

    // An id begins with the moment that the run began.
    private protected override IEnumerable<string> InOrder(IEnumerable<string> names) => names.OrderByDescending(name => name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Completes the ids of departures, newest first; of a great many runs, as far back as can be read while somebody waits for the key.</summary>
public sealed class DepartureIdCompleter : RunIdCompleter
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    private protected override IEnumerable<string> Narrowed(IEnumerable<string> fitting)
    {
        Stopwatch waited = Stopwatch.StartNew();
        return fitting.TakeWhile(_ => waited.Elapsed < s_patience).Where(id => RunspaceTenants.Current.All.Any(tenant => IsDeparture(tenant.Journals, id)));
    }

    private static bool IsDeparture(IJournalStore journals, string id)
    {
        try
        {
            return RunReading.From(id, journals.Read(id))?.Summary.Workflow == Offboard.Name;
        }
        catch (LifecycleException)
        {
            // Another tenant's run, or a journal that cannot be read: there is nothing to undo from it.
            return false;
        }
    }
}

/// <summary>Completes the sources of requests.</summary>
public sealed class RequestSourceCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary bound) => RunspaceTenants.Current.All.SelectMany(tenant => tenant.Connection.Systems.Sources.Keys).Distinct();
}
