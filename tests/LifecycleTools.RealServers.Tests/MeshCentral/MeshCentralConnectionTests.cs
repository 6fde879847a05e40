using System;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using Xunit;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>How our port connects to a real MeshCentral, and whom it refuses to talk to.</summary>
[Collection(MeshCentralCollection.Name)]
public sealed class MeshCentralConnectionTests(MeshCentralServer server)
{
    [SkippableFact]
    public async Task CertificateHash_OfTheServer_IsEnoughInEitherLengthAndForm()
    {
        server.Require();
        string colons = Regex.Replace(server.Sha256.ToLowerInvariant(), "(..)(?!$)", "$1:");
        foreach (string hash in new[] { server.Sha384, server.Sha256, colons })
        {
            using MeshCentralBench bench = MeshCentralBench.Of(server, values => values["certificateHash"] = hash);
            await bench.Rmm.CheckAsync(MeshCentralBench.None);
        }
    }

    [SkippableFact]
    public async Task CertificateHash_OfAnother_EndsTheConnectionBeforeThePasswordLeaves()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server, values => values["certificateHash"] = new string('A', 96));

        LifecycleException refused = await RefusedAsync(bench);

        refused.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        refused.Message.Should().Contain("another certificate").And.Contain(server.Sha384);
    }

    [SkippableFact]
    public async Task Certificate_ThatTheMachineDoesNotTrust_IsRefusedWithoutAHash()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server, values => values.Remove("certificateHash"));

        (await RefusedAsync(bench)).Message.Should().Contain("certificateHash");
    }

    [SkippableFact]
    public async Task Password_ThatIsWrong_IsASignInThatFailed()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server, password: "Wrong-and-secret-1");

        LifecycleException refused = await RefusedAsync(bench);

        refused.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        refused.ToString().Should().NotContain("Wrong-and-secret-1");
    }

    [SkippableFact]
    public async Task LoginToken_SignsIn()
    {
        server.Require();
        string said = await server.AskAsync("logintokens", "--add", "tests", "--expire", "5", "--json");
        Match user = Regex.Match(said, "tokenUser: '([^']+)'");
        Match password = Regex.Match(said, "tokenPass: '([^']+)'");
        (user.Success && password.Success).Should().BeTrue(said);
        using MeshCentralBench bench = MeshCentralBench.Of(server, values =>
        {
            values.Remove("user");
            values.Remove("password");
            values["loginToken"] = "env:MESH_TOKEN";
        }, password: $"{user.Groups[1].Value},{password.Groups[1].Value}");

        await bench.Rmm.CheckAsync(MeshCentralBench.None);
    }

    [SkippableFact]
    public async Task Server_ThatWasRestarted_IsReachedAgainByReadsAndChanges()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server);
        RmmSite site = await bench.Rmm.FindSiteAsync(MeshCentralServer.Group, MeshCentralBench.None);

        server.Stop();
        (await bench.Rmm.Awaiting(rmm => rmm.FindSiteAsync(MeshCentralServer.Group, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        (await bench.Rmm.Awaiting(rmm => rmm.CreateEnrollmentLinkAsync(site, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>())
            .Which.Should().BeEquivalentTo(new { Id = ErrorIds.ConnectorUnreachable, IsAmbiguous = false });
        await server.StartAsync();

        (await bench.Rmm.CreateEnrollmentLinkAsync(site, MeshCentralBench.None)).Link.Reveal().Should().NotBeEmpty();
        (await bench.Rmm.FindSiteAsync(MeshCentralServer.Group, MeshCentralBench.None)).Should().Be(site);
    }

    [SkippableFact]
    public async Task EnrollmentLink_OpensThePageThatInstallsTheAgentOfTheGroup()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server, values => values["inviteHours"] = "2");
        RmmSite site = await bench.Rmm.FindSiteAsync(MeshCentralServer.Group, MeshCentralBench.None);

        EnrollmentLink link = await bench.Rmm.CreateEnrollmentLinkAsync(site, MeshCentralBench.None);

        link.ValidUntil.Should().BeCloseTo(DateTimeOffset.UtcNow.AddHours(2), TimeSpan.FromMinutes(2));
        link.ToString().Should().NotContain(link.Link.Reveal());
        using HttpClient client = MeshCentralBench.TrustingClient();
        using HttpResponseMessage page = await client.GetAsync(new Uri(link.Link.Reveal()));
        page.IsSuccessStatusCode.Should().BeTrue();
        (await page.Content.ReadAsStringAsync()).Should().Contain(Uri.EscapeDataString(MeshCentralServer.Group)).And.Contain("meshagents?").And.Contain(site.Id.Split('/')[^1]);
        string.Join('\n', bench.Log.Lines.Concat(bench.Journal.Select(entry => entry.Call.ToString()))).Should().Contain("createInviteLink Contoso").And.NotContain("agentinvite");
    }

    [SkippableFact]
    public async Task Change_InADryRun_DoesNotLeave()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server);
        RmmSite site = await bench.Rmm.FindSiteAsync(MeshCentralServer.Group, MeshCentralBench.None);

        using (CallScope.ForReading(bench.Log).Enter())
        {
            (await bench.Rmm.Awaiting(rmm => rmm.CreateEnrollmentLinkAsync(site, MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.DryRunWriteRefused);
        }

        bench.Journal.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task DeviceGroup_ThatIsNotThere_IsFoundAtOnceWithThoseThatAre()
    {
        server.Require();
        using MeshCentralBench bench = MeshCentralBench.Of(server, groups: ["Contsoo"]);

        LifecycleException refused = await RefusedAsync(bench);

        refused.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        refused.Message.Should().Contain("'Contsoo'").And.Contain("there is: Contoso Zurich, Fabrikam");
    }

    private static async Task<LifecycleException> RefusedAsync(MeshCentralBench bench) =>
        (await bench.Rmm.Awaiting(rmm => rmm.CheckAsync(MeshCentralBench.None)).Should().ThrowAsync<LifecycleException>()).Which;
}
