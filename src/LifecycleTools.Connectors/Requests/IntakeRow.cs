using System.Collections.Generic;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Requests;

/// <summary>One form in a file, before anything is known of what it asks.</summary>
/// <param name="Number">Which of the file: the line in a table, from 2 where the header is line 1; the position from 1 elsewhere.</param>
/// <param name="Fields">Its values, by the file's own names.</param>
/// <param name="Findings">Why it cannot be read as it should.</param>
internal sealed record IntakeRow(int Number, IReadOnlyDictionary<string, string> Fields, IReadOnlyList<RequestFinding> Findings);
