using System.Reflection;
using NetArchTest.Rules;
using VisionSystem.Contracts;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Architecture;

/// <summary>Verifies the direction of dependencies between projects and between the feature folders of each project.</summary>
public sealed class ArrowTests
{
    private static readonly Assembly Contracts = typeof(Prediction).Assembly;
    private static readonly Assembly Vision = typeof(ImageDetector).Assembly;
    private static readonly Assembly Defaults = typeof(ServiceDefaultsExtensions).Assembly;
    private static readonly Assembly Inference = typeof(InferenceService).Assembly;
    private static readonly Assembly Logging = typeof(LoggingService).Assembly;

    /// <summary>The feature folders of each project in dependency order: a folder depends only on folders listed before it.</summary>
    public static TheoryData<string, string[]> Folders => new()
    {
        {
            "VisionSystem.ServiceDefaults",
            ["Configuration", "Telemetry", "Tls", "Problems", "Http", "Authentication", "Audit", "Lifetime", "Health", "Redis", "Limits", "Idempotency", "FanOut"]
        },
        { "VisionSystem.Vision", ["Imaging", "Preprocessing", "Decoders", "Models", "Evaluation"] },
        { "VisionSystem.Inference", ["Diagnostics", "Scheduling", "Models", "Caching", "Recording", "Authentication", "Limits", "Forwarding", "Requests", "UrlInput", "Idempotency", "Detect"] },
        {
            "VisionSystem.Logging",
            ["Diagnostics", "Persistence", "Requests", "Tenants", "Audit", "Keys", "Images", "Search", "Streaming", "Ingest", "Reviews", "Stats", "Deletion", "Exports", "Administration"]
        },
    };

    [Fact]
    public void A_project_uses_only_those_below_it()
    {
        Assert.Empty(Used(Contracts));
        Assert.Equal(["VisionSystem.Contracts"], Used(Vision));
        Assert.Equal(["VisionSystem.Contracts"], Used(Defaults));
        Assert.Equal(["VisionSystem.Contracts", "VisionSystem.ServiceDefaults", "VisionSystem.Vision"], Used(Inference));
        Assert.Equal(["VisionSystem.Contracts", "VisionSystem.ServiceDefaults"], Used(Logging));
    }

    [Fact]
    public void Contracts_and_the_library_do_not_depend_on_the_web_framework() =>
        Assert.All([Contracts, Vision], assembly => Assert.DoesNotContain(assembly.GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_those_below_it(string project, string[] folders)
    {
        var types = Types.InAssembly(Assembly.Load(project));
        Assert.All(folders.Index(), folder =>
        {
            string[] above = [.. folders[(folder.Index + 1)..].Select(name => $"{project}.{name}")];
            var result = types.That().ResideInNamespaceStartingWith($"{project}.{folder.Item}").ShouldNot().HaveDependencyOnAny(above.DefaultIfEmpty("none").ToArray()).GetResult();
            Assert.True(result.IsSuccessful, $"{project}/{folder.Item} uses a folder above it: {string.Join(", ", result.FailingTypeNames ?? [])}");
        });
    }

    /// <summary>The root of the service defaults composes the folders, so no folder may depend on it.</summary>
    [Fact]
    public void No_folder_of_the_service_defaults_uses_their_root()
    {
        var types = Types.InAssembly(Defaults);
        string[] root = [.. Defaults.GetTypes().Where(type => type.Namespace == "VisionSystem.ServiceDefaults").Select(type => type.FullName!)];
        var result = types.That().ResideInNamespaceMatching(@"^VisionSystem\.ServiceDefaults\.").ShouldNot().HaveDependencyOnAny(root).GetResult();

        Assert.Contains(typeof(ServiceDefaultsExtensions).FullName, root);
        Assert.True(result.IsSuccessful, $"use the root: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    /// <summary>The dependency test does not cover a folder that is not listed.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_folder_of_a_project_is_listed(string project, string[] folders)
    {
        var prefix = project + ".";
        var found = Assembly.Load(project).GetTypes()
            .Select(type => type.Namespace)
            .Where(name => name?.StartsWith(prefix, StringComparison.Ordinal) == true)
            .Select(name => name![prefix.Length..].Split('.')[0]);
        Assert.Equal(folders.Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Used(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("VisionSystem.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
