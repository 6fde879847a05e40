using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>What a job is found again by, where a vendor keeps only a text of ours.</summary>
internal static class JobKey
{
    /// <summary>Letters, digits and '-', different for each thing that one key is used for; names are compared without case.</summary>
    /// <param name="key">The caller's.</param>
    /// <param name="what">The software; the device too, where jobs of several devices stand together.</param>
    public static string Of(string key, string what)
    {
        using SHA256 hash = SHA256.Create();
        string mark = string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(key + "\n" + what.ToUpperInvariant())).Take(6).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
        return new string(key.Where(one => one is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-').ToArray()) + "-" + mark;
    }
}
