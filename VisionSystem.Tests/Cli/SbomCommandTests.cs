using System.Text.Json;
using System.Xml.Linq;
using VisionSystem.Cli;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Cli;

/// <summary><c>./vision sbom</c> with the real tool.</summary>
public sealed class SbomCommandTests
{
    [Fact]
    public async Task Lists_the_packages_of_each_image_with_their_versions()
    {
        var (restored, reason) = await TestTools.RunAsync("dotnet", "https://dot.net", "tool", "restore");
        Assert.SkipWhen(restored != 0, $"CycloneDX cannot be restored: {reason}");
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await TestTools.RunAsync("dotnet", "https://dot.net", typeof(VisionCommand).Assembly.Location, "sbom", "--output", folder.Path);

        Assert.True(exitCode == 0, output.ToString());
        Assert.Equal(["logging-service.cdx.json", "vision.cdx.json", "yolo-inference.cdx.json"], folder.Files().Select(Path.GetFileName).Order());
        var (inference, logging) = (await PackagesAsync(folder.Path, "yolo-inference"), await PackagesAsync(folder.Path, "logging-service"));
        Assert.Equal(PinnedVersion("Microsoft.ML.OnnxRuntime"), inference["Microsoft.ML.OnnxRuntime"]);
        Assert.Equal(PinnedVersion("Yarp.ReverseProxy"), inference["Yarp.ReverseProxy"]);
        Assert.Equal(PinnedVersion("AWSSDK.S3"), logging["AWSSDK.S3"]);
        Assert.Contains("Npgsql", logging.Keys);
        Assert.DoesNotContain("Microsoft.ML.OnnxRuntime", logging.Keys);
        Assert.DoesNotContain("Microsoft.CodeAnalysis.BannedApiAnalyzers", inference.Keys);
    }

    private static async Task<Dictionary<string, string>> PackagesAsync(string folder, string image)
    {
        using var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, image + ".cdx.json"), TestContext.Current.CancellationToken));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal(image, bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString());
        return bill.RootElement.GetProperty("components").EnumerateArray().GroupBy(package => package.GetProperty("name").GetString()!).ToDictionary(
            package => package.Key, package => package.First().GetProperty("version").GetString()!);
    }

    private static string PinnedVersion(string package) => XDocument.Load(Path.Combine(Checkout.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(version => (string?)version.Attribute("Include") == package).Attribute("Version")!.Value;
}
