using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Disables the telemetry of ONNX Runtime: its official builds store a device id in the user's cache folder and send events
/// to Microsoft. Only an environment variable that is set before the engine's first use prevents both; by the time that
/// <c>OrtEnv.DisableTelemetryEvents</c> can be called, the id is written and the first event sent.
/// </summary>
internal static partial class EngineTelemetry
{
    /// <summary>The engine's environment variable: <c>1</c> disables telemetry, <c>0</c> leaves it enabled.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Disables telemetry in every program that loads this assembly, unless the variable is set.</summary>
    [SuppressMessage("Usage", "CA2255", Justification = "The variable has to be set before the engine's first use, whichever program loads this library.")]
    [ModuleInitializer]
    internal static void SwitchOff()
    {
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)))
        {
            return;
        }

        // Applies to child processes; on Windows also to the engine.
        Environment.SetEnvironmentVariable(Variable, "1");

        // On other systems .NET changes a copy of the environment, which the engine's getenv does not read.
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironmentVariable(Variable, "1", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
