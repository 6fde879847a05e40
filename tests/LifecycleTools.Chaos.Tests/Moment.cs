namespace LifecycleTools.Chaos.Tests;

/// <summary>One point in the life of a process: just before, or just after, the nth request was worked on or the nth line was written.</summary>
/// <param name="What">"request" or "line".</param>
/// <param name="When">"before" or "after".</param>
/// <param name="Number">Which, counted from 1.</param>
/// <param name="About">The request or the line in words.</param>
internal sealed record Moment(string What, string When, int Number, string About)
{
    public bool IsSamePlace(Moment other) => (What, When, Number) == (other.What, other.When, other.Number);

    public override string ToString() => $"{When} {What} {Number} ({About})";
}
