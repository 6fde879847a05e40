using System.Collections.Generic;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Steps.Arrival;

/// <summary>What the directory accepts in the fields of a request.</summary>
/// <remarks>Source: Microsoft Graph v1.0, "user resource type".</remarks>
internal static class HireFields
{
    /// <summary>Every field that the directory would refuse.</summary>
    public static IEnumerable<Obstacle> WhatBreaks(HireRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.GivenName) && string.IsNullOrWhiteSpace(request.Surname))
        {
            yield return new Obstacle("GivenName", "given name and surname are both empty; give at least one", NeedsPerson: false) { ErrorId = ErrorIds.NameInvalid };
        }

        (string Name, string Value, int Longest, string? ErrorId)[] fields =
        [
            (nameof(request.GivenName), request.GivenName, 64, ErrorIds.NameInvalid),
            (nameof(request.Surname), request.Surname, 64, ErrorIds.NameInvalid),
            (nameof(request.DisplayName), request.DisplayName, 256, ErrorIds.NameInvalid),
            (nameof(request.JobTitle), request.JobTitle, 128, null),
            (nameof(request.Department), request.Department, 64, null),
            (nameof(request.CompanyName), request.CompanyName, 64, null),
            (nameof(request.OfficeLocation), request.OfficeLocation, 128, null),
            (nameof(request.MobilePhone), request.MobilePhone, 64, null),
            (nameof(request.EmployeeId), request.EmployeeId, 16, null),
        ];
        foreach ((string name, string value, int longest, string? errorId) in fields)
        {
            if (value.Length > longest)
            {
                yield return new Obstacle(name, $"has {value.Length} characters, and the directory takes {longest}", NeedsPerson: false) { ErrorId = errorId };
            }

            if (value.Any(char.IsControl))
            {
                yield return new Obstacle(name, "holds a line break or another control character", NeedsPerson: false) { ErrorId = errorId };
            }
        }
    }
}
