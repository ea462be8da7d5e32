using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>An allocator of the engine, for tensors of <see cref="OrtValue.CreateAllocatedTensorValue"/>.</summary>
public sealed class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> Cpu = new(
        () => new OrtAllocator(DefaultAllocator.Pointer), LazyThreadSafetyMode.PublicationOnly);

    private readonly SessionHandle? _session;

    /// <summary>The allocator that a session uses for a kind of memory; the session stays loaded while it lives.</summary>
    /// <exception cref="OnnxRuntimeException">The session has no provider for that memory.</exception>
    public OrtAllocator(InferenceSession session, OrtMemoryInfo memInfo)
        : base(0, ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(memInfo);
        using var owner = new Lease(session.Handle);
        using var memory = new Lease(memInfo);
        SetHandle(OrtApi.Get(OrtFunction.CreateAllocator, owner.Pointer, memory.Pointer));
        _session = session.Handle.Share();
    }

    private OrtAllocator(nint handle)
        : base(0, ownsHandle: false) => SetHandle(handle);

    /// <summary>The engine's CPU allocator. Shared by the process: do not dispose of it.</summary>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public static OrtAllocator DefaultInstance => Cpu.Value;

    /// <summary>The memory that it allocates; valid as long as the allocator.</summary>
    public OrtMemoryInfo Info
    {
        get
        {
            using var self = new Lease(this);
            return new OrtMemoryInfo(OrtApi.Get(OrtFunction.AllocatorGetInfo, self.Pointer), owned: false);
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseAllocator, handle);
        _session?.DangerousRelease();
        return true;
    }
}
