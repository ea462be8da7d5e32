using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>A position in the order in which predictions were stored. It differs from the order of ids, because deliveries can be delayed.</summary>
/// <param name="Position">Row id in SQLite; transaction id in PostgreSQL.</param>
/// <param name="Id">Id of the prediction, because several can share a position.</param>
internal readonly record struct StreamCursor(long Position, Guid Id)
{
    /// <summary>Formats the cursor as the id of an event: <c>1234-0190…</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}-{Id:D}");

    /// <summary>Parses the result of <see cref="ToString"/>; returns false for any other text.</summary>
    public static bool TryParse(string? text, out StreamCursor cursor)
    {
        cursor = default;
        if (text is null || text.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !Guid.TryParseExact(text.AsSpan(dash + 1), "D", out var id))
        {
            return false;
        }

        cursor = new StreamCursor(position, id);
        return true;
    }
}

/// <summary>A page of predictions that were stored after a cursor.</summary>
/// <param name="Found">Matching predictions with their cursors, in the order of storage.</param>
/// <param name="Cursor">The cursor for the next page. It also passes predictions that do not match.</param>
/// <param name="IsAll">True if no further predictions were stored.</param>
internal sealed record StreamPage(IReadOnlyList<(StreamCursor Cursor, Prediction Prediction)> Found, StreamCursor Cursor, bool IsAll);
