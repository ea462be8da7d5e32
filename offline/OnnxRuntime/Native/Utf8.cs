using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A string as zero-terminated UTF-8 in native memory, for the length of a call.</summary>
internal readonly ref struct Utf8
{
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    internal Utf8(string text, [CallerArgumentExpression(nameof(text))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(text, argument);
        Pointer = Marshal.StringToCoTaskMemUTF8(text);
    }

    internal nint Pointer { get; }

    public void Dispose() => Marshal.FreeCoTaskMem(Pointer);

    /// <summary>Reads a string that the engine keeps; null reads as empty.</summary>
    internal static string Read(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    /// <summary>Reads a string that the engine's default allocator made for the caller, and frees it.</summary>
    internal static string Take(nint text)
    {
        var result = Read(text);
        DefaultAllocator.Free(text);
        return result;
    }
}
