using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.FirstRun;

// A person is hired and later offboarded in a tenant in memory, with the same commands and the same requests as in a real one.
string root = Repository.Root();
string output = Path.Combine(root, "artifacts", "first-run");
string journals = Path.Combine(output, "journals");
if (Directory.Exists(output)) Directory.Delete(output, recursive: true);

using Session session = new();
session.Say("LifecycleTools, first run: a sandbox tenant, three hires, two departures.");
session.Run($"Import-Module '{Path.Combine(root, "LifecycleTools.psd1")}'");
session.Run($"Connect-LifecycleTenant -Sandbox -JournalPath '{journals}' -SandboxOutput '{output}'");

session.Say("1. Are the role maps that ship with the module sound?");
session.Run($"Test-LifecycleRoleMap -Path '{Path.Combine(root, "roles", "*.yaml")}'");

session.Say("2. What would the hires of examples/intake.csv do? Reads only.");
PSObject[] people = Intake.Read(Path.Combine(root, "examples", "intake.csv"));
session.Run("$people | New-LifecycleHire -WhatIf", people.Take(1).ToArray());

session.Say("3. Hire them.");
session.Run("$people | New-LifecycleHire -Confirm:$false", people);

session.Say("4. Two people leave. The first is a plain case, the second one is not.");
session.Run("Invoke-LifecycleOffboard -Identity ines.roth@contoso.example -Reason 'Ticket 4711' -Confirm:$false");
session.Run("Invoke-LifecycleOffboard -Identity martin.huber@contoso.example -Reason 'Ticket 4712' -Confirm:$false");

session.Say("5. What happened, from the journals:");
session.Run("Get-LifecycleRun");
session.Run($"(Get-LifecycleRun)[0] | Export-LifecycleReport -Path '{Path.Combine(output, "departure.html")}'");
session.Run($"Export-LifecycleReport -Path '{Path.Combine(output, "all-runs.html")}'");
session.Say("6. What other people got: the last departure's ticket, and the devices in the RMM.");
session.Run("Disconnect-LifecycleTenant");
foreach (string file in Directory.GetFiles(output, "ticket-*.txt").Order(StringComparer.Ordinal).TakeLast(1).Append(Path.Combine(output, "devices.txt")))
{
    session.Say(Path.GetFileName(file));
    session.Show(File.ReadLines(file));
}

session.Say($"The mails, the tickets and two reports (departure.html, all-runs.html) are files in {output}: open them in a browser.");
session.Say($"The journals are in {journals}. Each line carries the hash of the line before it.");
return session.HasFailed ? 1 : 0;
