using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Models;

/// <summary>Memory that nobody holds any more and that the process still has.</summary>
internal static class FreedMemory
{
    /// <summary>
    /// Gives it back to the system: what the collector and, where there is one, glibc's allocator keep for later. To be called
    /// where much was freed that will not be wanted again; it stops the process for some milliseconds.
    /// </summary>
    public static unsafe void ReturnToSystem()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var trim))
        {
            ((delegate* unmanaged<nuint, int>)trim)(0);
        }
    }
}
