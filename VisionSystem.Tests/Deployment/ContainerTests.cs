using System.Text.Json;
using VisionSystem.Tests.Servers;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Deployment;

/// <summary>The images that the SDK builds have the names that the pods refer to.</summary>
public sealed class ContainerTests
{
    [Theory]
    [InlineData("VisionSystem.Logging", "overlays/production", "Deployment", "logging-service", "")]
    [InlineData("VisionSystem.Inference", "overlays/production", "Deployment", "yolo-inference", "")]
    [InlineData("VisionSystem.Inference", "overlays/production-gpu", "Deployment", "yolo-inference", "-p:VisionGpu=true")]
    [InlineData("VisionSystem.Cli", "overlays/production", "Job", "models-download", "")]
    public async Task An_image_has_the_name_the_tag_and_the_user_of_its_pods(string project, string overlay, string kind, string name, string property)
    {
        var (exitCode, output) = await TestTools.RunAsync(
            "dotnet", "the .NET SDK", ["msbuild", project, "-getProperty:ContainerRepository,ContainerImageTag,ContainerUser,ContainerBaseImage", .. property.Length > 0 ? [property] : Array.Empty<string>()]);
        Assert.True(exitCode == 0, output.ToString());
        using var answer = JsonDocument.Parse(output.Output);
        string Value(string name) => answer.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;

        var pods = (await KustomizeOutput.OfAsync(overlay)).Single(kind, name);
        Assert.Equal(pods.Containers.First().Text("image"), $"{Value("ContainerRepository")}:{Value("ContainerImageTag")}");
        Assert.Equal(pods.Pod!.Text("securityContext", "runAsUser"), Value("ContainerUser"));
        Assert.Equal(property.Length > 0, Value("ContainerBaseImage").Contains("cuda:13", StringComparison.Ordinal));
    }

    /// <summary>Statistics accept time zones. Chiselled images contain only UTC unless they are the "extra" variant.</summary>
    [Fact]
    public async Task The_image_of_logging_service_uses_the_base_with_time_zones()
    {
        var (exitCode, output) = await TestTools.RunAsync("dotnet", "the .NET SDK", "msbuild", "VisionSystem.Logging", "-getProperty:ContainerBaseImage");

        Assert.True(exitCode == 0, output.ToString());
        Assert.EndsWith("-chiseled-extra", output.Output.Trim());
    }

    [Theory]
    [InlineData("false", "Microsoft.ML.OnnxRuntime")]
    [InlineData("true", "Microsoft.ML.OnnxRuntime.Gpu.Linux")]
    public async Task The_image_of_inference_has_one_engine_with_its_telemetry_off_on_the_base_that_the_guide_builds(string gpu, string engine)
    {
        var (exitCode, output) = await TestTools.RunAsync(
            "dotnet", "the .NET SDK",
            "msbuild", "VisionSystem.Inference", $"-p:VisionGpu={gpu}", "-p:RuntimeIdentifier=linux-x64", "-getProperty:ContainerBaseImage", "-getItem:ContainerEnvironmentVariable,PackageReference");
        Assert.True(exitCode == 0, output.ToString());
        using var answer = JsonDocument.Parse(output.Output);
        IEnumerable<JsonElement> Items(string name) => answer.RootElement.GetProperty("Items").GetProperty(name).EnumerateArray();

        Assert.Equal([engine], Items("PackageReference").Select(item => item.GetProperty("Identity").GetString()!).Where(name => name.Contains("OnnxRuntime", StringComparison.Ordinal)));
        Assert.Equal("1", Items("ContainerEnvironmentVariable").Single(item => item.GetProperty("Identity").GetString() == EngineTelemetry.Variable).GetProperty("Value").GetString());
        Assert.Contains(
            "--build-arg BASE=" + answer.RootElement.GetProperty("Properties").GetProperty("ContainerBaseImage").GetString() + "\n",
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "deployment.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
