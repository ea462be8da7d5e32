using System.ComponentModel;
using System.Diagnostics;

namespace VisionSystem.AppHost;

/// <summary>The container runtime of this machine.</summary>
/// <param name="Program">The first program that answers; null if none does.</param>
/// <param name="Reason">Why there is none; empty if there is one.</param>
internal sealed record ContainerRuntime(string? Program, string Reason)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private enum Answer
    {
        Yes,
        Missing,
        Refused,
        Hangs,
    }

    /// <param name="chosen">The only one to ask, as <c>ASPIRE_CONTAINER_RUNTIME</c> names it; null for any.</param>
    public static ContainerRuntime Find(string? chosen)
    {
        var reasons = new List<string>();
        foreach (var program in string.IsNullOrEmpty(chosen) ? (string[])["docker", "podman"] : [chosen])
        {
            switch (Probe(program))
            {
                case Answer.Yes:
                    return new(program, "");
                case Answer.Refused:
                    reasons.Add($"{program} cannot reach its server");
                    break;
                case Answer.Hangs:
                    reasons.Add($"{program} does not answer within {Patience.TotalSeconds:0} s");
                    break;
                default:
                    reasons.Add($"{program} is not installed");
                    break;
            }
        }

        return new(null, string.Join(", ", reasons));
    }

    /// <summary>Asks for the running containers: a client without its server, as Docker's often is, is no runtime.</summary>
    private static Answer Probe(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["ps", "--quiet"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0 ? Answer.Yes : Answer.Refused;
            }

            process.Kill(entireProcessTree: true);
            return Answer.Hangs;
        }
        catch (Win32Exception)
        {
            return Answer.Missing;
        }
    }
}
