using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Tests.Deployment;

/// <summary>
/// The audit of packages in <c>Directory.Build.props</c>: a project with its settings is restored from package sources of this
/// test. The packages are in the cache of the build.
/// </summary>
public sealed class PackageAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_known_vulnerability_of_a_transitive_package_is_an_error()
    {
        await using var source = await StartSourceAsync();

        var (exitCode, output) = await RestoreAsync(source.Urls.First() + "/index.json");

        Assert.True(exitCode == 1, output);
        Assert.Contains("error NU1901", output, StringComparison.Ordinal);
        Assert.Contains("Polly.Core", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_source_is_a_warning()
    {
        var (exitCode, output) = await RestoreAsync($"http://127.0.0.1:{FreePort.Take()}/index.json");

        Assert.True(exitCode == 0, output);
        Assert.Contains("warning NU1900", output, StringComparison.Ordinal);
    }

    /// <summary>A package source whose only content is an advisory of low severity (https://learn.microsoft.com/nuget/api/vulnerability-info).</summary>
    private static async Task<WebApplication> StartSourceAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = builder.Build();
        string Address(string path) => source.Urls.First() + path;
        source.MapGet("/index.json", () => Json($$"""{"version":"3.0.0","resources":[{"@id":"{{Address("/advisories.json")}}","@type":"VulnerabilityInfo/6.7.0"},{"@id":"{{Address("/packages/")}}","@type":"PackageBaseAddress/3.0.0"}]}"""));
        source.MapGet("/advisories.json", () => Json($$"""[{"@name":"base","@id":"{{Address("/base.json")}}","@updated":"2026-01-01T00:00:00.0000000Z"}]"""));
        source.MapGet("/base.json", () => Json("""{"polly.core":[{"url":"https://example.com/advisory","severity":0,"versions":"[0.0.0, 1000.0.0)"}]}"""));
        await source.StartAsync(TestContext.Current.CancellationToken);
        return source;

        static Microsoft.AspNetCore.Http.IResult Json(string text) => Microsoft.AspNetCore.Http.Results.Json(JsonDocument.Parse(text).RootElement);
    }

    private async Task<(int ExitCode, string Output)> RestoreAsync(string source)
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json" })
        {
            File.Copy(Path.Combine(Checkout.Root, file), Path.Combine(_folder.Path, file));
        }

        var project = Path.Combine(_folder.Path, "Audited.csproj");
        await File.WriteAllTextAsync(project, """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><FrameworkReference Include="Microsoft.AspNetCore.App" /><PackageReference Include="Polly.Extensions" /></ItemGroup></Project>""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="test" value="{source}" allowInsecureConnections="true" /></packageSources></configuration>""",
            TestContext.Current.CancellationToken);
        var restore = new ProcessStartInfo("dotnet", ["restore", project, "-p:Configuration=Release"])
        {
            WorkingDirectory = _folder.Path,
            Environment = { ["NUGET_HTTP_CACHE_PATH"] = Path.Combine(_folder.Path, "http-cache"), ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        var (exitCode, output) = await ChildProcess.ReadAsync(restore, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString());
    }
}
