using System.Diagnostics;
using VisionSystem.Cli;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Tests.Servers;

/// <summary>Optional programs of some tests. Tests are skipped if a program is missing.</summary>
internal static class TestTools
{
    /// <summary>The path of a program of the system; null if it is not installed.</summary>
    public static string? Program(string name) => InstalledPrograms.Find(name);

    /// <summary>A file of a package that <c>./vision test</c> installs into <c>.vision/test-tools</c>.</summary>
    public static string? Package(string relative) => Checkout.FindAbove(Path.Combine(".vision", "test-tools", "node_modules", relative));

    /// <summary>Runs a program of the system in the root of the repository; skips the test if it is not installed.</summary>
    /// <param name="program">Program name.</param>
    /// <param name="hint">The package or page to install it from.</param>
    /// <param name="arguments">Command line arguments.</param>
    public static Task<(int ExitCode, OutputLines Output)> RunAsync(string program, string hint, params IEnumerable<string> arguments)
    {
        var path = Program(program);
        Assert.SkipWhen(path is null, $"{program} is not installed ({hint})");
        return ChildProcess.ReadAsync(new ProcessStartInfo(path!, arguments) { WorkingDirectory = Checkout.Root }, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a program with a text on its standard input.</summary>
    public static async Task<(int ExitCode, OutputLines Output)> RunWithInputAsync(ProcessStartInfo start, string input)
    {
        start.RedirectStandardInput = true;
        var output = new OutputLines();
        using var process = ChildProcess.Start(start, output.Add);
        await process.Input.WriteAsync(input);
        process.Input.Close();
        return (await process.EndAsync(TestContext.Current.CancellationToken), output);
    }
}
