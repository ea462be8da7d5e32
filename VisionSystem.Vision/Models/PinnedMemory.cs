using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Page-locked host memory for the tensors of a session on a GPU. The GPU reads and writes it directly; pageable memory is first
/// copied by the processor, which takes longer than the run of a small model. Values in it are described as ordinary memory: the
/// driver recognises it by its address, and the engine rejects outputs that are described as pinned.
/// </summary>
internal sealed class PinnedMemory : IDisposable
{
    private readonly OrtAllocator _allocator;

    private PinnedMemory(OrtAllocator allocator) => _allocator = allocator;

    /// <summary>Returns the pinned memory of a session; null if its provider has none.</summary>
    public static PinnedMemory? Of(InferenceSession session, int device)
    {
        using var info = new OrtMemoryInfo(OrtMemoryInfo.allocatorCUDA_PINNED, OrtAllocatorType.DeviceAllocator, device, OrtMemType.CpuOutput);
        try
        {
            return new PinnedMemory(new OrtAllocator(session, info));
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>Allocates memory that the caller disposes before this object.</summary>
    /// <exception cref="OnnxRuntimeException">The machine has no more memory that can be locked.</exception>
    public OrtMemoryAllocation Allocate(nuint bytes) => _allocator.Allocate(checked((uint)bytes));

    public void Dispose() => _allocator.Dispose();
}
