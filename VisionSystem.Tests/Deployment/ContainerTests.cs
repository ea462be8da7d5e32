using System.Text.Json;

namespace VisionSystem.Tests.Deployment;

/// <summary>The images that the SDK builds are those that the pods ask for.</summary>
public sealed class ContainerTests
{
    [Theory]
    [InlineData("VisionSystem.Logging", "overlays/production", "logging-service", "")]
    [InlineData("VisionSystem.Inference", "overlays/production", "yolo-inference", "")]
    [InlineData("VisionSystem.Inference", "overlays/production-gpu", "yolo-inference", "-p:VisionGpu=true")]
    public async Task An_image_has_the_name_the_tag_and_the_user_of_its_pods(string project, string overlay, string deployment, string property)
    {
        var (exitCode, output, errors) = await Tool.RunAsync(
            "dotnet", "the .NET SDK", ["msbuild", project, "-getProperty:ContainerRepository,ContainerImageTag,ContainerUser,ContainerBaseImage", .. property.Length > 0 ? [property] : Array.Empty<string>()]);
        Assert.True(exitCode == 0, output + errors);
        using var answer = JsonDocument.Parse(output);
        string Value(string name) => answer.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;

        var pods = (await Rendered.OfAsync(overlay)).Single("Deployment", deployment);
        Assert.Equal(pods.Containers.First().Text("image"), $"{Value("ContainerRepository")}:{Value("ContainerImageTag")}");
        Assert.Equal(pods.Pod!.Text("securityContext", "runAsUser"), Value("ContainerUser"));
        Assert.Equal(property.Length > 0, Value("ContainerBaseImage").Contains("cuda:12", StringComparison.Ordinal));
    }
}
