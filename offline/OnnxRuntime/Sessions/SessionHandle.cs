using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The engine's session with the names it gave out. Runs, bindings and allocators hold it open, so that disposing of a
/// session in use frees it when the last of them is done.
/// </summary>
internal sealed class SessionHandle : SafeHandle
{
    private readonly List<nint> _names = [];

    internal SessionHandle(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a string of the default allocator, to be freed with the session.</summary>
    internal void Own(nint name) => _names.Add(name);

    /// <summary>Holds the session open until the caller's DangerousRelease.</summary>
    internal SessionHandle Share()
    {
        var held = false;
        DangerousAddRef(ref held);
        return this;
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseSession, handle);
        _names.ForEach(DefaultAllocator.Free);
        return true;
    }
}
