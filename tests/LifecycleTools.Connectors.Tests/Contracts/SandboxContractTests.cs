using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Contracts;

/// <summary>Every answer of the sandbox's Graph is held to the official description.</summary>
public sealed class SandboxContractTests
{
    private const string NotRouted = "Resource not found for the segment";

    [SkippableFact]
    public async Task EveryDescribedRead_ForEveryPerson_IsAnsweredAsDescribed()
    {
        ContractFiles.Require();
        using GraphSession graph = new();
        List<string> reads = Contract.Graph.Operations.Where(one => one.StartsWith("GET ", StringComparison.Ordinal)).Select(one => one[4..]).ToList();
        List<string> unknown = [];
        List<string> odd = [];
        foreach (string template in reads)
        {
            bool perPerson = template.StartsWith("/users/{user-id}", StringComparison.Ordinal) && template.Count(letter => letter == '{') == 1;
            foreach (SandboxUser person in perPerson ? graph.Tenant.Users.ToList() : graph.Tenant.Users.Take(1).ToList())
            {
                (int status, JsonNode? body) = await graph.SendAsync("GET", await graph.FillAsync(template, person.Id));
                if (status == 405 || (status == 400 && body!["error"]!["message"]!.ToString().StartsWith(NotRouted, StringComparison.Ordinal)))
                {
                    unknown.Add(template);
                    break;
                }

                if (status is not (200 or 404)) odd.Add($"{template} for {person.UserPrincipalName}: {status} {body?["error"]?["message"]}");
            }
        }

        System.IO.File.WriteAllLines("/tmp/unknown-reads.txt", unknown);
        odd.Should().BeEmpty();
        graph.Violations.DistinctBy(one => (one.Call.Split('/')[^1], one.Pointer, one.Rule)).Select(one => one.ToString()).Should().BeEmpty();
    }
}
