using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>
/// libjpeg-turbo's TurboJPEG API, version 2 (which version 3 still has): the calls that are used, bound once. The
/// signatures and constants are those of <c>turbojpeg.h</c>.
/// </summary>
internal sealed unsafe class TurboJpegLibrary
{
    public const int PixelFormatRgb = 0;
    public const int PixelFormatCmyk = 11;
    public const int ColorspaceCmyk = 3;
    public const int ColorspaceYcck = 4;
    public const int Subsampling420 = 2;

    /// <summary>Gives up on a progressive file with hundreds of scans: a few kilobytes could hold a core for minutes.</summary>
    public const int LimitScans = 32768;

    /// <summary>Writes into the caller's memory and never replaces it.</summary>
    public const int NoReallocate = 1024;

    public readonly delegate* unmanaged[Cdecl]<nint> InitDecompress;
    public readonly delegate* unmanaged[Cdecl]<nint> InitCompress;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Destroy;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> DecompressHeader;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> Decompress;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int> Compress;
    public readonly delegate* unmanaged[Cdecl]<int, int, int, CULong> BufferSize;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> LastMessage;

    private TurboJpegLibrary(nint library)
    {
        InitDecompress = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        InitCompress = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "tjInitCompress");
        Destroy = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
        DecompressHeader = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)NativeLibrary.GetExport(library, "tjDecompressHeader3");
        Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(library, "tjDecompress2");
        Compress = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int>)NativeLibrary.GetExport(library, "tjCompress2");
        BufferSize = (delegate* unmanaged[Cdecl]<int, int, int, CULong>)NativeLibrary.GetExport(library, "tjBufSize");
        LastMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(library, "tjGetErrorStr2");
    }

    /// <summary>The process's one, or null where the library is not installed.</summary>
    public static TurboJpegLibrary? Instance { get; } = Load();

    private static TurboJpegLibrary? Load()
    {
        var library = NativeFile.Load(
            "VISION_TURBOJPEG",
            "turbojpeg",
            OperatingSystem.IsWindows() ? "*turbojpeg*.dll" : OperatingSystem.IsMacOS() ? "libturbojpeg*.dylib" : "libturbojpeg*.so*",
            OperatingSystem.IsWindows() ? "turbojpeg.dll" : OperatingSystem.IsMacOS() ? "libturbojpeg.dylib" : "libturbojpeg.so.0",
            "turbojpeg");
        return library != 0 && NativeLibrary.TryGetExport(library, "tjDecompressHeader3", out _) ? new TurboJpegLibrary(library) : null;
    }
}
