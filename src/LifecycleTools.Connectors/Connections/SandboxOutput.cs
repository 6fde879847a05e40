using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.ConnectWise;
using LifecycleTools.Sandbox.NinjaOne;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Connectors.Connections;

/// <summary>What people would have got of a sandbox's runs, as files to open: mails, tickets with their notes, and the devices.</summary>
internal static class SandboxOutput
{
    /// <summary>Writes all of it; files of an earlier time are written over.</summary>
    public static void Write(SandboxTenant sandbox, string folder)
    {
        Directory.CreateDirectory(folder);
        lock (sandbox.Gate)
        {
            int number = 0;
            foreach (SandboxSentMail mail in sandbox.SentMail) File.WriteAllText(Path.Combine(folder, NameOf(mail, ++number)), mail.Body, Encoding.UTF8);
            foreach (ConnectWiseTicket ticket in sandbox.Beside<ConnectWiseState>().Tickets.Where(ticket => ticket.ExternalXRef is not null)) Write(ticket, folder);
            File.WriteAllLines(Path.Combine(folder, "devices.txt"), Devices(sandbox.Beside<NinjaOneState>()));
        }
    }

    private static void Write(ConnectWiseTicket ticket, string folder)
    {
        string id = ticket.Id.ToString(CultureInfo.InvariantCulture);
        List<string> lines =
        [
            $"Ticket {id}: {ticket.Summary}", $"Board {ticket.Board.Name}, {ticket.Status.Name}, {ticket.Priority.Name}, {ticket.Company.Name}", "", ticket.Description,
        ];
        foreach (ConnectWiseNote note in ticket.Notes) lines.AddRange(["", $"--- {(note.IsInternal ? "internal note" : "note")} of {note.CreatedUtc:yyyy-MM-dd HH:mm:ss}Z", note.Text]);
        foreach (ConnectWiseDocument document in ticket.Documents)
        {
            lines.AddRange(["", $"--- file {document.Title}, {document.Content.Length} bytes"]);
            File.WriteAllBytes(Path.Combine(folder, $"ticket-{id}-{Plain(document.Title)}"), document.Content);
        }

        File.WriteAllLines(Path.Combine(folder, $"ticket-{id}.txt"), lines);
    }

    private static IEnumerable<string> Devices(NinjaOneState ninja) => ninja.Devices.Select(device =>
        $"{device.Name,-12} {device.SerialNumber,-10} {device.ApprovalStatus.ToLowerInvariant(),-14} owner {ninja.OwnerOf(device) ?? "nobody",-34} tags {(device.Tags.Count == 0 ? "none" : string.Join(", ", device.Tags))}");

    private static string NameOf(SandboxSentMail mail, int number) =>
        $"mail-{number.ToString("00", CultureInfo.InvariantCulture)}-{Plain(mail.Subject)}.{(mail.ContentType.ToUpperInvariant() == "HTML" ? "html" : "txt")}";

    // A subject is people's text: only what a file name can always hold is kept of it.
    private static string Plain(string text)
    {
        string kept = new(text.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-').Take(60).ToArray());
        return kept.Trim('-', '.');
    }
}
