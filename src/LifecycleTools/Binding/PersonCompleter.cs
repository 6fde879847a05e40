using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;
using LifecycleTools.Engine.Running;
using LifecycleTools.Sessions;

namespace LifecycleTools.Binding;

/// <summary>Completes people of the connected tenant by the beginning of their name or user principal name: a live search, given up after two seconds.</summary>
public sealed class PersonCompleter : IArgumentCompleter
{
    private const int Most = 20;

    // Whoever types waits for nothing: what the tenant has not said by then is not said.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>The people that fit what was typed.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            ConnectedTenant tenant = RunspaceTenants.Current.Pick(fakeBoundParameters["Tenant"] as string);
            return Ask(cancel => tenant.Connection.Systems.Reader.SearchPeopleAsync(wordToComplete.Trim('\'', '"'), Most, cancel), s_patience)
                .OrderBy(person => person.UserPrincipalName, StringComparer.OrdinalIgnoreCase).Select(Result).ToList();
        }
        catch (LifecycleException)
        {
            // Not connected, or not allowed to look: that completes to nothing.
            return [];
        }
    }

    /// <summary>What is found in time; nothing when it takes longer, and then the search is called off.</summary>
    /// <exception cref="LifecycleException">What the search failed with.</exception>
    internal static IReadOnlyList<Person> Ask(Func<CancellationToken, Task<IReadOnlyList<Person>>> search, TimeSpan patience)
    {
        CancellationTokenSource late = new();
        Task<IReadOnlyList<Person>> asked = Task.Run(
            async () =>
            {
                using (CallScope.ForReading(null).Enter()) return await search(late.Token).ConfigureAwait(false);
            },
            CancellationToken.None);
        if (((IAsyncResult)asked).AsyncWaitHandle.WaitOne(patience)) return asked.GetAwaiter().GetResult();

        late.Cancel();

        // Nobody waits for it any more; its end is looked at so that it is no unobserved failure.
        _ = asked.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return [];
    }

    private static CompletionResult Result(Person person)
    {
        string about = string.Join(", ", new[] { person.DisplayName, person.JobTitle, person.Department, person.OfficeLocation }.Where(part => !string.IsNullOrEmpty(part)));
        return new CompletionResult(NameCompleter.Quoted(person.UserPrincipalName), person.UserPrincipalName, CompletionResultType.ParameterValue, about.Length == 0 ? person.UserPrincipalName : about);
    }
}
