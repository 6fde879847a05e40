using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Journal;

/// <summary>What a chain cannot show, a signature of its end does: lines cut off, and a chain written anew.</summary>
public sealed class JournalSigningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-signing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public void Check_OfASignedRun_NamesWhoSignedItAndWhen(string kind)
    {
        using JournalBench bench = new(Signer("Journal", kind));
        bench.WriteRun(lines: 6);

        RunVerdict verdict = JournalCheck.Run(bench.Path, bench.Store.Trust);

        verdict.Should().BeEquivalentTo(new { IsIntact = true, Lines = 6, Finding = RunFinding.None, SignedUtc = (DateTime?)JournalBench.Entry().Utc.UtcDateTime });
        verdict.SignedBy.Should().Be($"CN=Journal [{bench.Store.Trust!.Thumbprint}]");
    }

    [Fact]
    public void Check_OfASignedRunThatWasShortened_FindsWhereItEnds()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        bench.Rewrite(lines => lines.Take(4));

        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, Lines = 4, FirstBadLine = 5, Finding = RunFinding.Truncated });
    }

    [Fact]
    public void Check_OfAChainThatWasWrittenAnew_FindsIt()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        File.Delete(bench.Path);
        using (JournalBench other = new())
        {
            other.WriteRun(lines: 6);
            File.WriteAllText(bench.Path, other.Text());
        }

        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, FirstBadLine = 6, Finding = RunFinding.Altered });
    }

    [Fact]
    public void Check_OfASignatureThatWasTakenAway_MissesIt()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        File.Delete(JournalSignature.PathOf(bench.Path));

        JournalCheck.Run(bench.Path, trust: null).Finding.Should().Be(RunFinding.NotSigned);
    }

    [Fact]
    public void Check_OfAnUnsignedRun_PassesOnlyWhereNoSignatureIsAskedFor()
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);

        JournalCheck.Run(bench.Path, trust: null).IsIntact.Should().BeTrue();
        JournalCheck.Run(bench.Path, new JournalTrust("00", null)).Should().BeEquivalentTo(new { IsIntact = false, Finding = RunFinding.NotSigned });
    }

    [Theory]
    [InlineData("thumbprint")]
    [InlineData("file")]
    public void Check_OfARunThatAnotherCertificateSigned_SaysWhich(string how)
    {
        JournalSigner expected = Signer("Expected");
        using JournalBench bench = new(Signer("Other"));
        bench.WriteRun(lines: 6);
        JournalTrust trust = how == "file" ? new JournalTrust(null, Path.Combine(_folder, "Expected.cer")) : expected.Trust;

        RunVerdict verdict = JournalCheck.Run(bench.Path, trust);

        verdict.Should().BeEquivalentTo(new { IsIntact = false, Finding = RunFinding.SignedByOther });
        verdict.Detail.Should().Contain("CN=Other");
        JournalCheck.Run(bench.Path, how == "file" ? new JournalTrust(null, Path.Combine(_folder, "Other.cer")) : bench.Store.Trust).IsIntact.Should().BeTrue();
    }

    [Theory]
    [InlineData("\"lines\":6", "\"lines\":5")]
    [InlineData("\"utc\":\"2026", "\"utc\":\"2025")]
    [InlineData("\"signature\":\"", "\"signature\":\"AAAA")]
    [InlineData("{", "[")]
    public void Check_OfASignatureThatWasChanged_DoesNotTakeIt(string word, string other)
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        string path = JournalSignature.PathOf(bench.Path);
        string changed = File.ReadAllText(path).Replace(word, other, StringComparison.Ordinal);
        changed.Should().NotBe(File.ReadAllText(path));
        File.WriteAllText(path, changed);

        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, Finding = RunFinding.SignatureInvalid, SignedBy = "" });
    }

    [Fact]
    public void Check_OfTheSignatureOfAnotherRun_DoesNotTakeIt()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        string other = bench.PathOf("20260303T150000Z-0123abcd");
        File.Move(bench.Path, other);
        File.Move(JournalSignature.PathOf(bench.Path), JournalSignature.PathOf(other));

        JournalCheck.Run(other, trust: null).Finding.Should().Be(RunFinding.SignatureInvalid);
    }

    [Fact]
    public void Check_OfAResumedRun_FindsLinesThatAreNotSigned_UntilItEndsAgain()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        using (IJournal again = bench.Store.Reopen(JournalBench.RunId))
        {
            again.Append(JournalBench.Entry() with { Kind = JournalKinds.RunResumed });
            JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, FirstBadLine = 7, Finding = RunFinding.NotSigned });
            again.Append(JournalBench.Entry() with { Kind = JournalKinds.RunEnded });
        }

        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = true, Lines = 8, Finding = RunFinding.None });
        bench.Rewrite(lines => lines.Take(6));
        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, FirstBadLine = 7, Finding = RunFinding.Truncated });
    }

    [Fact]
    public void Check_OfASignedRunThatSomebodyWroteOn_FindsTheFirstLineThatIsNotSigned()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);

        // Whoever can write the file can continue the chain: only the signature tells.
        using (IJournal forged = new JournalFolder(bench.FolderPath).Reopen(JournalBench.RunId))
        {
            forged.Append(JournalBench.Entry("nothing happened"));
            forged.Append(JournalBench.Entry() with { Kind = JournalKinds.RunEnded });
        }

        JournalCheck.Run(bench.Path, trust: null).Should().BeEquivalentTo(new { IsIntact = false, FirstBadLine = 7, Finding = RunFinding.NotSigned });
    }

    [Fact]
    public void Check_OfAChainWrittenAnewWithoutItsSignature_FailsWhereOneIsAskedFor()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        JournalTrust trust = bench.Store.Trust!;
        File.Delete(JournalSignature.PathOf(bench.Path));
        File.Delete(bench.Path);
        using (JournalBench other = new())
        {
            other.WriteRun(lines: 6);
            File.WriteAllText(bench.Path, other.Text());
        }

        JournalCheck.Run(bench.Path, trust).Should().BeEquivalentTo(new { IsIntact = false, Finding = RunFinding.NotSigned });
    }

    [Fact]
    public void Check_OfTheSignatureOfAnotherRunPutInItsPlace_DoesNotTakeIt()
    {
        JournalSigner signer = Signer();
        using JournalBench bench = new(signer);
        bench.WriteRun(lines: 6);
        string other = "20260303T150000Z-0123abcd";
        using (IJournal journal = bench.Store.Create(other)) journal.Append(JournalBench.Entry() with { Kind = JournalKinds.RunEnded });
        File.Copy(JournalSignature.PathOf(bench.PathOf(other)), JournalSignature.PathOf(bench.Path), overwrite: true);

        RunVerdict verdict = JournalCheck.Run(bench.Path, signer.Trust);

        verdict.Finding.Should().Be(RunFinding.SignatureInvalid);
        verdict.Detail.Should().Contain(other);
    }

    [Fact]
    public void Check_OfTheSignatureOfAnEarlierEnd_SignsNothingOfWhatCameAfter()
    {
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);
        byte[] earlier = File.ReadAllBytes(JournalSignature.PathOf(bench.Path));
        using (IJournal again = bench.Store.Reopen(JournalBench.RunId))
        {
            again.Append(JournalBench.Entry() with { Kind = JournalKinds.RunResumed });
            again.Append(JournalBench.Entry() with { Kind = JournalKinds.RunEnded });
        }

        File.WriteAllBytes(JournalSignature.PathOf(bench.Path), earlier);

        JournalCheck.Run(bench.Path, bench.Store.Trust).Should().BeEquivalentTo(new { IsIntact = false, FirstBadLine = 7, Finding = RunFinding.NotSigned });
    }

    [Fact]
    public void Open_OfACertificateThatRanOut_IsRefusedBeforeAnyRun()
    {
        Action open = () => Signer("Old", until: DateTimeOffset.UtcNow.AddDays(-1));

        LifecycleException refused = open.Should().Throw<LifecycleException>().Which;
        refused.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        refused.Message.Should().Contain("ran out").And.Contain("CN=Old");
    }

    [Fact]
    public void Check_OfASignatureMadeAfterTheCertificateRanOut_DoesNotTakeIt_AndOfOneMadeBeforeDoes()
    {
        using JournalBench bench = new();
        bench.WriteRun(lines: 6);
        using X509Certificate2 certificate = Certificate("Journal", Usual, JournalBench.Entry().Utc.AddDays(1));
        string hash = JournalText.SplitLines(bench.Path).Whole.Select(JournalText.Hash).Last();
        JournalSignature.Make(JournalBench.RunId, 6, hash, JournalBench.Entry().Utc, certificate).Write(bench.Path);
        JournalCheck.Run(bench.Path, trust: null).IsIntact.Should().BeTrue("it was good when it signed");

        JournalSignature.Make(JournalBench.RunId, 6, hash, JournalBench.Entry().Utc.AddDays(2), certificate).Write(bench.Path);

        RunVerdict verdict = JournalCheck.Run(bench.Path, new JournalTrust(certificate.Thumbprint, null));
        verdict.Should().BeEquivalentTo(new { IsIntact = false, Finding = RunFinding.SignatureInvalid, SignedBy = "" });
        verdict.Detail.Should().Contain("had run out");
    }

    [SkippableFact]
    public void Signature_OnUnix_IsTheOwnersOnly()
    {
        if (OperatingSystem.IsWindows()) throw new SkipException("Modes of files are Unix's.");
        using JournalBench bench = new(Signer());
        bench.WriteRun(lines: 6);

        File.GetUnixFileMode(JournalSignature.PathOf(bench.Path)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_OfACertificateWithoutItsKey_IsRefusedBeforeAnyRun()
    {
        Signer("Journal");

        Action open = () => JournalSigner.Open(new JournalSigning { Certificate = Path.Combine(_folder, "Journal.cer") }, null);

        open.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

#if NET
    private const string Usual = "ecdsa";
#else
    private const string Usual = "rsa"; // Mono knows no elliptic curves.
#endif

    // The certificate's file goes through the same door as the tenant file's, password and all.
    private JournalSigner Signer(string name = "Journal", string kind = Usual, DateTimeOffset? until = null)
    {
        using X509Certificate2 certificate = Certificate(name, kind, until ?? DateTimeOffset.UnixEpoch.AddYears(100));
        string path = Path.Combine(_folder, name + ".pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "the password"));
        File.WriteAllBytes(Path.Combine(_folder, name + ".cer"), certificate.Export(X509ContentType.Cert));
        return JournalSigner.Open(new JournalSigning { Certificate = path, CertificatePassword = "env:JOURNAL" }, new OneSecret("the password"));
    }

    private static X509Certificate2 Certificate(string name, string kind, DateTimeOffset until)
    {
        using RSA? rsa = kind == "rsa" ? RSA.Create(2048) : null;
        using ECDsa? curve = kind == "rsa" ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = rsa is not null
            ? new CertificateRequest("CN=" + name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=" + name, curve!, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, until);
    }

    private sealed class OneSecret(string value) : ISecrets
    {
        public Secret Resolve(string reference) => new(value);
    }
}
