using System.Runtime.InteropServices;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// The functions of libjpeg-turbo's TurboJPEG API, version 2 (which version 3 retains), bound once. Signatures and constants
/// are those of <c>turbojpeg.h</c>.
/// </summary>
internal sealed unsafe class TurboJpegLibrary
{
    public const int PixelFormatRgb = 0;
    public const int PixelFormatCmyk = 11;
    public const int ColorspaceCmyk = 3;
    public const int ColorspaceYcck = 4;
    public const int Subsampling420 = 2;

    /// <summary>Rejects a progressive file with hundreds of scans: a few kilobytes could occupy a core for minutes.</summary>
    public const int LimitScans = 32768;

    /// <summary>Writes into the caller's memory and never reallocates it.</summary>
    public const int NoReallocate = 1024;

    /// <summary>The environment variable that names the library's file; when it is set, no other file is tried.</summary>
    public const string Variable = "VISION_TURBOJPEG";

    /// <summary>The installation advice for a missing library.</summary>
    public const string Remedy = "Install it (apt-get install libturbojpeg0 on Debian, libturbojpeg on Ubuntu; dnf install turbojpeg; brew install jpeg-turbo) or set its path in " + Variable;

    /// <summary>The reason that <see cref="Instance"/> is null, as a clause.</summary>
    public static readonly string? LoadError;

    // The system does not search Homebrew's folder on Apple silicon.
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["turbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "/opt/homebrew/lib/libturbojpeg.dylib"]
        : ["libturbojpeg.so.0"];

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

    /// <summary>The instance of the process; null where <see cref="LoadError"/> states the reason.</summary>
    public static TurboJpegLibrary? Instance { get; } = Load(Environment.GetEnvironmentVariable(Variable), out LoadError);

    /// <summary>Loads the named file, otherwise the library beside the program or in the system's library folders.</summary>
    /// <param name="named">A path, or null.</param>
    /// <param name="error">The reason that nothing was loaded, as a clause; otherwise null.</param>
    internal static TurboJpegLibrary? Load(string? named, out string? error)
    {
        var usesName = !string.IsNullOrEmpty(named);
        nint library = 0;
        foreach (var name in usesName ? [named!] : Names)
        {
            if (NativeLibrary.TryLoad(name, typeof(TurboJpegLibrary).Assembly, null, out library))
            {
                break;
            }
        }

        // The newest of the functions, added in version 2.0.
        var found = library != 0;
        var usable = found && NativeLibrary.TryGetExport(library, "tjGetErrorStr2", out _);
        error = usable ? null
            : usesName ? $"{Variable} names {named}, which {(found ? "is not libjpeg-turbo 2.0 or newer" : "does not load as a library")}"
            : found ? "libjpeg-turbo is older than 2.0"
            : "libjpeg-turbo is not installed";
        return usable ? new TurboJpegLibrary(library) : null;
    }
}
