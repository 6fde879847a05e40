namespace LifecycleTools.Commands;

/// <summary>Where the pages of docs/commands are read on the web: what <c>Get-Help -Online</c> opens, below the manifest's ProjectUri.</summary>
internal static class HelpPages
{
    /// <summary>The folder, with a slash at its end.</summary>
    public const string Folder = "https://github.com/LifecycleTools/LifecycleTools/blob/main/docs/commands/";
}
