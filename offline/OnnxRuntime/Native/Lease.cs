using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// Holds a handle open for one call: a Dispose on another thread takes effect after the call, not under it.
/// No handle gives a null pointer.
/// </summary>
internal readonly ref struct Lease
{
    private readonly SafeHandle? _owner;

    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    internal Lease(SafeHandle? owner)
    {
        if (owner is not null)
        {
            var held = false;
            owner.DangerousAddRef(ref held);
            _owner = owner;
            Pointer = owner.DangerousGetHandle();
        }
    }

    internal nint Pointer { get; }

    public void Dispose() => _owner?.DangerousRelease();
}
