using System;
using System.Globalization;
using System.Threading.Tasks;

namespace LifecycleTools.Benchmarks;

/// <summary>Prints how long runs take on a sandbox that answers as slowly as the real services do. No test depends on it. "registers" measures the large HR systems alone, "load" a thousand departures and hires at once.</summary>
internal static class Program
{
    public static async Task Main(string[] arguments)
    {
        if (arguments is ["registers"])
        {
            await LargeRegisters.PrintAsync();
            return;
        }

        if (arguments is ["load", ..])
        {
            await LoadTimes.PrintAsync(arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1000);
            return;
        }

        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; Graph 150 ms and Exchange 800 ms a request, on the computer's own clock");
        Console.WriteLine();
        Console.WriteLine("| what | measured | limit |");
        Console.WriteLine("| --- | --- | --- |");
        await DepartureTimes.PrintAsync();
        await HireTimes.PrintAsync();
        ImportTimes.Print(SlowTenant.Root());
        Console.WriteLine();
        await LargeRegisters.PrintAsync();
    }
}
