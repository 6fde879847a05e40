using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What is known of the note.</summary>
/// <param name="Sent">What it was accepted with; null when it was not.</param>
/// <param name="Lost">It left in an earlier process, and no answer is known.</param>
public sealed record NoteView(string? Sent, bool Lost);

/// <summary>Tells the manager by mail that everything is ready. No secret is in it.</summary>
/// <remarks>
/// A mail cannot be looked at afterwards: the proof is what the service accepted it with. One that was not answered is never sent again.
/// </remarks>
[Step("messages.send-welcome-note", LifecycleSystem.Messages)]
public sealed class SendWelcomeNote : Step<NoteView>
{
    private const string Left = "left";
    private const string Refused = "refused";
    private bool _leftJustNow;

    /// <inheritdoc/>
    public override string Action => "Tell the manager";

    /// <inheritdoc/>
    public override bool CanRepeat => false;

    /// <inheritdoc/>
    public override string Target(StepContext of) => of.Hire.Manager?.UserPrincipalName ?? of.PersonName;

    /// <inheritdoc/>
    public override Task<NoteView> ObserveAsync(StepContext of, CancellationToken cancel) =>
        Task.FromResult(new NoteView(of.Facts[FactNames.NoteSent], !_leftJustNow && of.Facts[FactNames.NoteIntended] == Left));

    /// <inheritdoc/>
    public override Assessment Assess(NoteView now, StepContext of)
    {
        if (of.Hire.Manager is not { } manager) return Assessment.Skip("no manager was given");
        if (now.Sent is { } accepted) return Assessment.Done($"accepted with {accepted}");
        if (now.Lost) return Assessment.NeedsPerson(manager.UserPrincipalName, "a note left and was not answered; ask whether it came, it is not sent twice");
        if (!of.Systems.Messages.IsConfigured) return Assessment.Skip("the tenant file names no sender (systems.notify)");

        // Somebody whose account was there before this run has been announced before.
        if (!of.IsPreview && of.Facts[FactNames.AccountCreated] is null && of.Facts[FactNames.PassHanded] is null)
        {
            return Assessment.Skip("the account was ready before this run");
        }

        return of.IsPreview && of.Hire.Account is not null
            ? Assessment.Skip("the account was there before")
            : Assessment.ToDo(new Change("send note to", manager.UserPrincipalName, manager.Id.Value, ChangePath.Graph, ""));
    }

    /// <inheritdoc/>
    public override async Task ApplyAsync(NoteView now, StepContext of, CancellationToken cancel)
    {
        of.Facts.Learn(FactNames.NoteIntended, Left);
        _leftJustNow = true;
        try
        {
            string accepted = await of.Systems.Messages
                .SendAsync($"Ready: {of.Facts[FactNames.AccountDisplayName]}", Text(of), [of.Hire.Manager!.Mail ?? of.Hire.Manager.UserPrincipalName], cancel)
                .ConfigureAwait(false);
            of.Facts.Learn(FactNames.NoteSent, accepted);
        }
        catch (LifecycleException failure) when (!failure.IsAmbiguous && failure.Id != ErrorIds.JournalNotWritable)
        {
            of.Facts.Learn(FactNames.NoteIntended, Refused);
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Describe(NoteView now, StepContext of) => now.Sent is { } accepted ? $"accepted with {accepted}" : "not sent";

    private static string Text(StepContext of)
    {
        var text = new StringBuilder();
        text.AppendLine($"The account of {of.Facts[FactNames.AccountDisplayName]} is ready.").AppendLine();
        text.AppendLine($"Sign-in name: {of.PersonName}").AppendLine($"Role: {of.Hire.Means.Role}, {of.Hire.Means.Site.Name}");
        if (of.Hire.Request.StartDate is { } start) text.AppendLine($"First day: {start:yyyy-MM-dd}");
        if (!of.Hire.StartsNow(of.Clock.UtcNow)) text.AppendLine("Sign-in is possible from the first day on.");
        return text.ToString();
    }
}
