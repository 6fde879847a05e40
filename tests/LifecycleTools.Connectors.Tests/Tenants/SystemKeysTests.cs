using System.Collections.Generic;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Connectors.Tests.Roles;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Tenants;

/// <summary>A system's entry has the keys that its connector declares, and no other.</summary>
public class SystemKeysTests
{
    public static TheoryData<string> Kinds => [.. ConnectorCatalog.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Key_ThatTheConnectorDoesNotHave_IsRefusedWithTheOneThatIsMeant(string kind)
    {
        string right = ConnectorCatalog.SettingsOf(kind)[0].Key;

        RoleMapFinding finding = Findings(kind, right.Remove(1, 1)).Single(one => one.Id == FindingIds.KeyUnknown);

        finding.Message.Should().Contain($"There is no key '{right.Remove(1, 1)}' in system 'ours'").And.Contain($"'{right}'");
        Findings(kind, right).Should().NotContain(one => one.Id == FindingIds.KeyUnknown);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Setting_IsWellDeclared(string kind)
    {
        IReadOnlyList<SettingAttribute> settings = ConnectorCatalog.SettingsOf(kind);

        settings.Should().NotBeEmpty().And.OnlyHaveUniqueItems(setting => setting.Key).And.OnlyContain(setting => setting.Meaning.Length > 0);
        settings.Should().OnlyContain(setting => setting.Form == SettingForm.Choice == setting.Choices.Length > 0);
        settings.Should().OnlyContain(setting => setting.Form == SettingForm.Secret == SecretNames.IsForSecret(setting.Key), "the reader takes the name of a secret there, and nowhere else");
        settings.Where(setting => setting.With.Length > 0).Select(setting => setting.With)
            .Concat(ConnectorCatalog.EitherOf(kind).SelectMany(line => line.Split(' '))).Should().BeSubsetOf(settings.Select(setting => setting.Key));
    }

    private static IReadOnlyList<RoleMapFinding> Findings(string kind, string key)
    {
        using var files = new TextFiles();
        string path = files.Write("lifecycle.yaml", $"systems:\n  ours:\n    kind: {kind}\n    {key}: x\n");
        return new YamlTenantFileReader().Read(path).Report.Findings.ToArray();
    }
}
