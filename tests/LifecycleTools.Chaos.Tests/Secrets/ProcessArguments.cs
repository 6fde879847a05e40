using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace LifecycleTools.Chaos.Tests.Secrets;

/// <summary>The arguments of a process and of all that it started, as everybody on the machine can read them. Linux only; none elsewhere.</summary>
internal static class ProcessArguments
{
    /// <summary>The command lines as they are now.</summary>
    public static IReadOnlyList<string> Of(int process)
    {
        if (!OperatingSystem.IsLinux()) return [];

        Dictionary<int, (int Parent, string Arguments)> all = [];
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            if (Read(folder) is { } seen) all[id] = seen;
        }

        return all.Where(each => IsOf(each.Key)).Select(each => each.Value.Arguments).ToList();

        bool IsOf(int id)
        {
            while (id != process)
            {
                if (!all.TryGetValue(id, out (int Parent, string Arguments) each) || each.Parent == id) return false;
                id = each.Parent;
            }

            return true;
        }
    }

    // A process may end while it is looked at; then there is nothing to read any more.
    private static (int Parent, string Arguments)? Read(string folder)
    {
        try
        {
            string state = File.ReadAllText(Path.Combine(folder, "stat"));
            string arguments = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Replace('\0', ' ');
            return (int.Parse(state[(state.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), arguments);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
