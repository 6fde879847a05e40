using System;
using System.Collections.Generic;

namespace LifecycleTools.Engine.Running;

/// <summary>Who started a run, where, and why.</summary>
/// <param name="Operator">The account at this machine.</param>
/// <param name="Host">This machine.</param>
/// <param name="Process">Process id and name.</param>
/// <param name="Module">Version of this module.</param>
/// <param name="Reason">The ticket or the words that asked for it.</param>
public sealed record RunHeader(string Operator, string Host, string Process, string Module, string Reason)
{
    /// <summary>This process.</summary>
    public static RunHeader OfThisProcess(string reason)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new RunHeader(
            Environment.UserName, Environment.MachineName, $"{process.Id} {process.ProcessName}",
            typeof(RunHeader).Assembly.GetName().Version?.ToString(3) ?? "", reason);
    }

    internal Dictionary<string, string> ToFields() => new(StringComparer.Ordinal)
    {
        ["operator"] = Operator, ["host"] = Host, ["process"] = Process, ["module"] = Module, ["reason"] = Reason,
    };
}
