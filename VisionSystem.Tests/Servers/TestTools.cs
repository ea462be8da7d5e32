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
}
