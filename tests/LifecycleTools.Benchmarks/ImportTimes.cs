using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace LifecycleTools.Benchmarks;

/// <summary>What a fresh PowerShell spends on the module; the middle one of five.</summary>
internal static class ImportTimes
{
    private const int Sessions = 5;

    public static void Print(string root)
    {
        string module = Path.Combine(root, "LifecycleTools.psd1");
        string empty = Path.Combine(root, "bin", "LifecycleTools.Isolation.dll");
        string map = Path.Combine(root, "roles", "three-countries.yaml");
        if (Middle($"Import-Module '{empty}'", "") is not { } bare)
        {
            Console.WriteLine("| import | pwsh is not on this machine | |");
            return;
        }

        Console.WriteLine($"| import of a binary module without commands | {bare:0} ms | |");
        Print("import of LifecycleTools", Middle($"Import-Module '{module}'", ""));
        Print("first Test-LifecycleRoleMap after import", Middle($"Test-LifecycleRoleMap '{map}'", $"Import-Module '{module}'"));
        string journals = Path.Combine(Path.GetTempPath(), "lifecycle-benchmark-journals");
        Print("first hire on the sandbox, connecting included", Middle(
            $"Connect-LifecycleTenant -Sandbox -RoleMap '{map}' -JournalPath '{journals}'; New-LifecycleHire -GivenName Zoe -Surname Baumann -Role sales -Site zurich -EmployeeId 2001 -Confirm:$false",
            $"Import-Module '{module}'"));
    }

    private static void Print(string what, double? milliseconds) => Console.WriteLine($"| {what} | {milliseconds:0} ms | |");

    private static double? Middle(string measured, string before)
    {
        double?[] all = Enumerable.Range(0, Sessions).Select(_ => Once(measured, before)).OrderBy(time => time).ToArray();
        return all.Any(time => time is null) ? null : all[Sessions / 2];
    }

    private static double? Once(string measured, string before)
    {
        ProcessStartInfo start = new("pwsh") { RedirectStandardOutput = true };
        foreach (string argument in new[] { "-NoProfile", "-NonInteractive", "-Command", $"{before}; (Measure-Command {{ {measured} }}).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)" })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process shell = Process.Start(start)!;
            string text = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            return double.Parse(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(), CultureInfo.InvariantCulture);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No pwsh here: said in the table.
            return null;
        }
    }
}
