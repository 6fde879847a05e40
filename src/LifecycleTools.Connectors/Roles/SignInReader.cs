using System;
using System.Collections.Generic;
using LifecycleTools.Connectors.Yaml;
using LifecycleTools.Engine.Roles;

namespace LifecycleTools.Connectors.Roles;

/// <summary>Reads how people sign in for the first time.</summary>
internal static class SignInReader
{
    // The directory takes 10 minutes to 30 days for a temporary access pass.
    private const int ShortestPass = 10;
    private const int LongestPass = 43200;

    private static readonly Dictionary<string, FirstSignIn> s_first = new(StringComparer.Ordinal)
    {
        ["temporaryAccessPass"] = FirstSignIn.TemporaryAccessPass,
        ["password"] = FirstSignIn.Password,
    };

    private static readonly Dictionary<string, HandOver> s_handOver = new(StringComparer.Ordinal)
    {
        ["output"] = HandOver.Output,
        ["managerMail"] = HandOver.ManagerMail,
    };

    public static SignInSettings Read(YamlReader parent)
    {
        if (parent.Section("signIn") is not { } at) return new SignInSettings();

        var settings = new SignInSettings
        {
            FirstSignIn = at.Choice("firstSignIn", s_first),
            PassLifetimeMinutes = at.Number("passLifetimeMinutes", ShortestPass, LongestPass),
            PassUsableOnce = at.Flag("passUsableOnce"),
            HandOver = at.Choice("handOver", s_handOver),
            RegistrationGroup = at.Text("registrationGroup"),
            CreateDisabledUntilStart = at.Flag("createDisabledUntilStart"),
        };
        at.Finish();
        return settings;
    }
}
