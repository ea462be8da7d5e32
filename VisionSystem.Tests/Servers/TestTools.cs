using VisionSystem.Cli;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Tests.Servers;

/// <summary>Programs that some tests use and that a machine may lack; those tests are skipped then, and say so.</summary>
internal static class TestTools
{
    /// <summary>The path of a program of the system.</summary>
    public static string? Program(string name) => InstalledPrograms.Find(name);

    /// <summary>A file of a package that <c>./vision test</c> fetches into <c>.vision/test-tools</c>.</summary>
    public static string? Package(string relative) => Checkout.FindAbove(Path.Combine(".vision", "test-tools", "node_modules", relative));
}
