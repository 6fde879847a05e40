namespace LifecycleTools.Connectors.Notices;

/// <summary>A notice in words.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Html">A whole page, self-contained.</param>
/// <param name="Text">The same for readers without HTML.</param>
internal sealed record NoticeLetter(string Subject, string Html, string Text);
