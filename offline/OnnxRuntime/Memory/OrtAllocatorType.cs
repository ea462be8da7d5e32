namespace Microsoft.ML.OnnxRuntime;

/// <summary>Whether memory comes from the device directly or from an arena above it.</summary>
public enum OrtAllocatorType
{
    DeviceAllocator = 0,
    ArenaAllocator = 1,
}
