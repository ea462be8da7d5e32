namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>Keeps native handles that serve one call at a time: as many as calls ever ran side by side.</summary>
internal sealed class HandlePool(Func<nint> create)
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

    public void Return(nint handle)
    {
        lock (_lock)
        {
            _idle.Push(handle);
        }
    }
}
