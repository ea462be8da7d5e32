namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Keeps native handles that serve one call at a time: as many as calls ever ran side by side.</summary>
/// <param name="create">Makes a handle; 0 when there is no memory for one.</param>
/// <param name="destroy">Frees a handle and all that it holds.</param>
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

        return create() is not 0 and var created ? created : throw new InsufficientMemoryException("A native codec has no memory for another handle.");
    }

    /// <summary>Takes a handle back.</summary>
    /// <param name="handle">From <see cref="Rent"/>.</param>
    /// <param name="failed">Destroys it: libjpeg-turbo leaves a handle in the middle of a header that it could not read, and the handle then fails on every further file.</param>
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
