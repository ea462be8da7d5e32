using System.Diagnostics;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Deployment;

/// <summary>Runs a program of the system; skips the test if it is not installed.</summary>
internal static class Tool
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string hint, params IEnumerable<string> arguments)
    {
        var path = TestTools.Program(program);
        Assert.SkipWhen(path is null, $"{program} is not installed ({hint})");
        using var process = Process.Start(new ProcessStartInfo(path!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    public static async Task<string> PromtoolAsync(params IEnumerable<string> arguments)
    {
        var (exitCode, output, errors) = await RunAsync("promtool", "Debian: apt install prometheus", arguments);
        Assert.True(exitCode == 0, output + errors);
        return output + errors;
    }
}
