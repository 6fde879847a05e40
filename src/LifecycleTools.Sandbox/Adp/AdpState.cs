using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.Adp;

/// <summary>The company's ADP Workforce Now, made from the tenant's people.</summary>
public sealed class AdpState
{
    private int _raised;

    public AdpState(SandboxTenant tenant)
    {
        foreach (SandboxUser user in tenant.Users.Where(user => !string.IsNullOrEmpty(user.EmployeeId) && user.AccountEnabled).OrderBy(user => user.EmployeeId, StringComparer.Ordinal))
        {
            SandboxUser? manager = tenant.Users.FirstOrDefault(other => other.Id == user.ManagerId);
            Add(new AdpWorker
            {
                GivenName = user.GivenName, FamilyName = user.Surname, Number = user.EmployeeId!, JobTitle = user.JobTitle, Department = user.Department,
                Location = user.OfficeLocation, ManagerNumber = manager?.EmployeeId, WorkMail = user.Mail, HireDate = "2020-01-01",
            });
        }
    }

    /// <summary>The client and the secret that are accepted.</summary>
    public string ClientId { get; set; } = "adp-client";

    public string ClientSecret { get; set; } = "adp-secret";

    /// <summary>Whether the event queue is switched on for this customer.</summary>
    public bool HasQueue { get; set; } = true;

    /// <summary>Workers on a page, where the service gives fewer than it is asked for.</summary>
    public int MostOnAPage { get; set; } = 100;

    public List<AdpWorker> Workers { get; } = new();

    /// <summary>Messages that wait, oldest first; each is given until it is deleted.</summary>
    public List<(string Id, JsonObject Message)> Queue { get; } = new();

    /// <summary>Tokens given out.</summary>
    public List<string> Tokens { get; } = new();

    public AdpWorker Add(AdpWorker worker)
    {
        worker.AssociateOid = "G3" + (Workers.Count + 1).ToString("D14", CultureInfo.InvariantCulture);
        Workers.Add(worker);
        return worker;
    }

    /// <summary>The worker with this number of HR's.</summary>
    public AdpWorker this[string number] => Workers.Single(one => one.Number == number);

    /// <summary>Puts an event into the queue, in the shape of the official samples.</summary>
    public void Raise(string name, AdpWorker worker, string? terminationDate = null)
    {
        JsonObject about = new() { ["associateOID"] = worker.AssociateOid, ["workerID"] = new JsonObject { ["idValue"] = worker.Number } };
        if (terminationDate is not null) about["workerDates"] = new JsonObject { ["originalHireDate"] = worker.HireDate, ["terminationDate"] = terminationDate };
        string id = "msg-" + (++_raised).ToString(CultureInfo.InvariantCulture) + "-" + name;
        Queue.Add((id, new JsonObject
        {
            ["events"] = new JsonArray(new JsonObject
            {
                ["eventID"] = id, ["serviceCategoryCode"] = new JsonObject { ["codeValue"] = "HR" }, ["eventNameCode"] = new JsonObject { ["codeValue"] = name },
                ["eventStatusCode"] = new JsonObject { ["codeValue"] = "COMPLETED" }, ["recordDateTime"] = "2021-03-09T09:09:03.418+0000",
                ["data"] = new JsonObject
                {
                    ["eventContext"] = new JsonObject { ["worker"] = new JsonObject { ["associateOID"] = worker.AssociateOid } },
                    ["output"] = new JsonObject { ["worker"] = about },
                },
            }),
        }));
    }
}

/// <summary>A worker; what is null is left out of answers altogether.</summary>
public sealed class AdpWorker
{
    public string AssociateOid { get; set; } = "";
    public string Number { get; set; } = "";
    public string? GivenName { get; set; }
    public string? FamilyName { get; set; }
    public string? JobTitle { get; set; }
    public string? Department { get; set; }
    public string? Location { get; set; }
    public string? ManagerNumber { get; set; }
    public string? WorkMail { get; set; }
    public string? HireDate { get; set; }
    public string? RehireDate { get; set; }
    public string? TerminationDate { get; set; }

    /// <summary>A second assignment beside the primary one, which says nothing of the person.</summary>
    public string? SecondAssignmentEnds { get; set; }
}
