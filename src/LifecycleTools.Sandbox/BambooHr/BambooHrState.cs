using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Sandbox.State;

namespace LifecycleTools.Sandbox.BambooHr;

/// <summary>The company's BambooHR, made from the tenant's people.</summary>
public sealed class BambooHrState
{
    private readonly SandboxTenant _tenant;

    public BambooHrState(SandboxTenant tenant)
    {
        _tenant = tenant;
        foreach (SandboxUser user in tenant.Users.Where(user => !string.IsNullOrEmpty(user.EmployeeId) && user.AccountEnabled).OrderBy(user => user.EmployeeId, StringComparer.Ordinal))
        {
            SandboxUser? manager = tenant.Users.FirstOrDefault(other => other.Id == user.ManagerId);
            Add(new BambooHrEmployee
            {
                ["firstName"] = user.GivenName ?? "", ["lastName"] = user.Surname ?? "", ["employeeNumber"] = user.EmployeeId!, ["department"] = user.Department ?? "",
                ["jobTitle"] = user.JobTitle ?? "", ["location"] = user.OfficeLocation ?? "", ["supervisorEmail"] = manager?.Mail ?? "", ["workEmail"] = user.Mail ?? "",
                ["hireDate"] = "2020-01-01", ["employmentHistoryStatus"] = "Full-Time",
            });
        }
    }

    /// <summary>The key that is accepted.</summary>
    public string ApiKey { get; set; } = "bamboo-key";

    /// <summary>Whether the key may list people; the description names only OAuth for that.</summary>
    public bool MayList { get; set; }

    /// <summary>Whether the directory is shared.</summary>
    public bool SharesDirectory { get; set; } = true;

    /// <summary>Whether the key may read the employment status table.</summary>
    public bool MayReadStatus { get; set; } = true;

    /// <summary>Every field of the account, by alias.</summary>
    public List<string> Fields { get; } = new()
    {
        "firstName", "lastName", "employeeNumber", "department", "jobTitle", "location", "supervisorEmail", "employmentHistoryStatus", "homeEmail", "mobilePhone",
        "hireDate", "terminationDate", "workEmail", "division", "status",
    };

    public List<BambooHrEmployee> Employees { get; } = new();

    /// <summary>Adds an employee as of now.</summary>
    public BambooHrEmployee Add(BambooHrEmployee employee)
    {
        employee.Id = (Employees.Count + 1).ToString(CultureInfo.InvariantCulture);
        employee.CreatedUtc = employee.ChangedUtc = _tenant.Clock.UtcNow;
        Employees.Add(employee);
        return employee;
    }

    /// <summary>Changes an employee as of now.</summary>
    public void Change(BambooHrEmployee employee, Action<BambooHrEmployee> change)
    {
        change(employee);
        employee.ChangedUtc = _tenant.Clock.UtcNow;
    }

    /// <summary>Enters a termination, which takes effect on its day.</summary>
    public void Terminate(BambooHrEmployee employee, string date) => Change(employee, one => one.Status.Add((date, "Terminated")));

    /// <summary>Deletes an employee as of now.</summary>
    public void Delete(BambooHrEmployee employee) => Change(employee, one => one.IsDeleted = true);

    /// <summary>The employee with this number of HR's.</summary>
    public BambooHrEmployee this[string employeeNumber] => Employees.Single(one => one["employeeNumber"] == employeeNumber);
}

/// <summary>An employee: field values by alias.</summary>
public sealed class BambooHrEmployee : Dictionary<string, string>
{
    public BambooHrEmployee() : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    public string Id { get; set; } = "";

    public DateTimeOffset CreatedUtc { get; set; }

    public DateTimeOffset ChangedUtc { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Rows of the employment status table, in no order.</summary>
    public List<(string Date, string Status)> Status { get; } = new();
}
