using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a piece of memory lives: the allocator's name, the device and the kind of memory.</summary>
public sealed class OrtMemoryInfo : SafeHandle, IEquatable<OrtMemoryInfo>
{
    /// <summary>The allocator name <c>Cpu</c> as zero-terminated UTF-8.</summary>
    public static readonly byte[] allocatorCPU = "Cpu\0"u8.ToArray();

    /// <summary>The allocator name <c>Cuda</c> as zero-terminated UTF-8.</summary>
    public static readonly byte[] allocatorCUDA = "Cuda\0"u8.ToArray();

    /// <summary>The allocator name <c>CudaPinned</c> as zero-terminated UTF-8.</summary>
    public static readonly byte[] allocatorCUDA_PINNED = "CudaPinned\0"u8.ToArray();

    private static readonly Lazy<OrtMemoryInfo> Cpu = new(
        () => new OrtMemoryInfo(
            OrtApi.Get(OrtFunction.CreateCpuMemoryInfo, (nint)OrtAllocatorType.DeviceAllocator, (nint)OrtMemType.Cpu), owned: true),
        LazyThreadSafetyMode.PublicationOnly);

    /// <param name="utf8AllocatorName">One of the names here, or another as zero-terminated UTF-8.</param>
    /// <param name="allocatorType">Arena or not.</param>
    /// <param name="deviceId">The device's number.</param>
    /// <param name="memoryType">Which memory of the device.</param>
    /// <exception cref="OnnxRuntimeException">The engine knows no allocator of that name.</exception>
    public unsafe OrtMemoryInfo(byte[] utf8AllocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(utf8AllocatorName);
        if (!utf8AllocatorName.Contains((byte)0))
        {
            throw new ArgumentException("The name does not end in a zero byte.", nameof(utf8AllocatorName));
        }

        fixed (byte* name = utf8AllocatorName)
        {
            SetHandle(OrtApi.Get(OrtFunction.CreateMemoryInfo, (nint)name, (nint)allocatorType, deviceId, (nint)memoryType));
        }
    }

    /// <param name="allocatorName">The allocator's name: <c>Cpu</c>, <c>Cuda</c>, <c>CudaPinned</c>.</param>
    /// <param name="allocatorType">Arena or not.</param>
    /// <param name="deviceId">The device's number.</param>
    /// <param name="memoryType">Which memory of the device.</param>
    /// <exception cref="OnnxRuntimeException">The engine knows no allocator of that name.</exception>
    public OrtMemoryInfo(string allocatorName, OrtAllocatorType allocatorType, int deviceId, OrtMemType memoryType)
        : base(0, ownsHandle: true)
    {
        using var name = new Utf8(allocatorName);
        SetHandle(OrtApi.Get(OrtFunction.CreateMemoryInfo, name.Pointer, (nint)allocatorType, deviceId, (nint)memoryType));
    }

    internal OrtMemoryInfo(nint handle, bool owned)
        : base(0, owned) => SetHandle(handle);

    /// <summary>The CPU's memory. Shared by the process: do not dispose of it.</summary>
    public static OrtMemoryInfo DefaultInstance => Cpu.Value;

    /// <summary>The allocator's name.</summary>
    public string Name => Utf8.Read(Read(OrtFunction.MemoryInfoGetName));

    /// <summary>The device's number.</summary>
    public int Id => (int)Read(OrtFunction.MemoryInfoGetId);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Which memory of the device it is.</summary>
    public OrtMemType GetMemoryType() => (OrtMemType)(int)Read(OrtFunction.MemoryInfoGetMemType);

    /// <summary>Arena or not.</summary>
    public OrtAllocatorType GetAllocatorType() => (OrtAllocatorType)(int)Read(OrtFunction.MemoryInfoGetType);

    /// <summary>Whether both describe the same memory.</summary>
    public bool Equals(OrtMemoryInfo? other)
    {
        if (other is null || ReferenceEquals(this, other))
        {
            return other is not null;
        }

        using var self = new Lease(this);
        using var that = new Lease(other);
        return (int)OrtApi.Get(OrtFunction.CompareMemoryInfo, self.Pointer, that.Pointer) == 0;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OrtMemoryInfo);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Id, GetMemoryType());

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseMemoryInfo, handle);
        return true;
    }

    private nint Read(OrtFunction function)
    {
        using var self = new Lease(this);
        return OrtApi.Get(function, self.Pointer);
    }
}
