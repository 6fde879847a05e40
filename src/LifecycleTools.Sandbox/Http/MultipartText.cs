using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http.Headers;

namespace LifecycleTools.Sandbox.Http;

/// <summary>One part of a multipart form.</summary>
/// <param name="Name">The field.</param>
/// <param name="FileName">Null for a field that is no file.</param>
/// <param name="Content">As text: the sandbox reads every body as UTF-8.</param>
public sealed record FormPart(string Name, string? FileName, string Content);

/// <summary>Takes a multipart form apart.</summary>
internal static class MultipartText
{
    /// <summary>The parts in order; empty when the body is no such form.</summary>
    public static IReadOnlyList<FormPart> Parse(SandboxCall call)
    {
        if (call.Body is null || !MediaTypeHeaderValue.TryParse(call.Header("Content-Type"), out MediaTypeHeaderValue? type) || type.MediaType != "multipart/form-data") return Array.Empty<FormPart>();

        string boundary = "\r\n--" + type.Parameters.FirstOrDefault(each => each.Name == "boundary")?.Value?.Trim('"');
        return ("\r\n" + call.Body).Split(new[] { boundary }, StringSplitOptions.None)
            .Skip(1)
            .Where(part => part.StartsWith("\r\n", StringComparison.Ordinal))
            .Select(Part)
            .ToList();
    }

    private static FormPart Part(string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string? disposition = text.Substring(0, end).Split(new[] { "\r\n" }, StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(line => line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase));
        ContentDispositionHeaderValue names = ContentDispositionHeaderValue.Parse(disposition!.Substring("Content-Disposition:".Length).Trim());
        return new FormPart(names.Name!.Trim('"'), names.FileName?.Trim('"'), text.Substring(end + 4));
    }
}
