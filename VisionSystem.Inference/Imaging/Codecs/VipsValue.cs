using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>GLib's <c>GValue</c>: a type and sixteen bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VipsValue
{
    public nuint Type;
    public ulong First;
    public ulong Second;
}
