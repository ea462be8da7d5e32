namespace VisionSystem.Vision.Preprocessing;

/// <summary>How a value becomes one of a model's element type.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IElement<T>
    where T : unmanaged
{
    static abstract T From(float value);
}
