namespace VisionSystem.Contracts;

/// <summary>
/// Where the time of one image went, in milliseconds. <see cref="Total"/> runs from the request's last byte to the
/// detections and is not below the sum of the phases.
/// </summary>
public sealed record Timings(double Decode, double Preprocess, double Queue, double Inference, double Postprocess, double Total);
