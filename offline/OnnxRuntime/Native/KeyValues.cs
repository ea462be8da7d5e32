using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A dictionary as the two parallel arrays of C strings that the engine's option functions take.</summary>
internal readonly unsafe ref struct KeyValues
{
    private readonly nint* _strings;

    internal KeyValues(Dictionary<string, string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.ContainsValue(null!))
        {
            throw new ArgumentException("An option has no value.", nameof(entries));
        }

        Count = entries.Count;
        _strings = (nint*)NativeMemory.Alloc((nuint)(2 * Count), (nuint)sizeof(nint));
        var at = 0;
        foreach (var (key, value) in entries)
        {
            _strings[at] = Marshal.StringToCoTaskMemUTF8(key);
            _strings[Count + at++] = Marshal.StringToCoTaskMemUTF8(value);
        }
    }

    internal int Count { get; }

    internal nint Keys => (nint)_strings;

    internal nint Values => (nint)(_strings + Count);

    public void Dispose()
    {
        for (var i = 0; i < 2 * Count; i++)
        {
            Marshal.FreeCoTaskMem(_strings[i]);
        }

        NativeMemory.Free(_strings);
    }
}
