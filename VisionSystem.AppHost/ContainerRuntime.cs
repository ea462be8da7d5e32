using System.ComponentModel;
using System.Diagnostics;

namespace VisionSystem.AppHost;

/// <summary>Finds out whether this machine runs containers.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The first runtime that answers; null when none does.</summary>
    /// <param name="chosen">The only one to ask, as <c>ASPIRE_CONTAINER_RUNTIME</c> names it; null for any.</param>
    public static string? Find(string? chosen) =>
        (string.IsNullOrEmpty(chosen) ? (string[])["docker", "podman"] : [chosen]).FirstOrDefault(Answers);

    /// <summary>A client without its server, as Docker's often is, is no runtime.</summary>
    private static bool Answers(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["ps", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
