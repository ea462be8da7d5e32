using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The C function behind a <see cref="DOrtLoggingFunction"/>; one for the process, as the environment is.</summary>
internal static unsafe class LogSink
{
    private static DOrtLoggingFunction? _target;

    /// <summary>Sets where messages go, and gives the function for the engine to call.</summary>
    internal static nint For(DOrtLoggingFunction target)
    {
        Volatile.Write(ref _target, target);
        return (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint, nint, void>)&Write;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Write(nint param, int severity, nint category, nint logId, nint location, nint message) =>
        Volatile.Read(ref _target)?.Invoke(
            param, (OrtLoggingLevel)severity, Utf8.Read(category), Utf8.Read(logId), Utf8.Read(location), Utf8.Read(message));
}
