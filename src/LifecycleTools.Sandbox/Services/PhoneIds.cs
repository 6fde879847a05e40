using System;

namespace LifecycleTools.Sandbox.Services;

/// <summary>Phone methods have the same ids for everyone.</summary>
internal static class PhoneIds
{
    public static string Of(string phoneType) => phoneType switch
    {
        "mobile" => "3179e48a-750b-4051-897c-87b9720928f7",
        "alternateMobile" => "b6332ec1-7057-4abe-9331-3d72feddfe41",
        "office" => "e37fc753-ff3b-4958-9484-eaa9425c82bc",
        _ => throw new FormatException($"'{phoneType}' is no phone type."),
    };
}
