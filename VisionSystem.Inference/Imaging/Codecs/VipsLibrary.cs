using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>
/// libvips' C API (8.13 or newer): the calls that are used, bound once. The signatures are those of <c>vips/vips.h</c> and
/// <c>glib-object.h</c>. Only calls without variable arguments, since those follow other rules on some machines.
/// </summary>
internal sealed unsafe class VipsLibrary
{
    public readonly nuint ImageType;
    public readonly nuint BlobType;
    public readonly delegate* unmanaged[Cdecl]<byte*, nint> NewOperation;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Build;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> SetFromText;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, VipsValue*, void> SetProperty;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, VipsValue*, void> GetProperty;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, nuint, VipsValue*> InitValue;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, void> UnsetValue;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, nint, void> SetObject;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, nint> DuplicateObject;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, nint, void> SetBoxed;
    public readonly delegate* unmanaged[Cdecl]<VipsValue*, nint> GetBoxed;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint> NewBlob;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, byte*> BlobBytes;
    public readonly delegate* unmanaged[Cdecl]<nint, void> UnrefBlob;
    public readonly delegate* unmanaged[Cdecl]<nint, void> UnrefOutputs;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Unref;
    public readonly delegate* unmanaged[Cdecl]<byte*, nuint, int, int, int, int, nint> ImageFromMemory;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, int> WriteImage;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ImageWidth;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ImageHeight;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ImageBands;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ImageInterpretation;
    public readonly delegate* unmanaged[Cdecl]<byte*> ErrorText;
    public readonly delegate* unmanaged[Cdecl]<void> ClearError;
    public readonly delegate* unmanaged[Cdecl]<byte*, void> Free;

    private VipsLibrary(Symbols symbols)
    {
        ImageType = ((delegate* unmanaged[Cdecl]<nuint>)symbols["vips_image_get_type"])();
        BlobType = ((delegate* unmanaged[Cdecl]<nuint>)symbols["vips_blob_get_type"])();
        NewOperation = (delegate* unmanaged[Cdecl]<byte*, nint>)symbols["vips_operation_new"];
        Build = (delegate* unmanaged[Cdecl]<nint, int>)symbols["vips_object_build"];
        SetFromText = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)symbols["vips_object_set_argument_from_string"];
        SetProperty = (delegate* unmanaged[Cdecl]<nint, byte*, VipsValue*, void>)symbols["g_object_set_property"];
        GetProperty = (delegate* unmanaged[Cdecl]<nint, byte*, VipsValue*, void>)symbols["g_object_get_property"];
        InitValue = (delegate* unmanaged[Cdecl]<VipsValue*, nuint, VipsValue*>)symbols["g_value_init"];
        UnsetValue = (delegate* unmanaged[Cdecl]<VipsValue*, void>)symbols["g_value_unset"];
        SetObject = (delegate* unmanaged[Cdecl]<VipsValue*, nint, void>)symbols["g_value_set_object"];
        DuplicateObject = (delegate* unmanaged[Cdecl]<VipsValue*, nint>)symbols["g_value_dup_object"];
        SetBoxed = (delegate* unmanaged[Cdecl]<VipsValue*, nint, void>)symbols["g_value_set_boxed"];
        GetBoxed = (delegate* unmanaged[Cdecl]<VipsValue*, nint>)symbols["g_value_get_boxed"];
        NewBlob = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint>)symbols["vips_blob_new"];
        BlobBytes = (delegate* unmanaged[Cdecl]<nint, nuint*, byte*>)symbols["vips_blob_get"];
        UnrefBlob = (delegate* unmanaged[Cdecl]<nint, void>)symbols["vips_area_unref"];
        UnrefOutputs = (delegate* unmanaged[Cdecl]<nint, void>)symbols["vips_object_unref_outputs"];
        Unref = (delegate* unmanaged[Cdecl]<nint, void>)symbols["g_object_unref"];
        ImageFromMemory = (delegate* unmanaged[Cdecl]<byte*, nuint, int, int, int, int, nint>)symbols["vips_image_new_from_memory"];
        WriteImage = (delegate* unmanaged[Cdecl]<nint, nint, int>)symbols["vips_image_write"];
        ImageWidth = (delegate* unmanaged[Cdecl]<nint, int>)symbols["vips_image_get_width"];
        ImageHeight = (delegate* unmanaged[Cdecl]<nint, int>)symbols["vips_image_get_height"];
        ImageBands = (delegate* unmanaged[Cdecl]<nint, int>)symbols["vips_image_get_bands"];
        ImageInterpretation = (delegate* unmanaged[Cdecl]<nint, int>)symbols["vips_image_get_interpretation"];
        ErrorText = (delegate* unmanaged[Cdecl]<byte*>)symbols["vips_error_buffer_copy"];
        ClearError = (delegate* unmanaged[Cdecl]<void>)symbols["vips_error_clear"];
        Free = (delegate* unmanaged[Cdecl]<byte*, void>)symbols["g_free"];
    }

    /// <summary>The process's one, or null where the library is not installed or too old.</summary>
    public static VipsLibrary? Instance { get; } = Load();

    private static VipsLibrary? Load()
    {
        var library = NativeFile.Load(
            "VISION_LIBVIPS",
            "libvips",
            OperatingSystem.IsWindows() ? "libvips*.dll" : OperatingSystem.IsMacOS() ? "libvips*.dylib" : "libvips*.so*",
            OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42");

        // Blocking loaders that are not meant for strangers' files came with 8.13.
        if (library == 0 || !NativeLibrary.TryGetExport(library, "vips_block_untrusted_set", out _))
        {
            return null;
        }

        var symbols = new Symbols(library);
        fixed (byte* name = "visionsystem\0"u8, domain = "VIPS\0"u8)
        {
            if (((delegate* unmanaged[Cdecl]<byte*, int>)symbols["vips_init"])(name) != 0)
            {
                return null;
            }

            // Warnings about strangers' files belong into the answer to their request, not onto the console.
            ((delegate* unmanaged[Cdecl]<byte*, int, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void>, nint, uint>)symbols["g_log_set_handler"])(domain, -1 & ~3, &Ignore, 0);
        }

        // Requests already run side by side, and no file is read twice.
        ((delegate* unmanaged[Cdecl]<int, void>)symbols["vips_concurrency_set"])(1);
        ((delegate* unmanaged[Cdecl]<int, void>)symbols["vips_cache_set_max"])(0);
        ((delegate* unmanaged[Cdecl]<int, void>)symbols["vips_block_untrusted_set"])(1);
        return new VipsLibrary(symbols);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }

    // One file may hold GLib too (sharp's build); elsewhere the loader finds GLib through libvips, but not on Windows.
    private sealed class Symbols(nint library)
    {
        private readonly nint _glib = NativeLibrary.TryLoad("libglib-2.0-0.dll", out var handle) ? handle : 0;
        private readonly nint _gobject = NativeLibrary.TryLoad("libgobject-2.0-0.dll", out var handle) ? handle : 0;

        public nint this[string name] =>
            NativeLibrary.TryGetExport(library, name, out var own) ? own
            : _gobject != 0 && NativeLibrary.TryGetExport(_gobject, name, out var fromGObject) ? fromGObject
            : NativeLibrary.GetExport(_glib, name);
    }
}
