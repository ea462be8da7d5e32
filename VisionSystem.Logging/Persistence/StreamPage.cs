using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>A page of predictions that were stored after a cursor.</summary>
/// <param name="Found">Matching predictions with their cursors, in the order of storage.</param>
/// <param name="Place">Cursor for the next page. It also passes predictions that do not match.</param>
/// <param name="IsAll">True if no further predictions were stored.</param>
internal sealed record StreamPage(IReadOnlyList<(StreamCursor Place, Prediction Prediction)> Found, StreamCursor Place, bool IsAll);
