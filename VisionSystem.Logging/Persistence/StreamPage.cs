using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>What has arrived after a place.</summary>
/// <param name="Found">Those that the filter means, in the order of arrival.</param>
/// <param name="Place">Where to go on, whether or not the filter means what is there.</param>
/// <param name="IsAll">Whether there was nothing more by then.</param>
internal sealed record StreamPage(IReadOnlyList<(StreamCursor Place, Prediction Prediction)> Found, StreamCursor Place, bool IsAll);
