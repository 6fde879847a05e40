using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using LifecycleTools.Connectors;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Roles;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>What people get as HTML beside reports: each shipped mail in each language, full of steps and of names that do not end, and the runbook of the example tenant.</summary>
public sealed class MailPages : IDisposable
{
    private const string Evil = "Wolfeschlegelsteinhausenbergerdorff<script>document.title = 'x'</script><img src=https://evil.example/x.png>";
    private static readonly string[] s_languages = ["en", "de-CH", "fr-CH"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "lifecycle-mail-pages-" + Guid.NewGuid().ToString("N"));
    private readonly HttpMessageHandler _unused = new HttpClientHandler();

    public MailPages()
    {
        Directory.CreateDirectory(_folder);
        TenantFile tenant = new() { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.NewGuid(), Credential = new TenantCredential { Kind = CredentialKind.Default } };
        NoticeTemplates templates = new(new SystemAccess("notify", new SystemSettings { Kind = "graphmail" }, tenant, new NoSecrets(), _unused, new SystemClock(), new MeshCentral.MeshCentralBench.ListLog()));
        foreach (NoticeKind kind in Enum.GetValues<NoticeKind>())
        {
            foreach (string language in s_languages) File.WriteAllText(PathOf(NameOf(kind, language)), templates.Render(Crowded(kind) with { Language = language }).Html);
        }

        string root = WorkflowBench.RepositoryRoot();
        TenantFile example = new YamlTenantFileReader().Read(Path.Combine(root, "examples", "lifecycle.yaml")).RequireFile();
        RoleMap map = new YamlRoleMapReader().Read([Path.Combine(root, "roles", "three-countries.yaml")]).RequireMap();
        File.WriteAllText(PathOf("runbook"), new ConnectorFactory().Runbooks.Write(example, map, RunbookFormat.Html));
    }

    public static IReadOnlyList<string> Names { get; } = Enum.GetValues<NoticeKind>().SelectMany(kind => s_languages.Select(language => NameOf(kind, language))).Append("runbook").ToList();

    public string PathOf(string page) => Path.Combine(_folder, page + ".html");

    public void Dispose()
    {
        _unused.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NameOf(NoticeKind kind, string language) => $"mail-{kind}-{language}";

    private static Notice Crowded(NoticeKind kind)
    {
        Notice full = SampleNotice.Full(kind);
        return full with
        {
            Person = Evil,
            Steps = full.Steps.Select(step => new StepResult
            {
                Number = step.Number, Phase = step.Phase, Step = step.Step, Action = step.Action, Target = Evil, Status = step.Status, StartedUtc = step.StartedUtc, Duration = step.Duration,
                Detail = "https://contoso-my.sharepoint.example/personal/ada_byrne_contoso_example/Documents/" + new string('x', 90),
            }).ToList(),
        };
    }

    private sealed class NoSecrets : ISecrets
    {
        public Secret Resolve(string reference) => throw new InvalidOperationException("A template asks for no secret.");
    }
}
