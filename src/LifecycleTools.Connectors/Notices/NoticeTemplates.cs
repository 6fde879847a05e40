using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Notices;

/// <summary>
/// The words of notices: for de-CH, the file of de-CH, else of de, else of en; of each the tenant's own before the shipped one.
/// A file is named after notice and language: Completed.de.liquid.
/// </summary>
/// <remarks>
/// Setting: templates, a folder inside the tenant file's folder. What a template may use is in <see cref="NoticeModel"/> and <see cref="LiquidCheck"/>; it sees no object
/// of ours, no file and no secret. Source of the language: Liquid, "Basics".
/// </remarks>
internal sealed class NoticeTemplates
{
    private const string Key = "templates";
    private const long MostBytes = 256 * 1024;
    private static readonly string[] s_kinds = Enum.GetNames(typeof(NoticeKind));
    private static readonly Regex s_language = new(@"\A[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\z", RegexOptions.CultureInvariant);
    private readonly SystemAccess _access;
    private readonly Lazy<IReadOnlyDictionary<string, NoticeTemplate>> _own;
    private readonly Dictionary<string, NoticeTemplate> _shipped = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="access">The entry whose templates these are. Nothing is read yet.</param>
    public NoticeTemplates(SystemAccess access)
    {
        _access = access;
        _own = new Lazy<IReadOnlyDictionary<string, NoticeTemplate>>(ReadOwn);
    }

    /// <summary>Puts a notice into words.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: a template of the tenant's is wrong; nothing was sent.</exception>
    public NoticeLetter Render(Notice notice)
    {
        string language = s_language.IsMatch(notice.Language) ? notice.Language : "en";
        (NoticeTemplate template, string found) = Find(notice.Kind, language);
        CultureInfo culture = CultureOf(found.Split('-')[0] == language.Split('-')[0] ? language : found);
        try
        {
            return template.Render(NoticeModel.Of(notice, culture, StatusWords.In(found), _access.Clock.UtcNow), culture);
        }
        catch (TemplateFailure failure)
        {
            throw Wrong([failure.Message], failure);
        }
    }

    /// <summary>Reads every file of the tenant's, and fills each with a notice that has everything and with one that has nothing.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, with file, line and what to write instead.</exception>
    public void Check()
    {
        List<string> wrong = [];
        foreach (KeyValuePair<string, NoticeTemplate> file in _own.Value)
        {
            string[] name = file.Key.Split('.');
            NoticeKind kind = (NoticeKind)Enum.Parse(typeof(NoticeKind), name[0], ignoreCase: true);
            CultureInfo culture = CultureOf(name[1]);
            foreach (Notice sample in new[] { SampleNotice.Full(kind), SampleNotice.Bare(kind) })
            {
                try
                {
                    NoticeLetter letter = file.Value.Render(NoticeModel.Of(sample, culture, StatusWords.In(name[1]), _access.Clock.UtcNow), culture);
                    if (letter.Subject.Length == 0) wrong.Add($"{file.Key}.liquid, part 'subject': it is empty for some notices");
                }
                catch (TemplateFailure failure)
                {
                    wrong.Add(failure.Message);
                }
            }
        }

        if (wrong.Count > 0) throw Wrong(wrong);
    }

    private (NoticeTemplate Template, string Language) Find(NoticeKind kind, string language)
    {
        foreach (string each in Chain(language))
        {
            string name = $"{kind}.{each}";
            if (_own.Value.TryGetValue(name, out NoticeTemplate? own)) return (own, each);
            if (Shipped(name) is { } shipped) return (shipped, each);
        }

        throw new InvalidOperationException($"{kind} has no template in English.");
    }

    private NoticeTemplate? Shipped(string name)
    {
        lock (_shipped)
        {
            if (_shipped.TryGetValue(name, out NoticeTemplate? known)) return known;
            if (ShippedTemplates.Find(name + ".liquid") is not { } text) return null;

            List<string> findings = [];
            return _shipped[name] = NoticeTemplate.Parse(name + ".liquid", text, findings) ?? throw new InvalidOperationException(string.Join(" ", findings));
        }
    }

    // de-CH, de, en.
    private static IEnumerable<string> Chain(string language)
    {
        string[] parts = language.Split('-');
        for (int length = parts.Length; length > 0; length--) yield return string.Join("-", parts, 0, length);
        yield return "en";
    }

    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            string broader = language.Split('-')[0];
            return broader.Length < language.Length ? CultureOf(broader) : CultureInfo.InvariantCulture;
        }
    }

    private Dictionary<string, NoticeTemplate> ReadOwn()
    {
        Dictionary<string, NoticeTemplate> templates = new(StringComparer.OrdinalIgnoreCase);
        if (Folder() is not { } folder) return templates;

        List<string> findings = [];
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*.liquid").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file.Name);
            string[] parts = name.Split('.');
            if (parts.Length != 2 || !s_kinds.Contains(parts[0], StringComparer.OrdinalIgnoreCase) || !s_language.IsMatch(parts[1]))
            {
                findings.Add($"{file.FullName}: no notice is named so; write KIND.LANGUAGE.liquid, KIND one of {string.Join(", ", s_kinds)}, LANGUAGE as en or de-CH.");
            }
            else if (file.Length > MostBytes)
            {
                findings.Add($"{file.FullName}: is larger than {MostBytes / 1024} KB.");
            }
            else if (NoticeTemplate.Parse(file.FullName, File.ReadAllText(file.FullName), findings) is { } template)
            {
                templates[name] = template;
            }
        }

        return findings.Count == 0 ? templates : throw Wrong(findings);
    }

    private string? Folder()
    {
        if (_access.Value(Key) is not { } given) return null;

        string home = Path.GetDirectoryName(Path.GetFullPath(_access.Tenant.Path))!;
        string folder = FilePaths.FromFolderOf(_access.Tenant.Path, given)!;
        if (!folder.StartsWith(home.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw _access.Missing(Key, $"is '{given}', and must be a folder inside {home}");
        }

        return Directory.Exists(folder) ? folder : throw _access.Missing(Key, $"is '{given}', and there is no folder {folder}");
    }

    private LifecycleException Wrong(IReadOnlyList<string> findings, Exception? inner = null) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"The templates of systems.{_access.Name} in {_access.Tenant.Path} cannot be used: {string.Join(" ", findings)}", inner);
}
