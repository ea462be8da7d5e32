namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>How a row of floats becomes a model's element type.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe interface IElement<T>
    where T : unmanaged
{
    static abstract T From(float value);

    static abstract void Write(float* source, T* target, int count);
}
