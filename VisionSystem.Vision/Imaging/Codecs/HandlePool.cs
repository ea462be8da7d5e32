namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>A pool of native handles that serve one call at a time; it grows to the highest number of concurrent calls.</summary>
/// <param name="create">Creates a handle; returns 0 when out of memory.</param>
/// <param name="destroy">Frees a handle and its resources.</param>
internal sealed class HandlePool(Func<nint> create, Action<nint> destroy)
{
    private readonly Lock _lock = new();
    private readonly Stack<nint> _idle = new();

    public nint Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var handle))
            {
                return handle;
            }
        }

        return create() is not 0 and var created ? created : throw new InsufficientMemoryException("A native codec has no memory for another handle; give the process more memory.");
    }

    /// <summary>Returns a handle to the pool.</summary>
    /// <param name="handle">A handle from <see cref="Rent"/>.</param>
    /// <param name="failed">
    /// True destroys the handle: after an unreadable header libjpeg-turbo leaves it in a state in which it fails on every
    /// further file.
    /// </param>
    public void Return(nint handle, bool failed)
    {
        if (failed)
        {
            destroy(handle);
            return;
        }

        lock (_lock)
        {
            _idle.Push(handle);
        }
    }
}
