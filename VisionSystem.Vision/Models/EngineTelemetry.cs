using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Switches off the telemetry of ONNX Runtime: its official builds keep a device id in the user's cache folder and send
/// events to Microsoft. Only the environment can prevent both, before the engine's first use; by the time that
/// <c>OrtEnv.DisableTelemetryEvents</c> can be called, the id is written and the first event sent.
/// </summary>
internal static partial class EngineTelemetry
{
    /// <summary>The engine's own variable: <c>1</c> switches its telemetry off, <c>0</c> leaves it on.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Whoever loads this assembly, service, command or test, has the telemetry off, unless the variable is set.</summary>
    [SuppressMessage("Usage", "CA2255", Justification = "The variable has to be set before the engine's first use, whichever program loads this library.")]
    [ModuleInitializer]
    internal static void SwitchOff()
    {
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)))
        {
            return;
        }

        // For programs started from here; on Windows for the engine as well.
        Environment.SetEnvironmentVariable(Variable, "1");

        // Elsewhere .NET changes a copy of its own, which the engine's getenv does not see.
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironmentVariable(Variable, "1", overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
