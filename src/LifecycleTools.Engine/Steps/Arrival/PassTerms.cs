using System;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What a temporary access pass will be: what the role map wants, as far as the tenant's policy lets it.</summary>
internal sealed record PassTerms(TimeSpan Lifetime, bool UsableOnce, string InWords)
{
    public static PassTerms Of(SignInPolicy wanted, AccessPassPolicy policy)
    {
        TimeSpan asked = TimeSpan.FromMinutes(wanted.PassLifetimeMinutes);
        TimeSpan lifetime = asked > policy.Longest ? policy.Longest : asked < policy.Shortest ? policy.Shortest : asked;
        bool once = wanted.PassUsableOnce || !policy.AllowsReuse;
        string words = $"{lifetime.TotalMinutes:0} minutes, {(once ? "usable once" : "usable again")}";
        if (lifetime != asked) words += $"; the role map wants {asked.TotalMinutes:0}, the policy allows {policy.Shortest.TotalMinutes:0} to {policy.Longest.TotalMinutes:0}";
        if (once != wanted.PassUsableOnce) words += "; the policy allows no second use";
        return new PassTerms(lifetime, once, words);
    }
}
