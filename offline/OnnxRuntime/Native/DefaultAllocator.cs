namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The engine's own CPU allocator: one for the process, never released.</summary>
internal static class DefaultAllocator
{
    internal static nint Pointer => OrtApi.Get(OrtFunction.GetAllocatorWithDefaultOptions);

    internal static void Free(nint memory)
    {
        if (memory != 0)
        {
            OrtApi.Invoke(OrtFunction.AllocatorFree, Pointer, memory);
        }
    }
}
