using System.Diagnostics;

namespace VisionSystem.Tests.Aspire;

/// <summary>The AppHost as a user runs it: a process of its own.</summary>
internal static class AppHostProcess
{
    public static Process Start(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [typeof(Projects.VisionSystem_AppHost).Assembly.Location, .. args])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
        Environment =
        {
            ["ASPNETCORE_URLS"] = null,
            ["VISION_ASPIRE_CLI"] = "/none",
        },
    })!;

    /// <summary>Runs it to its end; only for command lines that it refuses.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }
}
