using System.Collections.Generic;

namespace LifecycleTools.Connectors.Notices;

/// <summary>What a step's status is called in a language; English where the language has no words here.</summary>
internal sealed class StatusWords
{
    private static readonly Dictionary<string, Dictionary<StepStatus, string>> s_words = new()
    {
        ["en"] = new()
        {
            [StepStatus.Planned] = "Planned", [StepStatus.Done] = "Done", [StepStatus.AlreadyDone] = "Already so", [StepStatus.Skipped] = "Not needed",
            [StepStatus.Declined] = "Declined", [StepStatus.Blocked] = "Blocked", [StepStatus.ManualReview] = "Needs a person", [StepStatus.Deferred] = "Waiting",
            [StepStatus.Failed] = "Failed", [StepStatus.Unknown] = "Not confirmed", [StepStatus.NotReached] = "Not reached",
        },
        ["de"] = new()
        {
            [StepStatus.Planned] = "Geplant", [StepStatus.Done] = "Erledigt", [StepStatus.AlreadyDone] = "War schon so", [StepStatus.Skipped] = "Nicht nötig",
            [StepStatus.Declined] = "Abgelehnt", [StepStatus.Blocked] = "Blockiert", [StepStatus.ManualReview] = "Bitte prüfen", [StepStatus.Deferred] = "Wartet",
            [StepStatus.Failed] = "Fehlgeschlagen", [StepStatus.Unknown] = "Nicht bestätigt", [StepStatus.NotReached] = "Nicht erreicht",
        },
        ["fr"] = new()
        {
            [StepStatus.Planned] = "Prévu", [StepStatus.Done] = "Fait", [StepStatus.AlreadyDone] = "Déjà fait", [StepStatus.Skipped] = "Pas nécessaire",
            [StepStatus.Declined] = "Refusé", [StepStatus.Blocked] = "Bloqué", [StepStatus.ManualReview] = "À vérifier", [StepStatus.Deferred] = "En attente",
            [StepStatus.Failed] = "Échec", [StepStatus.Unknown] = "Non confirmé", [StepStatus.NotReached] = "Pas atteint",
        },
    };

    private readonly Dictionary<StepStatus, string> _words;

    private StatusWords(Dictionary<StepStatus, string> words) => _words = words;

    /// <summary>The words of a language tag: those of de for de-CH.</summary>
    public static StatusWords In(string language) => new(s_words.TryGetValue(language.Split('-')[0], out Dictionary<StepStatus, string>? words) ? words : s_words["en"]);

    /// <summary>The word of a status.</summary>
    public string Of(StepStatus status) => _words.TryGetValue(status, out string? word) ? word : status.ToString();
}
