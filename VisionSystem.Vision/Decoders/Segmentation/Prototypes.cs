namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>The shape of a segmentation model's prototype masks: <c>[1, Count, Height, Width]</c> over the whole input.</summary>
/// <param name="Count">Prototypes, as many as a box has coefficients.</param>
/// <param name="Height">Grid rows, a quarter of the input's in Ultralytics' models.</param>
/// <param name="Width">Grid columns.</param>
internal sealed record Prototypes(int Count, int Height, int Width);
