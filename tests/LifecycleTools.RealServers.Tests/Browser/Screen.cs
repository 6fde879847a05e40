using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>What pages are read on: a phone and a desk, light and dark.</summary>
internal static class Screen
{
    /// <summary>Where the screenshots are left for people to look at.</summary>
    public static string Pictures { get; } = Path.Combine(AppContext.BaseDirectory, "pictures");

    /// <summary>Each page on each screen.</summary>
    public static TheoryData<string, int, bool> Each(IEnumerable<string> pages)
    {
        TheoryData<string, int, bool> all = [];
        foreach (string page in pages)
        {
            foreach (int width in new[] { 390, 1200 })
            {
                all.Add(page, width, false);
                all.Add(page, width, true);
            }
        }

        return all;
    }
}
