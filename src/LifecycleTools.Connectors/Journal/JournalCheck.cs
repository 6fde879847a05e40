using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Connectors.Journal;

/// <summary>Holds a journal against its own chain, then against its signature, and says what is wrong where it first is.</summary>
internal static class JournalCheck
{
    /// <exception cref="LifecycleException">RunNotFound, JournalDamaged, ConnectorNotConfigured.</exception>
    public static RunVerdict Run(string path, JournalTrust? trust)
    {
        if (!File.Exists(path)) throw new LifecycleException(ErrorIds.RunNotFound, ErrorKind.NotFound, $"There is no journal {path}.");
        try
        {
            JournalText.Split lines = JournalText.SplitLines(path);
            Fault? fault = JournalChain.FirstFault(lines.Whole);
            var verdict = new RunVerdict { RunId = Path.GetFileNameWithoutExtension(path), Path = path, Lines = lines.Whole.Count };
            if (fault is not null) return With(verdict, fault, "", null);
            return Signed(verdict, lines, JournalText.Read(path), trust);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LifecycleException(ErrorIds.JournalDamaged, ErrorKind.Data, $"The journal {path} was not read: {failure.Message}", failure);
        }
    }

    private static RunVerdict Signed(RunVerdict verdict, JournalText.Split lines, JournalReading reading, JournalTrust? trust)
    {
        int next = lines.Whole.Count + 1;
        bool isThere = File.Exists(JournalSignature.PathOf(verdict.Path));
        JournalSignature? signature = isThere ? JournalSignature.Read(verdict.Path) : null;
        Fault? fault = isThere ? AgainstSignature(verdict, lines, signature, trust) : Missing(reading, trust);
        string by = "";
        if (signature is not null && fault is null or { Finding: RunFinding.Truncated or RunFinding.SignedByOther or RunFinding.NotSigned })
        {
            using X509Certificate2 certificate = signature.Open();
            by = $"{certificate.Subject} [{certificate.Thumbprint}]";
        }

        DateTime? at = by.Length > 0 ? signature!.Utc.UtcDateTime : null;
        if (fault is not null) return With(verdict, fault, by, at);
        if (lines.Torn.Length > 0)
        {
            return With(verdict, new Fault(next, RunFinding.TornLastLine, $"line {InWords(next)} has no end: its writer was killed, or the disk was full; Resume-LifecycleRun sets it aside"), by, at);
        }

        return HasEnded(reading)
            ? With(verdict, null, by, at)
            : With(verdict, new Fault(null, RunFinding.Unfinished, "every line holds, and the run has no end: it is under way, it was killed, or whole lines were cut off"), by, at);
    }

    private static Fault? AgainstSignature(RunVerdict verdict, JournalText.Split lines, JournalSignature? signature, JournalTrust? trust)
    {
        if (signature is null) return new Fault(null, RunFinding.SignatureInvalid, "the signature file holds no signature");
        if (signature.RunId != verdict.RunId) return new Fault(null, RunFinding.SignatureInvalid, $"the signature is that of run {signature.RunId}");
        if (!signature.Holds()) return new Fault(null, RunFinding.SignatureInvalid, "the signature was not made by the certificate it names, or was changed");
        using (X509Certificate2 certificate = signature.Open())
        {
            // One that ran out since still proves what it signed in its time: journals are kept for years.
            if (signature.Utc > certificate.NotAfter)
            {
                return new Fault(null, RunFinding.SignatureInvalid, $"{certificate.Subject} [{certificate.Thumbprint}] had run out on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, before it signed");
            }

            if (trust is not null && !CertificateBytes.IsTrusted(certificate, trust))
            {
                return new Fault(null, RunFinding.SignedByOther, $"it is signed with {certificate.Subject} [{certificate.Thumbprint}], which is not the expected certificate");
            }
        }

        int there = lines.Whole.Count;
        if (signature.Lines > there) return new Fault(there + 1, RunFinding.Truncated, $"{InWords(signature.Lines)} lines were signed, and {InWords(there)} are there");
        if (signature.Lines < 1 || JournalText.Hash(lines.Whole[signature.Lines - 1]) != signature.Hash)
        {
            return new Fault(Math.Max(signature.Lines, 1), RunFinding.Altered, $"line {InWords(signature.Lines)} is not the one that was signed, so it or a line before it was changed");
        }

        return signature.Lines < there
            ? new Fault(signature.Lines + 1, RunFinding.NotSigned, $"what comes after line {InWords(signature.Lines)} is not signed: a run that was resumed and has not ended again, or lines that somebody added")
            : null;
    }

