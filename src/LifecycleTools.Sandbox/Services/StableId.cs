using System;
using System.Security.Cryptography;
using System.Text;

namespace LifecycleTools.Sandbox.Services;

/// <summary>GUIDs made from a text, so that a tenant read twice has the same ids.</summary>
internal static class StableId
{
    public static string Of(string text)
    {
        using var hash = SHA256.Create();
        byte[] bytes = new byte[16];
        Array.Copy(hash.ComputeHash(Encoding.UTF8.GetBytes(text)), bytes, bytes.Length);

        // Version 4, variant 1: callers may check the shape.
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString("D");
    }
}
