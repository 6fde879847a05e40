using System;
using System.Security.Cryptography;
using System.Text;

namespace LifecycleTools.Engine.Security;

/// <summary>Makes passwords that Entra ID accepts: all four classes, no look-alikes.</summary>
/// <remarks>Source: Entra ID password policies: 8 to 256 characters, three of four classes, no Unicode.</remarks>
public static class PasswordMaker
{
    private const int Length = 24;
    private static readonly string[] s_classes = { "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "-_!*.+=#%" };

    /// <summary>A new random password of 24 characters.</summary>
    public static Secret Create()
    {
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        string all = string.Concat(s_classes);
        var made = new StringBuilder(Length);
        foreach (string needed in s_classes) made.Append(needed[Below(random, needed.Length)]);
        while (made.Length < Length) made.Append(all[Below(random, all.Length)]);

        for (int last = made.Length - 1; last > 0; last--)
        {
            int other = Below(random, last + 1);
            (made[last], made[other]) = (made[other], made[last]);
        }

        return new Secret(made.ToString());
    }

    // Values at the uneven end of the range are thrown away, so that each character is equally likely.
    private static int Below(RandomNumberGenerator random, int limit)
    {
        var one = new byte[4];
        uint fair = uint.MaxValue - (uint.MaxValue % (uint)limit);
        while (true)
        {
            random.GetBytes(one);
            uint drawn = BitConverter.ToUInt32(one, 0);
            if (drawn < fair) return (int)(drawn % (uint)limit);
        }
    }
}