    private static Fault? Missing(JournalReading reading, JournalTrust? trust)
    {
        string? promised = reading.Entries.FirstOrDefault()?[JournalFields.Signing];
        if (trust is null && string.IsNullOrEmpty(promised)) return null;
        string why = trust is not null ? "a signature was asked for" : $"its first line says that it is signed with {promised}";
        return new Fault(null, RunFinding.NotSigned, $"{why}, and there is none: the run has not ended, or its end or its signature was taken away");
    }

    private static bool HasEnded(JournalReading reading) => reading.Entries.LastOrDefault()?.Kind == JournalKinds.RunEnded;

    private static RunVerdict With(RunVerdict verdict, Fault? fault, string signedBy, DateTime? signed) => new()
    {
        RunId = verdict.RunId,
        Path = verdict.Path,
        Lines = verdict.Lines,
        IsIntact = fault is null or { Finding: RunFinding.Unfinished },
        FirstBadLine = fault?.Line,
        Finding = fault?.Finding ?? RunFinding.None,
        Detail = fault?.Detail ?? "every line holds",
        SignedBy = signedBy,
        SignedUtc = signed,
    };

    internal static string InWords(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is wrong, and from which line on.</summary>
internal sealed record Fault(int? Line, RunFinding Finding, string Detail);

/// <summary>Where a chain of lines first breaks, and how.</summary>
internal static class JournalChain
{
    /// <returns>Null when every line follows the one before.</returns>
    public static Fault? FirstFault(IReadOnlyList<byte[]> lines)
    {
        List<Link?> links = lines.Select(Link.Read).ToList();
        List<string> hashes = lines.Select(JournalText.Hash).ToList();
        for (int at = 0; at < lines.Count; at++)
        {
            string previous = at == 0 ? JournalText.Beginning : hashes[at - 1];
            if (links[at] is not { } link) return new Fault(at + 1, RunFinding.Altered, $"line {JournalCheck.InWords(at + 1)} is no line of a journal");
            if (link.Number != at + 1) return OutOfPlace(links, at, link.Number);
            if (link.Previous != previous) return Changed(links, hashes, at);
        }

        return null;
    }

    private static Fault OutOfPlace(List<Link?> links, int at, int number)
    {
        int line = at + 1;
        string there = JournalCheck.InWords(line);
        if (number < line) return new Fault(line, RunFinding.Added, $"line {there} calls itself line {JournalCheck.InWords(number)}: it was put in, or stands there twice");
        return links.Skip(line).Any(later => later?.Number == line)
            ? new Fault(line, RunFinding.Reordered, $"line {JournalCheck.InWords(number)} stands in the place of line {there}, which comes later")
            : new Fault(line, RunFinding.Missing, $"line {there} is missing; what follows is line {JournalCheck.InWords(number)}");
    }

    // Two lines do not fit. The later one speaks the truth when the line after it, or nobody, was written after exactly this one.
    private static Fault Changed(List<Link?> links, List<string> hashes, int at)
    {
        bool isVouchedFor = at + 1 >= links.Count || links[at + 1]?.Previous == hashes[at];
        return at > 0 && isVouchedFor
            ? new Fault(at, RunFinding.Altered, $"line {JournalCheck.InWords(at)} is not the one that line {JournalCheck.InWords(at + 1)} was written after")
            : new Fault(at + 1, RunFinding.Altered, $"line {JournalCheck.InWords(at + 1)} was not written after the line before it");
    }

    private sealed record Link(int Number, string Previous)
    {
        public static Link? Read(byte[] line)
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(line);
                JsonElement root = json.RootElement;
                int number = root.GetProperty("n").GetInt32();
                string previous = root.GetProperty("prev").GetString() ?? "";
                return JournalText.Parse(line, number, previous) is null ? null : new Link(number, previous);
            }
            catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                return null;
            }
        }
    }
}
