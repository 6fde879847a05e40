using System;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Roles;
using Xunit;

namespace LifecycleTools.Engine.Tests.Roles;

public class RoleMapReadingTests
{
    private static readonly RoleMapFinding s_error = new("map.yaml", 3, 5, FindingSeverity.Error, FindingIds.KeyUnknown, "There is no key 'grups'.");

    [Fact]
    public void RequireMap_WithOneValidMap_ReturnsIt()
    {
        var map = new RoleMap();
        var warning = s_error with { Severity = FindingSeverity.Warning };

        new RoleMapReading { Reports = new[] { new RoleMapReport("map.yaml", new[] { warning }) }, Maps = new[] { map } }.RequireMap().Should().BeSameAs(map);
    }

    [Fact]
    public void RequireMap_WithErrors_NamesTheFirstAndItsPlace()
    {
        var reading = new RoleMapReading { Reports = new[] { new RoleMapReport("map.yaml", new[] { s_error, s_error }) }, Maps = new[] { new RoleMap() } };

        Action act = () => reading.RequireMap();

        act.Should().Throw<LifecycleException>().WithMessage("*map.yaml(3,5): There is no key 'grups'. (1 more*").Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
    }

    [Fact]
    public void RequireMap_WhenNotYaml_SaysUnreadable()
    {
        var reading = new RoleMapReading { Reports = new[] { new RoleMapReport("map.yaml", new[] { s_error with { Id = FindingIds.YamlInvalid } }) } };

        Action act = () => reading.RequireMap();

        act.Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.RoleMapUnreadable);
    }

    [Fact]
    public void RequireMap_WithSeveralMapsOrNone_SaysWhatToDo()
    {
        Action several = () => new RoleMapReading { Maps = new[] { new RoleMap { Name = "a" }, new RoleMap() } }.RequireMap();
        Action none = () => new RoleMapReading().RequireMap();

        several.Should().Throw<LifecycleException>().WithMessage("*(a, one without a name)*").Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
        none.Should().Throw<LifecycleException>().WithMessage("*no YAML file*").Which.Id.Should().Be(ErrorIds.RoleMapInvalid);
    }
}
